import type { AssetKind } from '../asset.entity.ts';

/** Maximum bytes of a file, uploaded or imported. Listed in docs/limits.md. */
export const MAX_FILE_BYTES: Readonly<Record<AssetKind, number>> = {
  IMAGE: 50 * 1024 ** 2,
  VIDEO: 10_240 * 1024 ** 2,
  AUDIO: 2_048 * 1024 ** 2,
  CAPTION: 2 * 1024 ** 2,
  /** Packed and unpacked. */
  FONT: 32 * 1024 ** 2,
  /** Rows of batches. */
  DOCUMENT: 32 * 1024 ** 2,
};

/** Of every part except the last. */
export const MIN_PART_BYTES = 8 * 1024 ** 2;
export const MAX_PART_BYTES = 64 * 1024 ** 2;
/** Enough for parallel transfers and small losses, few enough that all URLs fit into one answer. */
export const TARGET_PARTS = 150;
