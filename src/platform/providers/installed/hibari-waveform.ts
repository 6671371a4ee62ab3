import { complex, fourier } from './fourier.ts';
import type { Complex } from './fourier.ts';

/**
 * Properties of hibari's models that are fixed by their training: samples a second, samples of a frame's window, and samples between two
 * frames.
 */
export const HIBARI_RATE = 24_000;
const WINDOW = 1_200;
export const HOP = 300;
const BINS = WINDOW / 2 + 1;
/** Hz. A lower pitch means unvoiced; no harmonic is above the highest frequency. */
const LOWEST_PITCH = 40;
const HIGHEST_HARMONIC = 11_000;
/** Maximum logarithm of a magnitude, so that a bad model makes noise instead of infinity. */
const LOUDEST = 7;

/** The output of the model for each frame: five spectra (bins × frames) and the pitch in Hz. */
export interface Spectra {
  /** Logarithm of the magnitude of the harmonics, and their phase before `tanh`. */
  readonly lh: Float32Array;
  readonly theta: Float32Array;
  /** Logarithm of the magnitude of the noise. */
  readonly ln: Float32Array;
  /** Logarithm of the magnitude of the rest, and its phase. */
  readonly lr: Float32Array;
  readonly phi: Float32Array;
  readonly f0: Float32Array;
}

const HANN = Float64Array.from({ length: WINDOW }, (_, index) => 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / WINDOW));
/** The window for the pulses, scaled so that a harmonic of amplitude 1 has the magnitude 1. */
const SOURCE_WINDOW = HANN.map((weight) => weight / (WINDOW / 4));

/**
 * The waveform of a phrase, by the model's own formula: each frame is the sum of a train of pulses at the pitch, filtered by the harmonic
 * spectrum, of shaped noise, and of a rest with free phases. The noise comes from a fixed seed, so that the same phrase sounds the same.
 */
export function waveform(spectra: Spectra): Float32Array {
  const frames = spectra.f0.length;
  const pulses = padded(pulseTrain(spectra.f0));
  const transform = fourier(WINDOW);
  const filter = filterOf(spectra);
  const [sum, weight] = [new Float64Array(frames * HOP + WINDOW), new Float64Array(frames * HOP + WINDOW)];
  const x = complex(WINDOW);
  // Two frames at once, as the real and the imaginary part: a transform of real numbers would waste half of its work. No arrays are created
  // inside of the loops, because collecting them would take longer than the arithmetic.
  for (let frame = 0; frame < frames; frame += 2) {
    const [first, second] = [frame * HOP, (frame + 1) * HOP];
    for (let index = 0; index < WINDOW; index += 1) {
      x.re[index] = (pulses[first + index] ?? 0) * (SOURCE_WINDOW[index] ?? 0);
      x.im[index] = (pulses[second + index] ?? 0) * (SOURCE_WINDOW[index] ?? 0);
    }
    transform(x);
    filter(x, frame);
    // With both parts exchanged, the transform is its own inverse.
    transform({ re: x.im, im: x.re });
    for (let index = 0; index < WINDOW; index += 1) {
      const window = HANN[index] ?? 0;
      sum[first + index] = (sum[first + index] ?? 0) + ((x.re[index] ?? 0) / WINDOW) * window;
      weight[first + index] = (weight[first + index] ?? 0) + window ** 2;
      if (frame + 1 === frames) continue;
      sum[second + index] = (sum[second + index] ?? 0) + ((x.im[index] ?? 0) / WINDOW) * window;
      weight[second + index] = (weight[second + index] ?? 0) + window ** 2;
    }
  }
  return Float32Array.from({ length: frames * HOP }, (_, index) => {
    const at = index + WINDOW / 2;
    return (sum[at] ?? 0) / Math.max(1e-11, weight[at] ?? 0);
  });
}

/** Turns the spectrum of the pulses of two frames into the spectrum of their speech, in place. */
function filterOf({ lh, theta, ln, lr, phi, f0 }: Spectra): (x: Complex, frame: number) => void {
  const frames = f0.length;
  const gauss = noise();
  let re = 0;
  let im = 0;
  const speak = (bin: number, frame: number): void => {
    const at = bin * frames + Math.min(frame, frames - 1);
    const turn = Math.PI * Math.tanh(theta[at] ?? 0);
    const harmonic = magnitude(lh[at] ?? 0);
    const noisy = magnitude(ln[at] ?? 0);
    const rest = magnitude(lr[at] ?? 0);
    const cos = Math.cos(turn) * harmonic;
    const sin = Math.sin(turn) * harmonic;
    const real = re * cos - im * sin + noisy * gauss() + rest * Math.cos(phi[at] ?? 0);
    im = re * sin + im * cos + noisy * gauss() + rest * Math.sin(phi[at] ?? 0);
    re = real;
  };
  return (x, frame) => {
    for (let bin = 0; bin < BINS; bin += 1) {
      const mirrored = (WINDOW - bin) % WINDOW;
      const a = x.re[bin] ?? 0;
      const b = x.im[bin] ?? 0;
      const c = x.re[mirrored] ?? 0;
      const d = x.im[mirrored] ?? 0;
      re = (a + c) / 2;
      im = (b - d) / 2;
      speak(bin, frame);
      const firstRe = re;
      const firstIm = bin === mirrored ? 0 : im;
      re = (b + d) / 2;
      im = (c - a) / 2;
      speak(bin, frame + 1);
      const secondRe = re;
      const secondIm = bin === mirrored ? 0 : im;
      x.re[bin] = firstRe - secondIm;
      x.im[bin] = firstIm + secondRe;
      x.re[mirrored] = firstRe + secondIm;
      x.im[mirrored] = secondRe - firstIm;
    }
  };
}

const magnitude = (logarithm: number): number => Math.exp(Math.min(LOUDEST, logarithm));

/** Pulses at the pitch: all harmonics up to the highest frequency, equally loud. Zero where the frame is unvoiced. */
function pulseTrain(f0: Float32Array): Float64Array {
  const pulses = new Float64Array(f0.length * HOP);
  let phase = 0;
  for (let index = 0; index < pulses.length; index += 1) {
    const pitch = pitchAt(f0, index);
    const hertz = Math.max(LOWEST_PITCH, pitch);
    phase = (phase + hertz / HIBARI_RATE) % 1;
    if (pitch <= LOWEST_PITCH) continue;
    const angle = 2 * Math.PI * phase;
    const order = Math.floor(HIGHEST_HARMONIC / hertz) + 0.5;
    const half = 2 * Math.sin(angle / 2);
    // Near zero, the quotient is replaced by its limit.
    pulses[index] = (Math.abs(half) <= 2e-3 ? order : Math.sin(order * angle) / half) - 0.5;
  }
  return pulses;
}

/** The pitch at a sample, which is interpolated linearly between the middles of two frames. */
function pitchAt(f0: Float32Array, index: number): number {
  const place = (index + 0.5) / HOP - 0.5;
  const left = Math.floor(place);
  const before = f0[Math.max(0, left)] ?? 0;
  const after = f0[Math.min(f0.length - 1, left + 1)] ?? 0;
  return before + (after - before) * (place - left);
}

/** The signal with half a window more at both ends, mirrored. */
function padded(signal: Float64Array): Float64Array {
  const half = WINDOW / 2;
  const last = signal.length - 1;
  return Float64Array.from({ length: signal.length + WINDOW }, (_, index) => {
    const at = Math.abs(index - half);
    return signal[Math.max(0, at > last ? 2 * last - at : at)] ?? 0;
  });
}

/** A generator of normally distributed numbers (Box and Muller, from xorshift32), the same ones each time. */
function noise(): () => number {
  let state = 0x9e_37_79_b9;
  let spare: number | undefined;
  const uniform = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 1) / 4_294_967_297;
  };
  return () => {
    if (spare !== undefined) {
      const kept = spare;
      spare = undefined;
      return kept;
    }
    const radius = Math.sqrt(-2 * Math.log(uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}
