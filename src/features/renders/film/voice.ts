import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FfmpegCommand, Media, MediaCall } from '../../../platform/media/media.ts';
import { SOUND } from './encoder.ts';
import type { SceneVoice } from './film-spec.ts';
import { readLoudness } from './loudness.ts';
import { SAMPLE_RATE } from './timeline.ts';
import { readWavFacts, wavHeader } from './wav.ts';

/** Below it (-54 dBFS, of 32,768) a clip's ends count as silent. */
const SILENCE = 65;
/** Kept in front of the first sound and behind the last, so that soft consonants stay whole. */
const KEPT_MS = 10;
const FADE_MS = 5;
/** Levelling leaves the highest sample below it (-1 dBFS); the film's limiter does the rest. */
const HIGHEST = 29_204;
/** A whisper is made louder, a hiss is not made a storm. */
const MOST_GAIN_DB = 30;

export interface LevelledVoice {
  /** Mono, 16-bit, 48 kHz. */
  readonly samples: Int16Array;
  /** What was taken from the beginning. */
  readonly trimmedSamples: number;
}

const inSamples = (ms: number): number => (ms * SAMPLE_RATE) / 1000;

const loudestOf = (samples: Int16Array): number => samples.reduce((highest, sample) => Math.max(highest, Math.abs(sample)), 0);

/** First and last sample to keep. A silent clip keeps its length: the scene then lasts as long as the provider said. */
const soundingPart = (samples: Int16Array): [from: number, to: number] => {
  const isHeard = (sample: number): boolean => Math.abs(sample) > SILENCE;
  const first = samples.findIndex(isHeard);
  if (first < 0) return [0, samples.length];
  const last = samples.findLastIndex(isHeard);
  return [Math.max(0, first - inSamples(KEPT_MS)), Math.min(samples.length, last + 1 + inSamples(KEPT_MS))];
};

/** BS.1770 needs 400 ms; shorter clips are levelled by their mean square, which for speech comes within 2 dB of it. */
const meanSquareLoudness = (samples: Int16Array): number => {
  const power = samples.reduce((sum, sample) => sum + (sample / 32_768) ** 2, 0) / Math.max(1, samples.length);
  return -0.691 + 10 * Math.log10(power);
};

/** Trims the ends, brings the clip to -16 LUFS and fades 5 ms in and out. `integrated` is the loudness of the whole clip in LUFS. Pure. */
export const levelSamples = (clip: Int16Array, integrated: number): LevelledVoice => {
  const [from, to] = soundingPart(clip);
  const samples = clip.slice(from, to);
  const loudness = Number.isFinite(integrated) ? integrated : meanSquareLoudness(samples);
  const wanted = Number.isFinite(loudness) ? 10 ** (Math.min(MOST_GAIN_DB, SOUND.voiceLoudness - loudness) / 20) : 1;
  const gain = Math.min(wanted, HIGHEST / Math.max(1, loudestOf(samples)));
  const fade = Math.min(inSamples(FADE_MS), samples.length / 2);
  for (const [index, sample] of samples.entries()) {
    const fromEnd = Math.min(index, samples.length - 1 - index);
    samples[index] = Math.round(sample * gain * Math.min(1, fromEnd / fade));
  }
  return { samples, trimmedSamples: from };
};

/** Decodes what a provider spoke to 48 kHz mono without rumble, and measures its loudness on the way. */
const decodeCommand = (input: string, output: string): FfmpegCommand => ({
  inputs: [{ path: input, format: 'wav' }],
  filterGraph: `[0:a]aformat=channel_layouts=mono,highpass=f=80,aresample=${SAMPLE_RATE},ebur128=framelog=verbose,aformat=sample_fmts=s16:channel_layouts=mono[voice]`,
  outputOptions: ['-map', '[voice]', '-ar', String(SAMPLE_RATE), '-c:a', 'pcm_s16le', '-bitexact', '-f', 'wav'],
  output,
  threads: 1,
  timeoutMs: 120_000,
});

const readSamples = async (path: string): Promise<Int16Array> => {
  const bytes = await readFile(path);
  const facts = readWavFacts(bytes, bytes.length);
  if (facts === undefined) return new Int16Array();
  const count = Math.floor(facts.dataBytes / 2);
  return Int16Array.from({ length: count }, (_, index) => bytes.readInt16LE(facts.dataAt + index * 2));
};

/**
 * Levels one voice clip: any WAV file in, a mono, 16-bit, 48 kHz one of -16 LUFS out. Answers with its length and with the samples that were
 * taken from its beginning. A clip is a scene's words, a minute at most, and is held in memory.
 */
export const levelVoice = async (
  { media, ...call }: MediaCall & { readonly media: Media },
  { input, output }: { readonly input: string; readonly output: string },
): Promise<{ samples: number; trimmedSamples: number }> => {
  const decoded = path.join(call.workDir, 'voice-decoded.wav');
  const { log } = await media.run(decodeCommand(input, decoded), call);
  const clip = await readSamples(decoded);
  await rm(decoded, { force: true });
  // A file without a single sample still has to become a scene: one sample of silence.
  const { samples, trimmedSamples } = levelSamples(clip.length === 0 ? new Int16Array(1) : clip, readLoudness(log).integrated);
  await writeFile(output, [wavHeader(samples.length, SAMPLE_RATE), new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)]);
  return { samples: samples.length, trimmedSamples };
};

/** Facts of a levelled clip: the provider's phrases, moved by what was trimmed and kept inside the clip. Milliseconds. */
export const sceneVoiceOf = (
  phrases: readonly { readonly text: string; readonly startMs: number; readonly endMs: number }[],
  { samples, trimmedSamples }: { readonly samples: number; readonly trimmedSamples: number },
): SceneVoice => {
  const within = (ms: number): number => Math.min((samples / SAMPLE_RATE) * 1000, Math.max(0, ms - (trimmedSamples / SAMPLE_RATE) * 1000));
  return { samples, phrases: phrases.map(({ text, startMs, endMs }) => ({ text, startMs: within(startMs), endMs: within(endMs) })) };
};
