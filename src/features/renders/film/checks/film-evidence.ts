import type { Probe } from '../../../../platform/media/media.ts';
import type { Cue, FilmSpec, SceneVoice } from '../film-spec.ts';
import type { DecodedAudio } from '../joined/decoded-clip.ts';
import type { AudioDecoding, PictureDecoding } from '../joined/decoding.ts';
import type { Mp4Layout } from '../mp4.ts';
import type { Timeline } from '../timeline.ts';

/** Everything planned and everything measured. */
export interface Evidence {
  readonly spec: FilmSpec;
  readonly timeline: Timeline;
  readonly voices: readonly SceneVoice[];
  readonly cues: readonly Cue[];
  readonly probe: Probe;
  readonly layout: Mp4Layout;
  readonly decoding: PictureDecoding & AudioDecoding & Pick<DecodedAudio, 'offsets'>;
  /** Clips whose packets are in the film, in their place. */
  readonly unchanged: number;
  /** Seconds at which the frames of the film are shown, in order; empty when nobody knows. */
  readonly times: readonly number[];
  /** Number of chapters with which the film was assembled; undefined for a film that was assembled before there were chapters. */
  readonly chapters: number | undefined;
}
