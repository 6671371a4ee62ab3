import type { TargetRules } from '../publish-target.ts';

/** The largest object of S3. */
const MAX_BYTES = 5 * 1024 ** 4;

/** A bucket stores the file as it is, under any title. */
export const bucketRules: TargetRules = {
  maxBytes: MAX_BYTES,
  maxThumbnailBytes: 0,
  hasProcessing: false,
  check: () => undefined,
};
