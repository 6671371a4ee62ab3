import { SAMPLE_RATE, type Sound } from './loudness.ts';

/** Milliseconds between two levels of a tone, and of the sound that each is measured in. */
export const TONE_STEP_MS = 10;
export const TONE_WINDOW_MS = 50;

const LENGTH = (SAMPLE_RATE * TONE_WINDOW_MS) / 1_000;
const STEP = (SAMPLE_RATE * TONE_STEP_MS) / 1_000;
const WINDOW = Float64Array.from({ length: LENGTH }, (_, index) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (index + 0.5)) / LENGTH));
/** The sum of the window: the magnitude of a full-scale tone is half of it. */
const GAIN = LENGTH / 2;

/** The level of one frequency in all channels together, in dB of a full-scale tone; each value is that of a window which is centred on its time. */
export function toneLevels({ samples, channels }: Sound, hertz: number): number[] {
  const [cosines, sines] = [Math.cos, Math.sin].map((wave) =>
    WINDOW.map((weight, index) => weight * wave((2 * Math.PI * hertz * index) / SAMPLE_RATE)),
  );
  const frames = Math.floor(samples.length / channels);
  return Array.from({ length: Math.ceil(frames / STEP) }, (_, step) => {
    const first = step * STEP - LENGTH / 2;
    let power = 0;
    for (let channel = 0; channel < channels; channel += 1) {
      let [real, imaginary] = [0, 0];
      for (let index = Math.max(0, -first); index < LENGTH && first + index < frames; index += 1) {
        const sample = samples[(first + index) * channels + channel] ?? 0;
        real += sample * (cosines?.[index] ?? 0);
        imaginary += sample * (sines?.[index] ?? 0);
      }
      power += (4 * (real ** 2 + imaginary ** 2)) / GAIN ** 2 / channels;
    }
    return 10 * Math.log10(power + 1e-12);
  });
}

/** Share of the loudest sample nearby from which a click has begun. */
const BEGUN = 0.3;

/** Milliseconds at which a sound begins that is expected at `aroundMs`, looked for within `withinMs`; undefined where nothing is heard. */
export function onset({ samples, channels }: Sound, aroundMs: number, withinMs: number): number | undefined {
  const place = (ms: number): number => Math.max(0, Math.round((ms * SAMPLE_RATE) / 1_000));
  const part = samples.subarray(channels * place(aroundMs - withinMs), channels * place(aroundMs + withinMs));
  const loudest = part.reduce((highest, sample) => Math.max(highest, Math.abs(sample)), 0);
  if (loudest < 0.01) return undefined;
  const first = part.findIndex((sample) => Math.abs(sample) >= BEGUN * loudest);
  return Math.max(0, aroundMs - withinMs) + (Math.floor(first / channels) * 1_000) / SAMPLE_RATE;
}
