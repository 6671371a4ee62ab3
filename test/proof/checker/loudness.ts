/** Sound as it is decoded: samples of all channels in turn, 1 is full scale. */
export interface Sound {
  readonly samples: Float32Array;
  readonly channels: number;
}

/** Of all sound in films; the filters below are those of 48 kHz. */
export const SAMPLE_RATE = 48_000;

interface Filter {
  readonly b: readonly [number, number, number];
  readonly a: readonly [number, number];
}

/** The two filters of ITU-R BS.1770-4, annex 1: the head, and the low end that is hardly heard. */
const HEAD: Filter = { b: [1.53512485958697, -2.69169618940638, 1.19839281085285], a: [-1.69065929318241, 0.73248077421585] };
const LOW: Filter = { b: [1, -2, 1], a: [-1.99004745483398, 0.99007225036621] };

function filtered(input: Float64Array, { b, a }: Filter): Float64Array {
  const output = new Float64Array(input.length);
  const [b0, b1, b2] = b;
  const [a1, a2] = a;
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  for (let index = 0; index < input.length; index += 1) {
    const x = input[index] ?? 0;
    const y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
    x2 = x1;
    x1 = x;
    y2 = y1;
    y1 = y;
    output[index] = y;
  }
  return output;
}

function channelOf({ samples, channels }: Sound, channel: number): Float64Array {
  const own = new Float64Array(Math.floor(samples.length / channels));
  for (let index = 0; index < own.length; index += 1) own[index] = samples[index * channels + channel] ?? 0;
  return own;
}

const HOP = SAMPLE_RATE / 10;
const HOPS_OF_BLOCK = 4;
const loudnessOf = (power: number): number => -0.691 + 10 * Math.log10(power);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Integrated loudness in LUFS by ITU-R BS.1770-4, gated; -Infinity for silence or less than 400 ms. */
export function integratedLoudness(sound: Sound): number {
  const hops: number[] = [];
  for (let channel = 0; channel < sound.channels; channel += 1) {
    const weighted = filtered(filtered(channelOf(sound, channel), HEAD), LOW);
    for (let hop = 0; (hop + 1) * HOP <= weighted.length; hop += 1) {
      let power = 0;
      for (let index = hop * HOP; index < (hop + 1) * HOP; index += 1) power += (weighted[index] ?? 0) ** 2;
      hops[hop] = (hops[hop] ?? 0) + power / HOP;
    }
  }
  const blocks = hops.slice(HOPS_OF_BLOCK - 1).map((_, index) => mean(hops.slice(index, index + HOPS_OF_BLOCK)));
  const heard = blocks.filter((power) => loudnessOf(power) > -70);
  if (heard.length === 0) return -Infinity;
  const gate = loudnessOf(mean(heard)) - 10;
  return loudnessOf(mean(heard.filter((power) => loudnessOf(power) > gate)));
}

const PHASES = 4;
const REACH = 12;

/** Four sets of weights between samples: a sinc under a Hann window. */
const WEIGHTS = Array.from({ length: PHASES }, (_, phase) =>
  Float64Array.from({ length: 2 * REACH }, (__, tap) => {
    const distance = tap - REACH + 1 - phase / PHASES;
    const sinc = distance === 0 ? 1 : Math.sin(Math.PI * distance) / (Math.PI * distance);
    return sinc * Math.cos((Math.PI * distance) / (2 * (REACH + 1))) ** 2;
  }),
);

/** Peak between the samples too, in dBTP, at four times the sample rate. */
export function truePeak(sound: Sound): number {
  let highest = 0;
  for (let channel = 0; channel < sound.channels; channel += 1) {
    const samples = channelOf(sound, channel);
    for (const sample of samples) highest = Math.max(highest, Math.abs(sample));
    // Far below the highest sample nothing between the samples can be higher.
    const least = highest / 2;
    for (let at = REACH; at + REACH < samples.length; at += 1) {
      if (Math.abs(samples[at] ?? 0) < least) continue;
      for (const weights of WEIGHTS) {
        let between = 0;
        for (let tap = 0; tap < weights.length; tap += 1) between += (weights[tap] ?? 0) * (samples[at + tap - REACH + 1] ?? 0);
        highest = Math.max(highest, Math.abs(between));
      }
    }
  }
  return 20 * Math.log10(highest);
}

/** Milliseconds of a value of `levels`. */
export const LEVEL_MS = 10;

/** The level of each hundredth of a second, in dB of full scale. */
export function levels(sound: Sound): number[] {
  const length = (SAMPLE_RATE * LEVEL_MS * sound.channels) / 1_000;
  return Array.from({ length: Math.floor(sound.samples.length / length) }, (_, at) => {
    let power = 0;
    for (let index = at * length; index < (at + 1) * length; index += 1) power += (sound.samples[index] ?? 0) ** 2;
    return 10 * Math.log10(power / length);
  });
}
