import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { SOUND } from '../encoder.ts';
import type { SceneVoice } from '../film-spec.ts';
import { COMPARED_RATE } from '../joined/decoding.ts';
import { SAMPLE_RATE } from '../timeline.ts';
import type { Timeline } from '../timeline.ts';
import { DUCK } from './ducking.ts';
import { openWav } from './wav.ts';

const RATE = COMPARED_RATE;
const STEP = SAMPLE_RATE / RATE;
const SAMPLE_BYTES = 2;

const samplesOf = (ms: number): number => (ms * RATE) / 1_000;

/** What is compared at each start: the pause before it, which tells where a voice begins, and what follows. */
const BEFORE = samplesOf(100);
const AFTER = samplesOf(500);
/** Milliseconds by which a sound is searched for on both sides; one that is not found there counts as so far off. */
const REACH_MS = 100;
const REACH = samplesOf(REACH_MS);

/** Maximum milliseconds between sound and picture at the start of a scene. Viewers notice 40. */
export const MAX_OFFSET_MS = 10;

/**
 * Likeness (1 for the same) from which on a sound is found, alone and with others. Speech that has nothing to do with it reaches 0.3; a vowel
 * and a chord may be more alike.
 */
const [FOUND, FOUND_AMONG_OTHERS] = [0.5, 0.8];
/** Of places that are so nearly alike, as in the waves of a lasting tone, the nearest one counts. */
const AMBIGUOUS = 0.005;
/** Level (root mean square, dB of full scale) from which on there is something to compare. */
const AUDIBLE_DB = -40;

/** The sound that begins at a place of a film. */
export interface SoundStart {
  /** Its first sample in the film, at `RATE`; `wanted` begins `BEFORE` samples earlier. */
  readonly at: number;
  readonly wanted: Float32Array;
  /** Level in dB above which it must be found among the other sounds. */
  readonly othersDb: number;
}

interface FilmVoices {
  readonly timeline: Timeline;
  readonly voices: readonly SceneVoice[];
  /** Files of the levelled voices. */
  readonly files: readonly string[];
  /** As `levelOfOthers` returns it. */
  readonly othersDb: number;
}

/** Decibels by which a voice must be louder than music to be found for certain: music may be 10 dB louder than it is on average. */
const MARGIN_DB = 14;

/** Level in dB above which voices must be found among the other sounds of a film: nobody knows how loud clips are. */
export const levelOfOthers = (music: { readonly gainDb?: number | undefined } | undefined, hasClips: boolean): number =>
  hasClips ? Infinity : music ? SOUND.musicLoudness + DUCK.db + (music.gainDb ?? 0) + MARGIN_DB : -Infinity;

/** Where the voices of a film are planned to start; undefined for scenes without a voice. */
export async function voiceStarts({ timeline, voices, files, othersDb }: FilmVoices): Promise<(SoundStart | undefined)[]> {
  const starts: (SoundStart | undefined)[] = [];
  for (const [scene, { voiceAt }] of timeline.scenes.entries()) {
    const file = voices[scene]?.phrases.length ? files[scene] : undefined;
    const at = Math.round(voiceAt / STEP);
    starts.push(file === undefined ? undefined : { at, wanted: await startOfVoice(file, at * STEP - voiceAt), othersDb });
  }
  return starts;
}

/** A window of four samples at `RATE`: it removes what `RATE` cannot represent, without a delay. */
const LOW_PASS = Float32Array.from({ length: 4 * STEP }, (_, tap, length = 4 * STEP) => 1 - Math.cos((2 * Math.PI * (tap + 0.5)) / length));

/** Silence, and the first part of a levelled voice. `shift`: samples from its start to the nearest one at `RATE`. */
async function startOfVoice(path: string, shift: number): Promise<Float32Array> {
  const { file, dataAt, dataBytes } = await openWav(path);
  try {
    const read = Math.min(dataBytes, AFTER * STEP * SAMPLE_BYTES);
    const voice = new Int16Array(read / SAMPLE_BYTES);
    await readInto(file, dataAt, voice);
    const wanted = new Float32Array(BEFORE + Math.floor(voice.length / STEP));
    for (let index = 0; index < wanted.length; index += 1) {
      const from = (index - BEFORE) * STEP + shift - LOW_PASS.length / 2;
      wanted[index] = LOW_PASS.reduce((sum, weight, tap) => sum + weight * (voice[from + tap] ?? 0), 0) / LOW_PASS.length;
    }
    return wanted;
  } finally {
    await file.close();
  }
}

/** What is heard in a file of `COMPARED_SOUND` at the start of each scene: where its voice begins, or the scene itself. */
export async function soundStarts(path: string, { timeline, voices }: Pick<FilmVoices, 'timeline' | 'voices'>): Promise<SoundStart[]> {
  const file = await open(path);
  try {
    const starts: SoundStart[] = [];
    for (const [scene, { firstFrame, voiceAt }] of timeline.scenes.entries()) {
      const beginsAt = voices[scene]?.phrases.length ? voiceAt : (firstFrame / timeline.fps) * SAMPLE_RATE;
      const at = Math.round(beginsAt / STEP);
      starts.push({ at, wanted: await readPart(file, at - BEFORE, BEFORE + AFTER), othersDb: -Infinity });
    }
    return starts;
  } finally {
    await file.close();
  }
}

/**
 * Milliseconds by which each sound comes later in a file of `COMPARED_SOUND` than planned; negative when it comes earlier. Null where there
 * is nothing to compare, or where louder sounds hide it. `pictureMs`: when the picture starts on the clock of the file.
 */
export async function soundOffsets(path: string, starts: readonly (SoundStart | undefined)[], pictureMs = 0): Promise<(number | null)[]> {
  const late = Math.round(samplesOf(pictureMs));
  const file = await open(path);
  try {
    const offsets: (number | null)[] = [];
    for (const start of starts) {
      const heard = start && (await readPart(file, start.at + late - BEFORE - REACH, start.wanted.length + 2 * REACH));
      offsets.push(start && heard ? offsetOf(start, heard) : null);
    }
    return offsets;
  } finally {
    await file.close();
  }
}

function offsetOf({ wanted, othersDb }: Omit<SoundStart, 'at'>, heard: Float32Array): number | null {
  const energy = wanted.reduce((sum, sample) => sum + sample * sample, 0);
  const levelDb = 10 * Math.log10(energy / wanted.length / 32_768 ** 2);
  if (levelDb < AUDIBLE_DB) return null;
  const isAlone = levelDb > othersDb;
  const alike = likeness(wanted, heard, energy);
  const best = alike.reduce((most, value) => Math.max(most, value), 0);
  if (best < (isAlone ? FOUND : FOUND_AMONG_OTHERS)) return isAlone ? REACH_MS : null;
  let nearest = Infinity;
  for (const [at, value] of alike.entries()) {
    const isPeak = value >= (alike[at - 1] ?? 0) && value >= (alike[at + 1] ?? 0);
    const shift = at - REACH;
    if (isPeak && value >= best - AMBIGUOUS && Math.abs(shift) < Math.abs(nearest)) nearest = shift;
  }
  return (nearest * 1_000) / RATE;
}

/** How alike a sound is to each part of a longer one, whatever their loudness: -1 to 1. */
function likeness(wanted: Float32Array, heard: Float32Array, energy: number): Float32Array {
  const places = new Float32Array(heard.length - wanted.length + 1);
  let own = heard.subarray(0, wanted.length).reduce((sum, sample) => sum + sample * sample, 0);
  for (let at = 0; at < places.length; at += 1) {
    let both = 0;
    for (let index = 0; index < wanted.length; index += 1) both += (wanted[index] as number) * (heard[at + index] as number);
    places[at] = both / Math.sqrt(energy * Math.max(1, own));
    own += (heard[at + wanted.length] ?? 0) ** 2 - (heard[at] ?? 0) ** 2;
  }
  return places;
}

/** Samples of a raw file; silence before its start and after its end. */
async function readPart(file: FileHandle, from: number, count: number): Promise<Float32Array> {
  const skipped = Math.min(count, Math.max(0, -from));
  const samples = new Int16Array(count);
  await readInto(file, (from + skipped) * SAMPLE_BYTES, samples.subarray(skipped));
  return Float32Array.from(samples);
}

async function readInto(file: FileHandle, at: number, target: Int16Array): Promise<void> {
  const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
  const { bytesRead } = await file.read(bytes, 0, bytes.length, at);
  bytes.fill(0, bytesRead);
}
