import type { StoredPart } from '../../../platform/storage/direct-uploads.ts';

const MIB = 1024 ** 2;
/** The smallest and the largest part. Bytes. */
const PART_LEAST = 8 * 1024 ** 2;
const PART_MOST = 64 * 1024 ** 2;
/** So many that some can travel at once and little is lost with one; so few that all their URLs fit into one answer. */
const PARTS_AIMED_AT = 150;

/** One piece of a file, and where it belongs. */
export interface PlannedPart {
  /** From 1. */
  readonly number: number;
  readonly offset: number;
  readonly byteSize: number;
}

/** Bytes of every part but the last, in whole MiB. */
export function partSizeOf(byteSize: number): number {
  const even = Math.ceil(byteSize / PARTS_AIMED_AT / MIB) * MIB;
  return Math.min(Math.max(even, PART_LEAST), PART_MOST);
}

/** How a file of so many bytes is cut. */
export function planParts(byteSize: number, partSize: number): readonly PlannedPart[] {
  return Array.from({ length: Math.ceil(byteSize / partSize) }, (_, index) => {
    const offset = index * partSize;
    return { number: index + 1, offset, byteSize: Math.min(partSize, byteSize - offset) };
  });
}

/** What the store has of a file, against what was announced. */
export interface Arrival {
  /** Numbers of the parts that are not there or too short. */
  readonly missing: readonly number[];
  /** Numbers of the parts that are longer than announced, or were never announced. */
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
