import { estimatedPhrases } from '../../../../platform/audio/phrase-times.ts';
import type { FfmpegCommand, FfmpegInput } from '../../../../platform/media/media.ts';
import { plainText } from '../../../../platform/text/plain-text.ts';
import { sentences } from '../../../../platform/text/sentences.ts';
import type { FilmPhrase } from '../captions.ts';
import { MAX_RECORDING_MS, SAMPLE_RATE } from '../timeline.ts';

/** Goes up when recordings sound or are captioned differently; part of their hash. */
export const RECORDING_REVISION = 1;

/** Decodes the sound of a workspace's file, of any number of channels, to a mono WAV file. */
export const recordingCommand = (input: FfmpegInput, output: string): FfmpegCommand => ({
  inputs: [input],
  filterGraph: `[0:a:0]aresample=${SAMPLE_RATE},aformat=sample_fmts=s16:channel_layouts=mono[voice]`,
  outputOptions: ['-map', '[voice]', '-t', String(MAX_RECORDING_MS / 1_000), '-c:a', 'pcm_s16le', '-bitexact', '-f', 'wav'],
  output,
  threads: 1,
  timeoutMs: 300_000,
});

/** Windows in which the noise of a room is measured: 20 ms. */
const WINDOW = SAMPLE_RATE / 50;
/** Share of a recording that is taken for pauses, and how much louder than its noise a pause may be. */
const QUIET_SHARE = 0.1;
const ABOVE_NOISE = 1.5;
/** −42 and −26 dBFS. */
const [LEAST_QUIET, MOST_QUIET] = [260, 1_640];

/** The level of a pause: above the noise of the room, which is never silent. Pure. */
export function quietLevel(samples: Int16Array): number {
  const peaks: number[] = [];
  for (let at = 0; at + WINDOW <= samples.length; at += WINDOW) {
    peaks.push(samples.subarray(at, at + WINDOW).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0));
  }
  const noise = peaks.toSorted((one, other) => one - other)[Math.floor(peaks.length * QUIET_SHARE)] ?? 0;
  return Math.min(MOST_QUIET, Math.max(LEAST_QUIET, noise * ABOVE_NOISE));
}

/**
 * When the sentences of a scene are spoken in its levelled recording, by syllables and pauses: an estimate, for nobody knows the words. Without
 * words one phrase without a text, so that music is lowered all the same. Pure.
 */
export function recordedPhrases(narration: string, language: string, samples: Int16Array): readonly FilmPhrase[] {
  const texts = plainText(narration)
    .split('\n')
    .flatMap((line) => sentences(line.trim(), language))
    .filter((sentence) => sentence.trim() !== '');
  const whole = texts.length === 0 ? [''] : texts;
  return estimatedPhrases(whole, { samples, sampleRate: SAMPLE_RATE }, quietLevel(samples));
}
