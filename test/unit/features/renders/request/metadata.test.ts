import { expect, test } from 'vitest';
import { checkMetadata } from '../../../../../src/features/renders/request/metadata.ts';
import { Complaints } from '../../../../../src/kernel/complaints.ts';
import { ReelwrightError } from '../../../../../src/kernel/errors.ts';

/** The metadata, or the fields that are wrong. */
function read(given: unknown): unknown {
  const complaints = new Complaints();
  const metadata = checkMetadata(given, complaints);
  try {
    complaints.throwIfAny();
    return metadata;
  } catch (error) {
    return error instanceof ReelwrightError ? (error.fields ?? []).map(({ path }) => path) : error;
  }
}
const entries = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));

test.each<[string, unknown, unknown]>([
  ['nothing', undefined, null],
  ['an empty object', {}, null],
  ['texts', { orderId: '1234', note: 'two\nlines', empty: '' }, { orderId: '1234', note: 'two\nlines', empty: '' }],
  ['50 entries', entries(50), entries(50)],
  ['51 entries', entries(51), ['input.metadata']],
  ['a text', 'orderId', ['input.metadata']],
  ['a list', ['a'], ['input.metadata']],
  ['a number', { orderId: 1234 }, ['input.metadata.orderId']],
  ['null', { orderId: null }, ['input.metadata.orderId']],
  ['an empty key', { '': 'v' }, ['input.metadata.']],
  ['a long key', { ['k'.repeat(41)]: 'v' }, [`input.metadata.${'k'.repeat(40)}`]],
  ['a long value', { k: 'v'.repeat(501) }, ['input.metadata.k']],
  ['NUL', { k: 'a\0b', 'l\0': 'v' }, ['input.metadata.k', 'input.metadata.l\0']],
  ['half a character', { k: '\ud800' }, ['input.metadata.k']],
])('%s', (_, given, expected) => {
  expect(read(given)).toEqual(expected);
});
