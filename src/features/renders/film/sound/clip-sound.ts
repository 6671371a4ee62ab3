import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { wavHeader } from '../../../../platform/audio/wav-header.ts';
import type { FfmpegCommand, FfmpegInput } from '../../../../platform/media/media.ts';
import { SAMPLE_RATE } from '../timeline.ts';
import type { MixedSound } from './audio.ts';
import { openWav } from './wav.ts';

/** Increases when the same sound of a clip sounds different in a film. */
export const CLIP_SOUND_REVISION = 3;

/** The own sound of a clip in a film. Times in samples. */
export interface PlacedSound {
  /** A stereo, 16-bit, 48 kHz WAV file; silent after its end. */
  readonly path: string;
  /** Where the clip begins in the film; before `from` it is not heard. */
  readonly at: number;
  /** The stretch of the film in which it is heard. */
  readonly from: number;
  readonly to: number;
  /** After so many samples the clip starts again; by default it never does. */
  readonly period?: number | undefined;
  /** Length in which it fades in and out, as long as the transitions of its scene. */
  readonly fadeIn: number;
  readonly fadeOut: number;
  readonly gainDb: number;
}

/** Milliseconds of a fade where the picture is cut, and where a sound ends or starts again, so that nothing clicks. */
export const CUT_FADE_MS = 10;
const CUT_FADE = (CUT_FADE_MS * SAMPLE_RATE) / 1_000;

/** Frames that are mixed at once. */
const CHUNK = SAMPLE_RATE;
const FRAME_BYTES = 4;
/** Keeps the sum of voice and sound below full scale; the gain of the whole mix compensates for it. Music leaves the same room. */
const HEADROOM = 0.5;
const [MIN_SAMPLE, MAX_SAMPLE] = [-32_768, 32_767];

/** `atempo` skips samples above 2, and refuses what is below 0.5: other tempos are products. */
export function tempoFilters(tempo: number): readonly string[] {
  if (tempo === 1) return [];
  const times = Math.max(1, Math.ceil(Math.abs(Math.log2(tempo)) - 1e-9));
  return Array.from({ length: times }, () => `atempo=${(tempo ** (1 / times)).toFixed(6)}`);
}

interface ClipSoundRequest {
  readonly input: FfmpegInput;
  readonly trimStartMs: number;
  /**
   * Milliseconds from the first frame to the first sample, negative where the sound begins first; for containers of MPEG, of which ffmpeg
   * counts the only stream that it uses from its own start.
   */
  readonly lateMs?: number | undefined;
  /** Factor; the pitch stays. */
  readonly tempo: number;
  readonly seconds: number;
  readonly output: string;
}

/** The command that decodes the sound of a clip from its trimmed start on. A sound that begins after the picture is silent until then. */
export const clipSoundCommand = ({ input, trimStartMs, lateMs, tempo, seconds, output }: ClipSoundRequest): FfmpegCommand => ({
  inputs: [
    trimStartMs === 0 || lateMs !== undefined
      ? input
      : { ...input, options: [...(input.options ?? []), '-ss', (trimStartMs / 1_000).toFixed(3)] },
  ],
  filterGraph: [
    `[0:a:0]${shifted(lateMs === undefined ? 0 : lateMs - trimStartMs)}aresample=${SAMPLE_RATE}:async=1:first_pts=0`,
    'aformat=sample_fmts=flt:channel_layouts=stereo',
    ...tempoFilters(tempo),
    'aformat=sample_fmts=s16:channel_layouts=stereo[sound]',
  ].join(','),
  outputOptions: ['-map', '[sound]', '-vn', '-t', String(seconds), '-c:a', 'pcm_s16le', '-bitexact', '-f', 'wav'],
  output,
  threads: 1,
  timeoutMs: 600_000,
});

/** Moves the sound; what would begin before 0 is left out. */
const shifted = (ms: number): string => (ms === 0 ? '' : `asetpts=PTS+${(ms / 1_000).toFixed(6)}/TB,${ms < 0 ? 'atrim=start=0,' : ''}`);

interface OpenSound extends PlacedSound {
  readonly file: FileHandle;
  readonly dataAt: number;
  readonly frames: number;
}

export interface ClipMixRequest {
  /** The joined voices, or their mix with music; as long as the film. */
  readonly base: MixedSound;
  readonly samples: number;
  readonly sounds: readonly PlacedSound[];
  /** The stereo file that is written. */
  readonly output: string;
}

/** Adds the sounds of clips to the film. The memory used does not grow with the film. */
export async function mixClipSounds({ base, samples, sounds, output }: ClipMixRequest, signal: AbortSignal): Promise<MixedSound> {
  const below = await openWav(base.path, base.channels);
  const mixed = await open(output, 'w');
  const opened: OpenSound[] = [];
  try {
    for (const sound of sounds) {
      const { file, dataAt, dataBytes } = await openWav(sound.path, 2);
      opened.push({ ...sound, file, dataAt, frames: Math.floor(dataBytes / FRAME_BYTES) });
    }
    await mixed.writeFile(wavHeader(samples, SAMPLE_RATE, 2));
    const sum = new Float32Array(2 * CHUNK);
    for (let at = 0; at < samples; at += CHUNK) {
      signal.throwIfAborted();
      const count = Math.min(CHUNK, samples - at);
      await readBase(below, base.channels, at, sum.subarray(0, 2 * count));
      for (const sound of opened) if (sound.from < at + count && sound.to > at) await addSound(sound, at, count, sum);
      await mixed.writeFile(rounded(sum.subarray(0, 2 * count)));
    }
  } finally {
    await Promise.all([below.file.close(), mixed.close(), ...opened.map(({ file }) => file.close())]);
  }
  return { ...base, path: output, channels: 2 };
}

/** Music has left its room already. */
async function readBase(
  { file, dataAt }: Pick<OpenSound, 'file' | 'dataAt'>,
  channels: 1 | 2,
  at: number,
  sum: Float32Array,
): Promise<void> {
  const own = new Int16Array((sum.length / 2) * channels);
  await readInto(file, dataAt + at * channels * 2, own);
  for (let index = 0; index < sum.length; index += 1) sum[index] = channels === 2 ? (own[index] ?? 0) : (own[index >> 1] ?? 0) * HEADROOM;
}

async function readInto(file: FileHandle, from: number, target: Int16Array): Promise<void> {
  const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
  const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
  bytes.fill(0, bytesRead);
}

/**
 * Adds what is heard of a sound in the `count` samples of the film from `at` on. Each round of a sound that starts again fades at both ends:
 * its end rarely meets its beginning.
 */
async function addSound(sound: OpenSound, at: number, count: number, sum: Float32Array): Promise<void> {
  const { period = Infinity, from, to, fadeIn, fadeOut } = sound;
  const [start, end] = [Math.max(at, from), Math.min(at + count, to)];
  const level = HEADROOM * 10 ** (sound.gainDb / 20);
  const ended = Math.min(period, sound.frames);
  for (let place = start; place < end;) {
    const within = period === Infinity ? place - sound.at : (place - sound.at) % period;
    const part = Math.min(end - place, period - within);
    const own = new Int16Array(2 * part);
    if (within < sound.frames) await readInto(sound.file, sound.dataAt + within * FRAME_BYTES, own);
    for (let index = 0; index < part; index += 1) {
      const film = place + index;
      const round = within + index;
      const ends = Math.max(0, Math.min(round, ended - round)) / CUT_FADE;
      const gain = level * Math.min(1, (film - from) / fadeIn, (to - film) / fadeOut, ends);
      const target = 2 * (film - at);
      sum[target] = (sum[target] ?? 0) + (own[2 * index] ?? 0) * gain;
      sum[target + 1] = (sum[target + 1] ?? 0) + (own[2 * index + 1] ?? 0) * gain;
    }
    place += part;
  }
}

function rounded(sum: Float32Array): Uint8Array {
  const samples = Int16Array.from(sum, (value) => Math.max(MIN_SAMPLE, Math.min(MAX_SAMPLE, Math.round(value))));
  return new Uint8Array(samples.buffer);
}
