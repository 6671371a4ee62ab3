import { Failure } from '../../../../kernel/failure.ts';
import { garbage } from '../vendor-failures.ts';

/** Failures of ffmpeg at a file that it was given: a damaged file makes it fail without a code of its own, or crash. */
const OF_THE_FILE = /^(?:MEDIA_\w+|FFMPEG_FAILED|FFMPEG_CRASHED)$/;

/** Throws GARBAGE for a failure of ffmpeg at a file of the vendor, so that the paid call is not repeated, and every other error as it is. */
export const undecodable =
  (vendor: string, what: 'a clip' | 'a picture' | 'sound') =>
  (error: unknown): never => {
    throw error instanceof Failure && OF_THE_FILE.test(error.code) ? garbage(vendor, `${what} that cannot be decoded`) : error;
  };
