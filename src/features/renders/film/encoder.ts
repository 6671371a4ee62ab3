import { createHash } from 'node:crypto';

/** Increment it when clips of two versions must not be joined, or old artifacts must not be reused. */
const REVISION = 2;

/** Maximum seconds between two key frames. */
export const GOP_SECONDS = 2;

/**
 * H.264 settings of every clip, for stills, motion and transitions alike, so that all clips share their parameter sets and join without
 * re-encoding.
 */
const VIDEO = {
  codec: 'libx264',
  preset: 'veryfast',
  tune: 'stillimage',
  profile: 'high',
  crf: 20,
  bFrames: 2,
  gopSeconds: GOP_SECONDS,
} as const;

/**
 * AAC for the film, encoded once. `fast` costs half of the default coder, and half again without mid/side stereo, which identical channels
 * do not need.
 */
const AUDIO = { codec: 'aac', coder: 'fast', midSide: 0, bitRate: '128k', sampleRate: 48_000, channels: 2 } as const;

/** Growth of a scene's picture: a fraction of its size in `inSeconds`, bounded for short and long scenes. */
export const MOTION = { growth: 0.06, inSeconds: 5, least: 0.03, most: 0.1 } as const;

/**
 * Loudness of a film in LUFS with its tolerance, and the deviation beyond which a film is not delivered; maximum true peak in dBTP; level
 * of each voice clip, and of the music where nobody speaks.
 */
export const SOUND = {
  loudness: -14,
  tolerance: 0.7,
  unacceptable: 1.5,
  truePeak: -1,
  limit: 0.794,
  voiceLoudness: -16,
  musicLoudness: -22,
} as const;

const BT709 = ['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709', '-color_range', 'tv'];

/**
 * Video options of a clip. Scene-cut detection is off, because a clip starts with its scene; GOPs are closed and at most 2 s long. The
 * time base represents frames at 24, 25, 30 and 60 fps exactly.
 */
export const videoOptions = (fps: number, isLarge = false): string[] =>
  [
    ['-c:v', VIDEO.codec, '-preset', VIDEO.preset, '-tune', VIDEO.tune, '-profile:v', VIDEO.profile, '-crf', String(VIDEO.crf)],
    ['-pix_fmt', 'yuv420p', '-bf', String(VIDEO.bFrames), '-g', String(VIDEO.gopSeconds * fps), '-flags', '+cgop', '-sc_threshold', '0'],
    isLarge ? ['-rc-lookahead', String(LARGE_LOOKAHEAD)] : [],
    BT709,
    ['-r', String(fps), '-video_track_timescale', String(TIME_SCALE)],
  ].flat();

/**
 * Frames that x264 reads ahead in large films, instead of 10: at 2160p each one more takes 24 MB. Not in the fingerprint, because films of
 * other sizes do not depend on it.
 */
const LARGE_LOOKAHEAD = 4;

/** Ticks per second of the video track. */
export const TIME_SCALE = 90_000;

export const audioOptions: readonly string[] = [
  ['-c:a', AUDIO.codec, '-aac_coder', AUDIO.coder, '-aac_ms', String(AUDIO.midSide), '-b:a', AUDIO.bitRate],
  ['-ar', String(AUDIO.sampleRate), '-ac', String(AUDIO.channels)],
].flat();

/** Samples per AAC frame: the maximum difference between the lengths of audio and video. */
export const AAC_FRAME = 1024;

/** Hash of all encoder settings. It is part of FilmSpec and of every artifact's hash, so that other settings make other artifacts. */
export const encoderFingerprint: string = createHash('sha256')
  .update(JSON.stringify({ REVISION, VIDEO, AUDIO, MOTION, SOUND, BT709, TIME_SCALE }))
  .digest('hex')
  .slice(0, 16);
