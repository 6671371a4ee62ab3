import type { StoredPart } from '../../../platform/storage/direct-uploads.ts';
import { MAX_PART_BYTES, MIN_PART_BYTES, TARGET_PARTS } from './upload-limits.ts';

const MIB = 1024 ** 2;

/** One part of a file and its position. */
export interface PlannedPart {
  /** Counts from 1. */
  readonly number: number;
  readonly offset: number;
  readonly byteSize: number;
}

/** Bytes of every part except the last, in whole MiB. */
export function partSizeOf(byteSize: number): number {
  const even = Math.ceil(byteSize / TARGET_PARTS / MIB) * MIB;
  return Math.min(Math.max(even, MIN_PART_BYTES), MAX_PART_BYTES);
}

/** Splits a file of this many bytes into parts. */
export function planParts(byteSize: number, partSize: number): readonly PlannedPart[] {
  return Array.from({ length: Math.ceil(byteSize / partSize) }, (_, index) => {
    const offset = index * partSize;
    return { number: index + 1, offset, byteSize: Math.min(partSize, byteSize - offset) };
  });
}

/** Comparison of the stored parts with the announced file. */
export interface Arrival {
  /** Numbers of missing or short parts. */
  readonly missing: readonly number[];
  /** Numbers of parts that are too long or were not announced. */
  readonly tooMuch: readonly number[];
}

export function compareParts(planned: readonly PlannedPart[], stored: readonly StoredPart[]): Arrival {
  const sizes = new Map(planned.map(({ number, byteSize }) => [number, byteSize]));
  const there = new Map(stored.map(({ number, byteSize }) => [number, byteSize]));
  return {
    missing: planned.filter(({ number, byteSize }) => (there.get(number) ?? -1) < byteSize).map(({ number }) => number),
    tooMuch: stored.filter(({ number, byteSize }) => byteSize > (sizes.get(number) ?? -1)).map(({ number }) => number),
  };
}
