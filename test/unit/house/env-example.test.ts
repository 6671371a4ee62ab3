import { expect, test } from 'vitest';
import { environmentVariables } from '../../../src/app/config.ts';
import { envExample } from '../../support/env-example.ts';

test('.env.example names each variable that the program reads, and no other', () => {
  expect(envExample().program.toSorted()).toEqual(environmentVariables.map(({ name }) => name).toSorted());
});

test('each of them has a sentence', () => {
  expect(envExample().unexplained).toEqual([]);
});
