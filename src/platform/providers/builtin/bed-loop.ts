/** One note of a bed of music. */
export interface Note {
  /** Seconds from the start of the loop, and seconds until its release begins. */
  readonly at: number;
  readonly seconds: number;
  /** Frequency in hertz. */
  readonly frequency: number;
  /** Amplitude, 0 to 1. */
  readonly gain: number;
  /** Position in stereo: -1 is left, 1 is right. */
  readonly pan: number;
  /** Seconds until the full amplitude. */
  readonly attack: number;
  readonly release: number;
  /** Seconds until the amplitude has fallen to a third; by default it stays the same. */
  readonly decay?: number;
  /** Amplitudes of its harmonics, starting with the fundamental. */
  readonly harmonics: readonly number[];
}

/** Half the sample rate of the film: a bed has nothing above 8 kHz, and costs half as much. */
const RATE = 24_000;

const TABLE_SIZE = 8192;
const SINE = Float32Array.from({ length: TABLE_SIZE }, (_, index) => Math.sin((2 * Math.PI * index) / TABLE_SIZE));

/** Delays of the room's echoes in samples, without common divisors; a different set for each ear. */
const ECHOES = [
  [1_117, 1_301, 1_493, 1_627],
  [1_171, 1_361, 1_433, 1_709],
] as const;
const FEEDBACK = 0.78;
const DAMPING = 0.45;

/** Root mean square of the finished bed, as a fraction of full scale. */
const LEVEL = 0.1;
const PEAK = 0.9;

/** Two channels of sound whose end continues at the beginning. */
export class Loop {
  readonly #channels: readonly [Float32Array, Float32Array];
  readonly #length: number;

  constructor(seconds: number) {
    this.#length = Math.round(seconds * RATE);
    this.#channels = [new Float32Array(this.#length), new Float32Array(this.#length)];
  }

  add({ at, seconds, frequency, gain, pan, attack, release, decay, harmonics }: Note): void {
    const [left, right] = this.#channels;
    const [leftGain, rightGain] = [gain * Math.sqrt((1 - pan) / 2), gain * Math.sqrt((1 + pan) / 2)];
    const held = Math.round(seconds * RATE);
    const [rise, fall] = [attack * RATE, release * RATE];
    const falling = decay === undefined ? 1 : Math.exp(-1 / (decay * RATE));
    const step = (frequency * TABLE_SIZE) / RATE;
    let [phase, envelope, place] = [0, 1, Math.round(at * RATE) % this.#length];
    for (let index = 0; index < held + fall; index += 1) {
      let wave = 0;
      for (let harmonic = 0; harmonic < harmonics.length; harmonic += 1)
        wave += (harmonics[harmonic] ?? 0) * (SINE[(phase * (harmonic + 1)) & (TABLE_SIZE - 1)] ?? 0);
      const edge = Math.min(1, index / rise, (held + fall - index) / fall);
      // Squared for a soft beginning and end.
      const value = wave * envelope * edge * edge;
      left[place] = (left[place] ?? 0) + value * leftGain;
      right[place] = (right[place] ?? 0) + value * rightGain;
      envelope *= falling;
      phase += step;
      if (phase >= TABLE_SIZE) phase -= TABLE_SIZE;
      place = place + 1 === this.#length ? 0 : place + 1;
    }
  }

  /** Adds echoes of a room, as a share of the sound. They go through the loop twice, so that echoes of its end sound at its beginning. */
  addRoom(share: number): void {
    for (const [ear, channel] of this.#channels.entries()) {
      const wet = new Float32Array(this.#length);
      for (const delay of ECHOES[ear] ?? []) addEchoes(channel, wet, delay);
      for (let index = 0; index < channel.length; index += 1) channel[index] = (channel[index] ?? 0) + share * (wet[index] ?? 0);
    }
  }

  /** The samples: interleaved, at 48 kHz, levelled. */
  samples(): Int16Array {
    const [left, right] = this.#channels;
    const power = [...this.#channels].reduce((sum, channel) => sum + channel.reduce((all, one) => all + one * one, 0), 0);
    const loudest = Math.max(...this.#channels.map((channel) => channel.reduce((most, one) => Math.max(most, Math.abs(one)), 0)));
    const gain = Math.min(LEVEL / Math.sqrt(power / (2 * this.#length) || 1), PEAK / (loudest || 1)) * 32_767;
    const samples = new Int16Array(this.#length * 4);
    for (const [ear, channel] of [left, right].entries()) {
      const at = (index: number): number => channel[(index + channel.length) % channel.length] ?? 0;
      for (let index = 0; index < channel.length; index += 1) {
        samples[index * 4 + ear] = Math.round(gain * at(index));
        samples[index * 4 + 2 + ear] = Math.round((gain * (9 * (at(index) + at(index + 1)) - at(index - 1) - at(index + 2))) / 16);
      }
    }
    return samples;
  }
}

function addEchoes(dry: Float32Array, wet: Float32Array, delay: number): void {
  const line = new Float32Array(delay);
  let [place, dull] = [0, 0];
  for (const isHeard of [false, true]) {
    for (let index = 0; index < dry.length; index += 1) {
      const echo = line[place] ?? 0;
      dull = echo * (1 - DAMPING) + dull * DAMPING;
      line[place] = (dry[index] ?? 0) + dull * FEEDBACK;
      place = place + 1 === delay ? 0 : place + 1;
      if (isHeard) wet[index] = (wet[index] ?? 0) + echo;
    }
  }
}
