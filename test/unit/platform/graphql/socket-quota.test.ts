import { expect, test } from 'vitest';
import { LIMITS } from '../../../../src/platform/graphql/limits.ts';
import { OpenCounts, takeAll } from '../../../../src/platform/graphql/open-counts.ts';
import { HeldOperations, type Payload } from '../../../../src/platform/graphql/socket-quota.ts';

const place = () => () => undefined;
const payload = (characters = 10): Payload => ({ query: 'x'.repeat(characters) });

test('an operation counts until it has ended, also when its id is used again meanwhile', () => {
  const held = new HeldOperations();
  const payloads = Array.from({ length: LIMITS.operationsPerSocket }, () => payload());
  for (const one of payloads) expect(held.hold('same', one, place)).toBeUndefined();
  expect(held.hold('same', payload(), place)).toMatch(/100 operations/);
  held.release(payloads[0]!);
  held.release(payloads[0]!);
  expect(held.hold('same', payload(), place)).toBeUndefined();
  expect(held.hold('same', payload(), place)).toMatch(/100 operations/);
});

test('the operations of a socket hold a bounded number of bytes together, variables included', () => {
  const held = new HeldOperations();
  const first = { query: 'x', variables: { after: 'x'.repeat(LIMITS.heldBytesPerSocket - 100) } };
  expect(held.hold('1', first, place)).toBeUndefined();
  expect(held.hold('2', payload(200), place)).toMatch(/at most 1048576 bytes/);
  held.release(first);
  expect(held.hold('2', payload(200), place)).toBeUndefined();
});

test('an id over the limit is refused and holds nothing', () => {
  const held = new HeldOperations();
  const never = () => {
    throw new Error('not asked for');
  };
  expect(held.hold('x'.repeat(129), payload(), never)).toBe('An operation id has at most 128 characters.');
});

test('what a socket held is given back when it closes', () => {
  const counts = new OpenCounts(2);
  const held = new HeldOperations();
  for (const id of ['1', '2']) held.hold(id, payload(), () => counts.take('person'));
  expect(held.hold('3', payload(), () => counts.take('person'))).toMatch(/^Too many operations/);
  held.releaseAll();
  expect(counts.take('person')).toBeDefined();
});

test('places of several counts are taken together or not at all', () => {
  const [wide, narrow] = [new OpenCounts(2), new OpenCounts(1)];
  const taken = takeAll([
    [wide, 'a'],
    [narrow, 'b'],
  ]);
  expect(taken).toBeDefined();
  expect(
    takeAll([
      [wide, 'a'],
      [narrow, 'b'],
    ]),
  ).toBeUndefined();
  expect(wide.take('a')).toBeDefined();
  expect(wide.take('a')).toBeUndefined();
});

test('0 is no limit', () => {
  const counts = new OpenCounts(0);
  expect(Array.from({ length: 50 }, () => counts.take('a')).every(Boolean)).toBe(true);
});
