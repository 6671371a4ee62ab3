import type { Media, MediaCall } from '../../../../platform/media/media.ts';

/** What a file is looked at with. */
export interface ProbeContext {
  readonly path: string;
  readonly media: Media;
  readonly call: MediaCall;
}
