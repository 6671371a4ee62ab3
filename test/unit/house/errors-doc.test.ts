import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildSchema, type GraphQLEnumType } from 'graphql';
import { expect, test } from 'vitest';
import { emitSchema } from '../../../scripts/emit-schema.ts';
import { ERROR_CODES } from '../../../src/kernel/errors.ts';
import { en as ERROR_TEXTS } from '../../../src/platform/messages/errors/en.ts';

const root = resolve(import.meta.dirname, '../../..');
const page = readFileSync(resolve(root, 'docs/errors.md'), 'utf8');
const [requests = '', jobs = ''] = page.split('\n## A failed job\n');

/** Cells of the rows whose first one is a code. */
const rows = (part: string): string[][] =>
  part
    .split('\n')
    .filter((line) => /^\| `[A-Z_]+`/.test(line))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );

/** `new Failure('CODE', …, { category: 'X', retryable: true …`, also by the short form in ffmpeg-failure.ts. */
const MADE =
  /(?:new Failure|\bfailure)\(\s*'([A-Z_]+)',(?:(?!new Failure|\bfailure\()[^])*?category: '([A-Z_]+)',\s*retryable: (true|false)/g;

const failures = globSync('src/**/*.ts', { cwd: root }).flatMap((file) =>
  [...readFileSync(resolve(root, file), 'utf8').matchAll(MADE)].map(([, code, category, retryable]) => ({
    file,
    row: `${code} ${category} ${retryable === 'true' ? 'yes' : 'no'}`,
  })),
);

test('lists every code of a refused request with its meaning, and no other, in the order of the source', () => {
  expect(rows(requests).map(([code, meaning]) => [code, meaning])).toEqual(Object.entries(ERROR_CODES));
});

test('lists every key of a text that has a detail, and no other', () => {
  const listed = requests.split('\n### Other languages\n')[1]?.matchAll(/^\| `(error\.[^`]+)`/gm);
  const own = Object.keys(ERROR_TEXTS).filter((key) => key.split('.').length > 2);
  expect([...(listed ?? [])].map(([, key]) => key)).toEqual(own);
});

test('publishes the same codes and meanings in the schema', async () => {
  const type = buildSchema(await emitSchema()).getType('ErrorCode') as GraphQLEnumType;
  const published = type.getValues().map(({ name, description }) => [name, description]);
  expect(published).toEqual(Object.entries(ERROR_CODES).toSorted(([one], [other]) => one.localeCompare(other)));
});

test('lists every code of a failed job, with its category and whether a retry may help, and no other', () => {
  const listed = rows(jobs).map(([code, category, retryable]) => `${code} ${category} ${retryable}`);
  expect(listed.toSorted()).toEqual([...new Set(failures.map(({ row }) => row))].toSorted());
});

test('reads the code of every failure that the source makes', () => {
  const made = globSync('src/**/*.ts', { cwd: root }).flatMap((file) => {
    const source = readFileSync(resolve(root, file), 'utf8');
    return [...source.matchAll(/(?:new Failure|\bfailure)\(\s*'/g)].map(() => file);
  });
  expect(failures.map(({ file }) => file)).toEqual(made);
});

test('gives a hint to every failure, in the words of the source', () => {
  const spoken = (text: string): string => text.replaceAll(/[`\\]/g, '');
  const sources = globSync('src/**/*.ts', { cwd: root }).map((file) => spoken(readFileSync(resolve(root, file), 'utf8')));
  for (const [code, , , , hint = ''] of rows(jobs)) {
    const [firstClause = ''] = hint.split(/[.;:(,]/);
    expect(firstClause.length, code).toBeGreaterThan(8);
    if (!PER_CASE.includes(code ?? ''))
      expect(
        sources.some((source) => source.includes(firstClause)),
        `${code}: ${hint}`,
      ).toBe(true);
  }
});

/** Hints that are put together from what there is. */
const PER_CASE = ['UNKNOWN_VOICE'];
