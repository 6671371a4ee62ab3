import { open, type FileHandle } from 'node:fs/promises';
import type { FfmpegCommand, Media, MediaCall } from '../../../../platform/media/media.ts';
import { SOUND } from '../encoder.ts';
import { type Loudness, readLoudness } from './loudness.ts';
import { SAMPLE_RATE, type Timeline } from '../timeline.ts';
import { wavHeader } from '../../../../platform/audio/wav-header.ts';
import { openWav } from './wav.ts';

const CHUNK_BYTES = 1024 * 1024;
const SAMPLE_BYTES = 2;

const writeSilence = async (output: FileHandle, samples: number): Promise<void> => {
  const zeros = Buffer.alloc(Math.min(samples * SAMPLE_BYTES, CHUNK_BYTES));
  for (let left = samples * SAMPLE_BYTES; left > 0; left -= zeros.length) await output.writeFile(zeros.subarray(0, left));
};

/** Copies a clip; fills a shorter one with silence and cuts a longer one. */
const writeVoice = async (output: FileHandle, voice: string, samples: number): Promise<void> => {
  const { file, dataAt, dataBytes } = await openWav(voice);
  try {
    const wanted = Math.min(samples * SAMPLE_BYTES, dataBytes);
    const chunk = Buffer.alloc(Math.min(wanted, CHUNK_BYTES));
    let copied = 0;
    while (copied < wanted) {
      const { bytesRead } = await file.read(chunk, 0, Math.min(chunk.length, wanted - copied), dataAt + copied);
      if (bytesRead === 0) break;
      await output.writeFile(chunk.subarray(0, bytesRead));
      copied += bytesRead;
    }
    await writeSilence(output, samples - copied / SAMPLE_BYTES);
  } finally {
    await file.close();
  }
};

/**
 * Mixes the voices into one mono WAV file with sample accuracy, exactly as long as the picture. `voices` are levelled clips in the order of
 * scenes. The memory used does not depend on the film's length.
 */
export const joinVoices = async (timeline: Timeline, voices: readonly string[], path: string, signal: AbortSignal): Promise<void> => {
  const output = await open(path, 'w');
  try {
    await output.writeFile(wavHeader(timeline.samples, SAMPLE_RATE));
    let at = 0;
    for (const [index, { voiceAt, voiceSamples }] of timeline.scenes.entries()) {
      signal.throwIfAborted();
      const voice = voices[index];
      if (voice === undefined) throw new RangeError('A voice is missing.');
      await writeSilence(output, voiceAt - at);
      await writeVoice(output, voice, voiceSamples);
      at = voiceAt + voiceSamples;
    }
    await writeSilence(output, timeline.samples - at);
  } finally {
    await output.close();
  }
};

/** Decibels by which one voice on two channels is louder than on one. */
const STEREO_DB = 10 * Math.log10(2);

/** Sound before it is levelled: the joined voices, or their mix with music. */
export interface MixedSound {
  readonly path: string;
  readonly channels: 1 | 2;
  /** Decibels by which its music is louder than in its file, mixing apart; 0 when omitted. */
  readonly raisedDb?: number;
}

/** Processing of a sound: a fixed gain in dB, and the ceiling of the limiter (1 is full scale). */
export interface Level {
  readonly gainDb: number;
  readonly limit: number;
}

/**
 * The filter that applies a level. The limiter works at the rate of the film and does not see peaks between samples: of speech they are at
 * most 0.1 dB higher than with four times the samples, which would cost a third of the encoding. The true peak of the film is measured, and
 * the limit lowered where it is too high. The delay of the limiter is compensated; otherwise the audio would lag by 5 ms.
 */
export const levelFilter = ({ gainDb, limit }: Level, { channels }: Pick<MixedSound, 'channels'>): string =>
  [
    `volume=${gainDb.toFixed(2)}dB`,
    `alimiter=limit=${limit.toFixed(4)}:level=disabled:latency=1`,
    channels === 1 ? 'pan=stereo|c0=c0|c1=c0' : 'aformat=channel_layouts=stereo',
  ].join(',');

/**
 * Maximum decibels by which music and the sound of clips become louder than their files are. More would make the noise of a quiet room the
 * sound of the film.
 */
export const MAX_RAISE_DB = 20;

/** Maximum gain of a mix, in which everything is half as loud as in its file. */
const maxGainDb = ({ raisedDb = 0 }: Pick<MixedSound, 'raisedDb'>): number => MAX_RAISE_DB + 20 * Math.log10(2) - raisedDb;

type MixedLevels = Pick<MixedSound, 'channels' | 'raisedDb'>;

/** The first level to try, from the loudness of the sound. Silence is left unchanged. A pure function. */
export const firstLevel = ({ integrated }: Loudness, mix: MixedLevels): Level => ({
  gainDb: Number.isFinite(integrated) ? Math.min(maxGainDb(mix), SOUND.loudness - (mix.channels === 1 ? STEREO_DB : 0) - integrated) : 0,
  limit: SOUND.limit,
});

/**
 * LU within which an attempt is not repeated. The limiter takes 0.4 from speech in the first attempt; the rest of the tolerance is for
 * decoders.
 */
const NEAR = 0.5;

/** A level, and the loudness of the film that was encoded with it. */
export interface Attempt extends Loudness {
  readonly level: Level;
}

/** Maximum number of films that are encoded to reach the loudness. */
export const MAX_ATTEMPTS = 6;

/** Bounds of the LU per dB of gain. A limiter that works hard takes most of a gain; a smaller slope would make the next step too large. */
const [LEAST_SLOPE, MOST_SLOPE] = [0.15, 1];

/** LU per dB of gain of the last step; 1 after the first attempt, and when the step changed the limiter. */
const slopeOf = (last: Attempt, before: Attempt | undefined): number => {
  const step = before && before.level.limit === last.level.limit ? last.level.gainDb - before.level.gainDb : 0;
  if (!before || Math.abs(step) < 0.05) return MOST_SLOPE;
  return Math.min(MOST_SLOPE, Math.max(LEAST_SLOPE, (last.integrated - before.integrated) / step));
};

/** The level to try next; undefined when the last attempt is within tolerance, silent, as loud as allowed, or the last one. A pure function. */
export const nextLevel = (attempts: readonly Attempt[], mix: MixedLevels): Level | undefined => {
  const last = attempts.at(-1);
  if (!last || attempts.length >= MAX_ATTEMPTS || !Number.isFinite(last.integrated)) return undefined;
  const { level, integrated, truePeak } = last;
  const short = SOUND.loudness - integrated;
  const over = truePeak - SOUND.truePeak;
  if (Math.abs(short) <= NEAR && over <= 0) return undefined;
  const gainDb = Math.min(maxGainDb(mix), level.gainDb + short / slopeOf(last, attempts.at(-2)));
  if (gainDb === level.gainDb && over <= 0) return undefined;
  return { gainDb, limit: over > 0 ? level.limit * 10 ** (-(over + 0.2) / 20) : level.limit };
};

/** Whether an attempt is nearer to the plan than another; peaks count first. A pure function. */
export const isBetter = (one: Loudness, other: Loudness): boolean => {
  const [over, otherOver] = [one, other].map(({ truePeak }) => Math.max(0, truePeak - SOUND.truePeak)) as [number, number];
  return over === otherOver ? Math.abs(one.integrated - SOUND.loudness) < Math.abs(other.integrated - SOUND.loudness) : over < otherOver;
};

/** Measures a file's loudness; measuring the true peak needs four times the samples and is optional. */
export const measureLoudness = async (
  { media, ...call }: MediaCall & { readonly media: Media },
  { path, format, truePeak }: { readonly path: string; readonly format: 'wav' | 'mov'; readonly truePeak: boolean },
): Promise<Loudness> => {
  const command: FfmpegCommand = {
    inputs: [{ path, format, options: ['-vn'] }],
    filterGraph: `[0:a]ebur128=framelog=verbose${truePeak ? ':peak=true' : ''}[measured]`,
    outputOptions: ['-map', '[measured]', '-f', 'null'],
    output: '-',
    threads: 1,
    timeoutMs: 600_000,
  };
  return readLoudness((await media.run(command, call)).log);
};
