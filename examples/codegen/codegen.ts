import type { CodegenConfig } from '@graphql-codegen/cli';

/** Types of the operations in film.ts. Each scalar of the schema is mapped: an unknown one is an error instead of `any`. */
const config: CodegenConfig = {
  schema: '../schema.graphql',
  documents: ['codegen/film.ts'],
  generates: {
    'codegen/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        strictScalars: true,
        scalars: { DateTime: 'string', JSON: 'unknown', SafeInt: 'number' },
        useTypeImports: true,
        enumsAsTypes: true,
        documentMode: 'string',
        importExtension: '.ts',
      },
    },
  },
};

export default config;
