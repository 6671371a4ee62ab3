import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../..');
const OXLINT = join(dirname(createRequire(import.meta.url).resolve('oxlint/package.json')), 'bin/oxlint');

/** One file for each law of style that oxlint keeps. */
const PLANTED: Readonly<Record<string, string>> = {
  'import(no-default-export)': 'const a = 1;\nexport default a;\n',
  'oxc(no-barrel-file)': "export * from './lawful.ts';\n",
  'typescript(no-explicit-any)': 'export const a: any = 1;\n',
  'eslint(no-console)': "console.log('a');\nexport const a = 1;\n",
  'typescript(consistent-type-imports)': "import { Lawful } from './lawful.ts';\nexport const a: Lawful = { b: 1 };\n",
  'typescript(no-floating-promises)': 'const a = async (): Promise<void> => {};\nexport function b(): void {\n  a();\n}\n',
  'eslint(max-lines)': `${'// a line\n'.repeat(501)}export const a = 1;\n`,
  'eslint(max-lines-per-function)': `export function a(): void {\n${'  void 0;\n'.repeat(90)}}\n`,
  'import(no-cycle)': "import { other } from './other.ts';\nexport const planted = (): number => other();\n",
  'typescript(no-non-null-assertion)': 'export const a = (b: string | undefined): string => b!;\n',
  'unicorn(filename-case)': 'export const a = 1;\n',
};
const FILES: Readonly<Record<string, string>> = { 'unicorn(filename-case)': 'CamelCase.ts' };

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lint-law-'));
  await mkdir(join(root, 'src'));
  await writeFile(join(root, '.oxlintrc.json'), await readFile(join(ROOT, '.oxlintrc.json')));
  await writeFile(
    join(root, 'tsconfig.json'),
    '{ "compilerOptions": { "strict": true, "module": "nodenext", "allowImportingTsExtensions": true, "noEmit": true } }',
  );
  await writeFile(join(root, 'src/lawful.ts'), 'export interface Lawful {\n  readonly b: number;\n}\n');
  await writeFile(join(root, 'src/other.ts'), "import { planted } from './planted.ts';\n\nexport const other = (): number => planted();\n");
});
afterAll(() => rm(root, { recursive: true }));

/** Codes of the rules that a file of that text breaks. */
async function brokenBy(text: string, file = 'planted.ts'): Promise<string[]> {
  const path = join('src', file);
  await writeFile(join(root, path), text);
  const { promise, resolve: done } = Promise.withResolvers<string>();
  execFile(process.execPath, [OXLINT, '--format=json', path], { cwd: root }, (_error, stdout) => done(stdout));
  const report = JSON.parse(await promise) as { diagnostics: { code: string }[] };
  await rm(join(root, path));
  return report.diagnostics.map(({ code }) => code);
}

test('a plain file is clean', async () => {
  expect(await brokenBy("import type { Lawful } from './lawful.ts';\n\nexport const a: Lawful = { b: 1 };\n")).toEqual([]);
});

test.each(Object.entries(PLANTED))('%s is red when broken', async (rule, text) => {
  expect(await brokenBy(text, FILES[rule])).toContain(rule);
});
