import { globSync } from 'node:fs';
import type { CodegenConfig } from '@graphql-codegen/cli';

const plugins = ['typescript-operations', 'typed-document-node'];

/** `npm run codegen`: beside each `*.graphql` of src/web a file with the types of its operations and their documents, so that a page loads its own only. */
const config: CodegenConfig = {
  schema: 'schema.graphql',
  generates: Object.fromEntries(
    globSync('src/web/**/*.graphql')
      .toSorted()
      .map((documents) => [documents.replace(/\.graphql$/, '.generated.ts'), { documents, plugins }]),
  ),
  config: {
    scalars: { DateTime: 'string', JSON: 'unknown', SafeInt: 'number' },
    immutableTypes: true,
    useTypeImports: true,
    skipTypename: true,
    disableDescriptions: true,
    optimizeDocumentNode: true,
    documentNodeImport: 'urql#TypedDocumentNode',
  },
};

export default config;
