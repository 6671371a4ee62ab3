import { createHash } from 'node:crypto';
import type { MusicMood } from '../../catalogue/music-moods.ts';
import type { Note } from './bed-loop.ts';

/** The notes of a bed of music, before they are synthesised. */
export interface Composition {
  readonly seconds: number;
  readonly notes: readonly Note[];
  /** Share of the room's echoes. */
  readonly room: number;
}

/** Semitones above the key note. */
type Chord = readonly number[];

interface Style {
  readonly beatsPerMinute: number;
  readonly beatsPerChord: number;
  /** Key notes to choose from, as MIDI numbers. */
  readonly keys: readonly number[];
  readonly progressions: readonly (readonly Chord[])[];
  /** Number of times that the progression is played. */
  readonly rounds: number;
  readonly room: number;
  readonly pad: Sound;
  readonly bass: Sound & { readonly beats: readonly number[] };
  /** Single notes of the chord above it, at these beats; `left` is the share of them that is omitted. */
  readonly figure: Sound & { readonly beats: readonly number[]; readonly left: number; readonly octave: number };
}

type Sound = Pick<Note, 'gain' | 'attack' | 'release' | 'harmonics'> & Partial<Pick<Note, 'decay'>>;

const everyHalfBeat = [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5];

const STYLES: Readonly<Record<Exclude<MusicMood, 'none'>, Style>> = {
  calm: {
    ...{ beatsPerMinute: 66, beatsPerChord: 4, keys: [48, 50, 53, 55], rounds: 2, room: 0.22 },
    progressions: [
      [
        [0, 4, 7, 11],
        [-3, 4, 7, 12],
        [-7, 0, 4, 9],
        [-5, 2, 7, 9],
      ],
      [
        [0, 4, 7, 14],
        [-7, 0, 5, 9],
        [-3, 0, 4, 7],
        [-5, 2, 5, 11],
      ],
      [
        [-7, 0, 4, 9],
        [0, 4, 7, 11],
        [-5, 2, 7, 11],
        [-3, 0, 7, 12],
      ],
    ],
    pad: { gain: 0.16, attack: 1.4, release: 2.2, harmonics: [1, 0.3, 0.1, 0.04] },
    bass: { gain: 0.18, attack: 0.3, release: 1, harmonics: [1, 0.25], decay: 3, beats: [0] },
    figure: {
      gain: 0.1,
      attack: 0.01,
      release: 0.6,
      harmonics: [1, 0, 0.25, 0, 0.06],
      decay: 1.1,
      beats: [0, 1.5, 3],
      left: 0.45,
      octave: 24,
    },
  },
  uplifting: {
    ...{ beatsPerMinute: 100, beatsPerChord: 4, keys: [48, 50, 52, 55], rounds: 4, room: 0.16 },
    progressions: [
      [
        [0, 4, 7, 12],
        [-5, 2, 7, 11],
        [-3, 0, 4, 9],
        [-7, 0, 5, 9],
      ],
      [
        [-7, 0, 5, 9],
        [0, 4, 7, 12],
        [-5, 2, 7, 11],
        [-3, 4, 9, 12],
      ],
      [
        [0, 4, 7, 14],
        [-3, 0, 4, 7],
        [-7, 0, 5, 12],
        [-5, 2, 7, 11],
      ],
    ],
    pad: { gain: 0.11, attack: 0.5, release: 1, harmonics: [1, 0.4, 0.18, 0.08] },
    bass: { gain: 0.2, attack: 0.02, release: 0.3, harmonics: [1, 0.35, 0.1], decay: 1, beats: [0, 2, 3.5] },
    figure: {
      gain: 0.11,
      attack: 0.005,
      release: 0.25,
      harmonics: [1, 0.5, 0.25, 0.1],
      decay: 0.3,
      beats: everyHalfBeat,
      left: 0.2,
      octave: 12,
    },
  },
  tense: {
    ...{ beatsPerMinute: 76, beatsPerChord: 4, keys: [45, 47, 48, 50], rounds: 2, room: 0.26 },
    progressions: [
      [
        [0, 3, 7, 12],
        [-4, 0, 3, 8],
        [-7, 0, 5, 8],
        [-5, 2, 7, 8],
      ],
      [
        [0, 3, 7, 10],
        [-2, 3, 5, 10],
        [-4, 0, 3, 7],
        [-5, -1, 2, 7],
      ],
    ],
    pad: { gain: 0.15, attack: 1.2, release: 2, harmonics: [1, 0.45, 0.2, 0.12, 0.05] },
    bass: { gain: 0.15, attack: 0.01, release: 0.15, harmonics: [1, 0.4, 0.15], decay: 0.3, beats: everyHalfBeat },
    figure: { gain: 0.07, attack: 0.02, release: 0.9, harmonics: [1, 0.1, 0.3], decay: 1.4, beats: [1, 3], left: 0.6, octave: 24 },
  },
};

const hertz = (midi: number): number => 440 * 2 ** ((midi - 69) / 12);

/** Frequency ratio between the two voices of the pad, one in each ear. */
const DETUNE = 1.0022;

/** The composition of a mood; key, chords and figure are derived from the seed. */
export function composition(mood: Exclude<MusicMood, 'none'>, seed: string): Composition {
  const style = STYLES[mood];
  const dice = diceOf(`${mood}/${seed}`);
  const key = pick(style.keys, dice());
  const progression = pick(style.progressions, dice());
  const beat = 60 / style.beatsPerMinute;
  const chords = Array.from({ length: style.rounds }, () => progression).flat();
  const notes = chords.flatMap((chord, index): Note[] => {
    const start = index * style.beatsPerChord * beat;
    const sustained = style.beatsPerChord * beat - style.pad.attack / 2;
    const pad = chord.flatMap((tone) =>
      [-1, 1].map((ear) => note(style.pad, start, sustained, hertz(key + tone + 12) * DETUNE ** ear, 0.7 * ear)),
    );
    const root = hertz(key + (chord[0] ?? 0) - (key + (chord[0] ?? 0) > 47 ? 12 : 0));
    const bass = style.bass.beats.map((at) => note(style.bass, start + at * beat, beat, root, 0));
    const figure = style.figure.beats.flatMap((at): Note[] => {
      const [skipped, tone, ear] = [dice() < style.figure.left, pick(chord, dice()), dice() - 0.5];
      return skipped ? [] : [note(style.figure, start + at * beat, beat, hertz(key + tone + style.figure.octave), ear)];
    });
    return [...pad, ...bass, ...figure];
  });
  return { seconds: chords.length * style.beatsPerChord * beat, notes, room: style.room };
}

const note = (sound: Sound, at: number, seconds: number, frequency: number, pan: number): Note => {
  const { gain, attack, release, harmonics, decay } = sound;
  return { at, seconds, frequency, pan, gain, attack, release, harmonics, ...(decay !== undefined && { decay }) };
};

const pick = <Item>(items: readonly Item[], share: number): Item => {
  const item = items[Math.floor(share * items.length)];
  if (item === undefined) throw new RangeError('nothing to choose from');
  return item;
};

/** A generator of numbers from 0 to 1, always the same for a seed. */
function diceOf(seed: string): () => number {
  let rolls = 0;
  return () => {
    rolls += 1;
    return createHash('sha256').update(`${seed}/${rolls}`).digest().readUInt32BE(0) / 2 ** 32;
  };
}
