import type { Media, MediaCall } from '../../../../platform/media/media.ts';

/** Dependencies of probing a file. */
export interface ProbeContext {
  readonly path: string;
  readonly media: Media;
  readonly call: MediaCall;
}
