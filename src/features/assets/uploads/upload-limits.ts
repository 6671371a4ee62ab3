import type { AssetKind } from '../asset.entity.ts';

/** Maximum bytes of a file, uploaded or imported. docs/limits.md lists them. */
export const MAX_FILE_BYTES: Readonly<Record<AssetKind, number>> = {
  IMAGE: 50 * 1024 ** 2,
  VIDEO: 10_240 * 1024 ** 2,
  AUDIO: 2_048 * 1024 ** 2,
  CAPTION: 2 * 1024 ** 2,
  /** Both packed and unpacked. */
  FONT: 32 * 1024 ** 2,
  /** Files with the rows of batches. */
  DOCUMENT: 32 * 1024 ** 2,
};

/** Limits of the size of a part; the last one may be smaller. */
export const MIN_PART_BYTES = 8 * 1024 ** 2;
export const MAX_PART_BYTES = 64 * 1024 ** 2;
/**
 * Number of parts to aim at: enough for parallel transfers and for small losses after a failure, few enough that all URLs fit into one
 * answer.
 */
export const TARGET_PARTS = 150;
