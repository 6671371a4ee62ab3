import { describe, expect, test } from 'vitest';
import { readInnerBoxes } from '../../../../src/platform/files/mp4-boxes.ts';

const box = (name: string, body: string, size = 8 + body.length): Buffer => {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(size);
  head.write(name, 4, 'latin1');
  return Buffer.concat([head, Buffer.from(body, 'latin1')]);
};

const longBox = (name: string, body: string, size = 16 + body.length): Buffer => {
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(size));
  return Buffer.concat([box(name, '', 1), length, Buffer.from(body, 'latin1')]);
};

const inner = (bytes: Buffer): unknown[] => [...readInnerBoxes(bytes)].map(({ name, body }) => [name, body?.toString('latin1')]);

describe('boxes in memory', () => {
  test('are read in order, with short and long sizes', () => {
    expect(inner(Buffer.concat([box('abcd', 'one'), longBox('efgh', 'two'), box('ijkl', '')]))).toEqual([
      ['abcd', 'one'],
      ['efgh', 'two'],
      ['ijkl', ''],
    ]);
  });

  test('of size 0 reach to the end', () => {
    expect(inner(Buffer.concat([box('abcd', 'one'), box('efgh', 'the whole rest', 0)]))).toEqual([
      ['abcd', 'one'],
      ['efgh', 'the whole rest'],
    ]);
  });

  test.each([
    ['larger than what it lies in', box('efgh', 'two', 12)],
    ['without a size', box('efgh', 'two', 7)],
    ['with half of a long size', box('efgh', 'two', 1)],
  ])('end with one %s, which has no body', (_what, bytes) => {
    expect(inner(Buffer.concat([box('abcd', 'one'), bytes]))).toEqual([
      ['abcd', 'one'],
      ['efgh', undefined],
    ]);
  });

  test.each([
    ['a zero', Buffer.alloc(4)],
    ['a zero of eight bytes', Buffer.alloc(8)],
    ['a few bytes', Buffer.from('1234567')],
  ])('end before %s', (_what, bytes) => {
    expect(inner(Buffer.concat([box('abcd', 'one'), bytes]))).toEqual([['abcd', 'one']]);
  });
});
