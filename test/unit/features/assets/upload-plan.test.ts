import { describe, expect, test } from 'vitest';
import { compareParts, partSizeOf, planParts } from '../../../../src/features/assets/uploads/upload-plan.ts';

const MIB = 1024 ** 2;

describe('the parts of an upload', () => {
  test.each([
    [1, 8 * MIB, 1],
    [8 * MIB, 8 * MIB, 1],
    [8 * MIB + 1, 8 * MIB, 2],
    [500_000_000, 8 * MIB, 60],
    [1200 * MIB + 1, 9 * MIB, 134],
    [10 * 1024 * MIB, 64 * MIB, 160],
    [600 * 1024 * MIB, 64 * MIB, 9_600],
  ])('of %i bytes have %i bytes each and are %i', (byteSize, partSize, count) => {
    expect([partSizeOf(byteSize), planParts(byteSize, partSize).length]).toEqual([partSize, count]);
  });

  test('cover the file without gap and overlap', () => {
    const byteSize = 1_234_567_890;
    let end = 0;
    for (const [index, part] of planParts(byteSize, partSizeOf(byteSize)).entries()) {
      expect(part).toMatchObject({ number: index + 1, offset: end });
      end += part.byteSize;
    }
    expect(end).toBe(byteSize);
  });

  test('are compared one by one with what the store has', () => {
    const planned = planParts(25, 10);
    const stored = (sizes: Readonly<Record<number, number>>) =>
      Object.entries(sizes).map(([number, byteSize]) => ({ number: Number(number), byteSize, etag: 'x' }));
    expect(compareParts(planned, stored({ 1: 10, 2: 10, 3: 5 }))).toEqual({ missing: [], tooMuch: [] });
    expect(compareParts(planned, stored({ 1: 9, 3: 5 }))).toEqual({ missing: [1, 2], tooMuch: [] });
    // The sum alone would be right.
    expect(compareParts(planned, stored({ 1: 10, 2: 9, 3: 6 }))).toEqual({ missing: [2], tooMuch: [3] });
    expect(compareParts(planned, stored({ 1: 10, 2: 10, 3: 5, 7: 1 }))).toEqual({ missing: [], tooMuch: [7] });
  });
});
