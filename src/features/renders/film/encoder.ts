import { createHash } from 'node:crypto';

/** Goes up when pieces of before and after must not be joined, or an artifact of before should not be used again. */
const REVISION = 1;

/** H.264 for every piece. One set for stills, motion and transitions alike: then all pieces share their parameter sets and join as they are. */
const VIDEO = {
  codec: 'libx264',
  preset: 'veryfast',
  tune: 'stillimage',
  profile: 'high',
  crf: 20,
  bFrames: 2,
  gopSeconds: 2,
} as const;

/**
 * AAC for the film, encoded once. `fast` costs half of the default coder, and half again without the search for mid/side stereo, which a voice
 * on both channels does not need.
 */
const AUDIO = { codec: 'aac', coder: 'fast', midSide: 0, bitRate: '128k', sampleRate: 48_000, channels: 2 } as const;

/** How far a scene's picture grows: a share of its size in so many seconds, within bounds for short and long scenes. */
export const MOTION = { growth: 0.06, inSeconds: 5, least: 0.03, most: 0.1 } as const;

/** Loudness of the film in LUFS with its tolerance, ceiling of its true peak in dBTP, and the level of each voice clip. */
export const SOUND = { loudness: -14, tolerance: 0.7, truePeak: -1, limit: 0.794, voiceLoudness: -16 } as const;

const BT709 = ['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709', '-color_range', 'tv'];

/**
 * Options for the picture of a piece. Scene cuts are off, because a piece begins with its scene; groups are closed, at most 2 s long.
 * The time scale holds a frame of 24, 25, 30 and 60 a second exactly.
 */
export const videoOptions = (fps: number): string[] =>
  [
    ['-c:v', VIDEO.codec, '-preset', VIDEO.preset, '-tune', VIDEO.tune, '-profile:v', VIDEO.profile, '-crf', String(VIDEO.crf)],
    ['-pix_fmt', 'yuv420p', '-bf', String(VIDEO.bFrames), '-g', String(VIDEO.gopSeconds * fps), '-flags', '+cgop', '-sc_threshold', '0'],
    BT709,
    ['-r', String(fps), '-video_track_timescale', String(TIME_SCALE)],
  ].flat();

/** Ticks a second of the picture's track. */
export const TIME_SCALE = 90_000;

export const audioOptions: readonly string[] = [
  ['-c:a', AUDIO.codec, '-aac_coder', AUDIO.coder, '-aac_ms', String(AUDIO.midSide), '-b:a', AUDIO.bitRate],
  ['-ar', String(AUDIO.sampleRate), '-ac', String(AUDIO.channels)],
].flat();

/** Samples of one AAC frame: the bound for what sound and picture may differ in length. */
export const AAC_FRAME = 1024;

/** Stands in a FilmSpec and in every artifact's hash: other settings make another film. */
export const encoderFingerprint: string = createHash('sha256')
  .update(JSON.stringify({ REVISION, VIDEO, AUDIO, MOTION, SOUND, BT709, TIME_SCALE }))
  .digest('hex')
  .slice(0, 16);
