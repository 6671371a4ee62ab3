import type { SpokenSamples } from '../speech/line-up.ts';
import type { SpokenWord } from '../speech.provider.ts';
import type { EngineOutput } from './voice-engine.ts';

const RATES = { least: 8_000, most: 96_000 } as const;
/** Maximum seconds that speech may take: one for each character, and two more. */
const longestSeconds = (text: string): number => 2 + text.length;

/** Converts the sound of an engine to 16 bits. Returns a text that describes the fault when a broken model made something else. */
export function soundOf(
  { samples, sampleRate, words: spans = [] }: EngineOutput,
  words: readonly string[],
  text: string,
): SpokenSamples | string {
  if (!(samples instanceof Float32Array)) return 'no samples';
  if (!Number.isInteger(sampleRate) || sampleRate < RATES.least || sampleRate > RATES.most) return 'a sample rate that no voice has';
  if (samples.length > longestSeconds(text) * sampleRate)
    return `${Math.round(samples.length / sampleRate)} s for ${text.length} characters`;
  if (samples.some((sample) => !Number.isFinite(sample))) return 'samples that are no numbers';
  const timed =
    spans.length === words.length
      ? spans.map(({ startMs, endMs }, index): SpokenWord => ({ text: words[index] ?? '', startMs, endMs }))
      : [];
  return {
    samples: Int16Array.from(samples, (sample) => Math.round(Math.max(-1, Math.min(1, sample)) * 32_767)),
    sampleRate,
    ...(timed.length > 0 && { words: timed }),
  };
}
