import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { checkWords, findReplacedWords } from '../../../scripts/check-words.ts';

test('the repository uses no replaced word', () => {
  expect(checkWords(resolve(import.meta.dirname, '../../..'))).toEqual([]);
});

test.each([
  ['a comment', '// Whoever asks is told so.'],
  ['a description', "description: 'Sealed anew with the key.'"],
  ['a message', "throw new Error('This does not exist any more.');"],
  ['an identifier', 'class Admitter {}'],
  ['a constant', 'const NAME_AT_MOST = 200;'],
  ['a function', 'function refuseTaken(path: string): void {'],
  ['a type', 'export interface ObjectFacts {'],
  ['an old term', '/** Sends the letter again. */'],
  ['a table cell', '| Verb | A public function. |'],
])('a replaced word in %s is refused with its line and the standard term', (_, line) => {
  const [first] = findReplacedWords('src/planted.ts', `// Fine.\n${line}\n`);
  expect(first).toMatch(/^src\/planted\.ts:2: ".+"; use .+/);
});

test('a violation planted in a source file, a document or a test is found, and the rules themselves are exempt', () => {
  const root = mkdtempSync(join(tmpdir(), 'words-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  execFileSync('git', ['init', '-q'], { cwd: root });
  for (const folder of ['src', 'docs', 'test']) mkdirSync(join(root, folder));
  for (const file of ['src/a.ts', 'docs/a.md', 'test/a.test.ts', 'README.md', '.env.example', 'docs/style.md', 'notes.txt']) {
    writeFileSync(join(root, file), '# made anew\n');
  }
  expect(checkWords(root).map((fault) => fault.split(':')[0])).toEqual([
    '.env.example',
    'README.md',
    'docs/a.md',
    'src/a.ts',
    'test/a.test.ts',
  ]);
});
