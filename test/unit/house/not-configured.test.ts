import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { environmentVariables } from '../../../src/app/config.ts';
import { notConfigured } from '../../../src/kernel/errors.ts';

const root = resolve(import.meta.dirname, '../../..');
const sources = globSync('src/**/*.ts', { cwd: root })
  .filter((file) => file !== 'src/kernel/errors.ts')
  .map((file) => ({ file, text: readFileSync(resolve(root, file), 'utf8') }));

test('NOT_CONFIGURED says what is off, and which variables are for the operator to look at', () => {
  const error = notConfigured('Signing in is off on this installation.', ['ONE', 'OTHER']);
  expect(error).toMatchObject({ code: 'NOT_CONFIGURED', details: { variables: ['ONE', 'OTHER'] } });
  expect(error.message).toBe('Signing in is off on this installation. For the operator: see ONE, OTHER.');
});

test('no source makes the error in another way', () => {
  expect(sources.filter(({ text }) => /ReelwrightError\(\s*'NOT_CONFIGURED'/.test(text)).map(({ file }) => file)).toEqual([]);
});

test('the variables it names are variables that Reelwright reads', () => {
  const users = sources.filter(({ text }) => text.includes('notConfigured('));
  const named = users.flatMap(({ text }) => [...text.matchAll(/'((?:S3|GOOGLE|SMTP)_[A-Z_]+)'/g)].map(([, name = '']) => name));
  expect(users.length).toBeGreaterThan(2);
  expect(named.filter((name) => !environmentVariables.some((variable) => variable.name === name))).toEqual([]);
});
