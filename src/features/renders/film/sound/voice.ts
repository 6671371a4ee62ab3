import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FfmpegCommand, Media, MediaCall } from '../../../../platform/media/media.ts';
import { SOUND } from '../encoder.ts';
import type { SceneVoice } from '../film-spec.ts';
import { readLoudness } from './loudness.ts';
import { SAMPLE_RATE } from '../timeline.ts';
import { wavHeader } from '../../../../platform/audio/wav-header.ts';
import type { SpokenPhrase } from '../../../../platform/providers/speech.provider.ts';
import { readWavHeader } from './wav.ts';

/** Absolute sample value below which (-54 dBFS of 32,768) the ends of a clip count as silent. */
const SILENCE = 65;
/** Milliseconds that are kept before the first and after the last sound, so that soft consonants are not cut. */
const KEPT_MS = 10;
const FADE_SECONDS = 0.005;
/** Ceiling of the limiter: speech at -16 LUFS has single peaks above full scale, which it holds at -1 dBFS. */
const LIMIT = 0.891;
/** Maximum gain in decibels: amplifies a whisper, but not noise. */
const MAX_GAIN_DB = 30;

/** Properties of a levelled clip, in samples at 48 kHz. */
export interface LevelledVoice {
  readonly samples: number;
  /** Samples trimmed at the start. */
  readonly trimmedSamples: number;
}

const KEPT_SAMPLES = (KEPT_MS * SAMPLE_RATE) / 1000;

/**
 * The first sample to keep, and the end. A silent clip keeps its length, because the provider decides how long its scene lasts. A pure
 * function.
 */
export const soundingPart = (clip: Int16Array): { readonly from: number; readonly to: number } => {
  const isHeard = (sample: number): boolean => Math.abs(sample) > SILENCE;
  const first = clip.findIndex(isHeard);
  if (first < 0) return { from: 0, to: clip.length };
  const last = clip.findLastIndex(isHeard);
  return { from: Math.max(0, first - KEPT_SAMPLES), to: Math.min(clip.length, last + 1 + KEPT_SAMPLES) };
};

/**
 * Gain in dB that brings a clip to -16 LUFS. `integrated` is its measured loudness. Clips shorter than the 400 ms that BS.1770 needs have
 * none and are levelled by mean square, which for speech is within 2 dB. Silence gets no gain. A pure function.
 */
export const voiceGain = (integrated: number, sounding: Int16Array): number => {
  const power = sounding.reduce((sum, sample) => sum + (sample / 32_768) ** 2, 0) / Math.max(1, sounding.length);
  const loudness = Number.isFinite(integrated) ? integrated : -0.691 + 10 * Math.log10(power);
  return Number.isFinite(loudness) ? Math.min(MAX_GAIN_DB, SOUND.voiceLoudness - loudness) : 0;
};

const wavCommand = (input: string, filters: readonly string[], output: string): FfmpegCommand => ({
  inputs: [{ path: input, format: 'wav' }],
  filterGraph: `[0:a]${filters.join(',')}[voice]`,
  outputOptions: ['-map', '[voice]', '-ar', String(SAMPLE_RATE), '-c:a', 'pcm_s16le', '-bitexact', '-f', 'wav'],
  output,
  threads: 1,
  timeoutMs: 120_000,
});

const MONO = 'aformat=sample_fmts=s16:channel_layouts=mono';

/** Converts to 48 kHz mono without rumble and measures loudness on the way. */
const DECODE = ['aformat=channel_layouts=mono', 'highpass=f=80', `aresample=${SAMPLE_RATE}`, 'ebur128=framelog=verbose', MONO];

const levelFilters = ({ from, to }: { from: number; to: number }, gainDb: number): string[] => [
  `atrim=start_sample=${from}:end_sample=${to}`,
  'asetpts=PTS-STARTPTS',
  `volume=${gainDb.toFixed(2)}dB`,
  `alimiter=limit=${LIMIT}:level=disabled:latency=1`,
  `afade=t=in:d=${FADE_SECONDS}`,
  `afade=t=out:st=${Math.max(0, (to - from) / SAMPLE_RATE - FADE_SECONDS).toFixed(6)}:d=${FADE_SECONDS}`,
  MONO,
];

/** The samples of one of our 16-bit WAV files. */
export const readSamples = async (path: string): Promise<Int16Array> => {
  const bytes = await readFile(path);
  const header = readWavHeader(bytes, bytes.length);
  const samples = new Int16Array(header === undefined ? 0 : Math.floor(header.dataBytes / 2));
  for (let index = 0; index < samples.length; index += 1) samples[index] = bytes.readInt16LE((header?.dataAt ?? 0) + index * 2);
  return samples;
};

/** A clip of one silent sample. */
export const writeSilence = (output: string): Promise<void> => writeFile(output, [wavHeader(1, SAMPLE_RATE), new Uint8Array(2)]);

/**
 * Levels one voice clip: reads any WAV file and writes a mono, 16-bit, 48 kHz one of -16 LUFS, trimmed and with fades of 5 ms. A clip is
 * one scene, about a minute, and is held in memory.
 */
export const levelVoice = async (
  { media, ...call }: MediaCall & { readonly media: Media },
  { input, output }: { readonly input: string; readonly output: string },
): Promise<LevelledVoice> => {
  const decoded = join(call.workDir, 'voice-decoded.wav');
  const { log } = await media.run(wavCommand(input, DECODE, decoded), call);
  const clip = await readSamples(decoded);
  if (clip.length === 0) {
    await writeSilence(output);
    return { samples: 1, trimmedSamples: 0 };
  }
  const part = soundingPart(clip);
  const gainDb = voiceGain(readLoudness(log).integrated, clip.subarray(part.from, part.to));
  await media.run(wavCommand(decoded, levelFilters(part, gainDb), output), call);
  await rm(decoded, { force: true });
  return { samples: (await readSamples(output)).length, trimmedSamples: part.from };
};

/** Properties of a levelled clip: the provider's phrases and words, shifted by the trim and clamped to the clip. Milliseconds. */
export const sceneVoiceOf = (phrases: readonly SpokenPhrase[], { samples, trimmedSamples }: LevelledVoice): SceneVoice => {
  const within = (ms: number): number => Math.min((samples / SAMPLE_RATE) * 1000, Math.max(0, ms - (trimmedSamples / SAMPLE_RATE) * 1000));
  const moved = ({ text, startMs, endMs }: Timed): Timed => ({ text, startMs: within(startMs), endMs: within(endMs) });
  return { samples, phrases: phrases.map((phrase) => ({ ...moved(phrase), ...(phrase.words && { words: phrase.words.map(moved) }) })) };
};

type Timed = Omit<SpokenPhrase, 'words'>;
