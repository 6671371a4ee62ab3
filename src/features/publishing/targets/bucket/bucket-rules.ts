import type { TargetRules } from '../publish-target.ts';

/** A thousand parts of 64 MiB, of which one is in memory. */
const MAX_BYTES = 64_000 * 1024 ** 2;

/** A bucket stores the file as it is, under any title. */
export const bucketRules: TargetRules = {
  maxBytes: MAX_BYTES,
  maxThumbnailBytes: 0,
  hasProcessing: false,
  check: () => undefined,
};
