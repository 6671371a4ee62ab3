import { configDefaults, defineConfig } from 'vitest/config';

// Type-GraphQL and graphql-ws must see one copy of graphql-js: two module formats of it are two realms.
const alias = [{ find: /^graphql$/, replacement: 'graphql/index.js' }];

const project = (name: string, options: Record<string, unknown>) => ({
  extends: true as const,
  test: { name, include: [`test/${name}/**/*.test.ts`], ...options },
});

/** Tests that must see the first use of a module, so they share none with other files. */
const ALONE = ['test/integration/embedded/object-store/md5.test.ts'];

export default defineConfig({
  resolve: { alias },
  test: {
    // Only `npm run coverage` measures, and so only it fails below the floor. Pages that run in a browser have tests of their own.
    coverage: {
      include: ['src/**/*.ts'],
      exclude: ['src/explorer/**', 'src/account-page/**', 'src/web/**'],
      reporter: ['text-summary', 'json-summary'],
      // CONTRIBUTING.md says what was measured.
      thresholds: { statements: 84, branches: 77, functions: 85, lines: 85 },
    },
    projects: [
      // Files of these share the modules of their process: loading them for each file was a third of the processors' time. No test may
      // depend on the state of a module, as none may depend on the order of files.
      project('unit', { isolate: false }),
      project('integration', {
        isolate: false,
        exclude: [...configDefaults.exclude, ...ALONE],
        globalSetup: ['test/support/global-setup.ts'],
        testTimeout: 60_000,
        hookTimeout: 60_000,
        maxWorkers: 2,
      }),
      { extends: true as const, test: { name: 'integration-alone', include: ALONE } },
      project('e2e', { globalSetup: ['test/support/record-setup.ts'], testTimeout: 240_000, hookTimeout: 120_000, maxWorkers: 2 }),
      project('browser', { globalSetup: ['test/support/record-setup.ts'], testTimeout: 240_000, hookTimeout: 120_000, maxWorkers: 1 }),
    ],
  },
});
