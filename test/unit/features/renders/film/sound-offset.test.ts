import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { soundOffsetCheck } from '../../../../../src/features/renders/film/sound/sound-offset-check.ts';
import { levelOfOthers, soundOffsets, soundStarts, voiceStarts } from '../../../../../src/features/renders/film/sound/sound-offset.ts';
import { planTimeline } from '../../../../../src/features/renders/film/timeline.ts';
import { wavHeader } from '../../../../../src/platform/audio/wav-header.ts';
import { smallSpec } from '../../../../support/small-spec.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const VOICE_SAMPLES = 48_000;
/** Samples of a voice for each of the film at 8000 Hz, in which sounds are compared. */
const STEP = 6;
const spec = smallSpec({ voicesMs: [1_000, 1_000, 1_000] });

/** The same numbers for the same seed, from -1 to 1. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

/** Syllables of noise whose pitch wanders, as speech does. */
function speech(seed: number, amplitude: number): Int16Array {
  const random = randomNumbers(seed);
  let low = 0;
  return Int16Array.from({ length: VOICE_SAMPLES }, (_, index) => {
    low += 0.1 * (random() - low);
    return 32_767 * amplitude * low * Math.abs(Math.sin((index / VOICE_SAMPLES) * 12));
  });
}

interface Heard {
  /** Milliseconds by which each voice is late. */
  readonly lateMs: number;
  readonly amplitude: number;
  /** Amplitude of other sounds. */
  readonly noise: number;
  readonly othersDb: number;
}

/** What is found in a film of three scenes, of which the second has no voice. */
async function offsetsOf({ lateMs = 0, amplitude = 1, noise = 0, othersDb = -Infinity }: Partial<Heard>, pictureMs = 0) {
  await using folder = await temporaryFolder();
  const phrases = [{ text: 'Words.', startMs: 0, endMs: 1_000 }];
  const voices = [0, 1, 2].map((scene) => ({ samples: VOICE_SAMPLES, phrases: scene === 1 ? [] : phrases }));
  const timeline = planTimeline(spec, voices);
  const random = randomNumbers(7);
  const film = Int16Array.from({ length: Math.ceil(timeline.samples / STEP) }, () => 32_767 * noise * random());
  const files: string[] = [];
  for (const [scene, { voiceAt }] of timeline.scenes.entries()) {
    const samples = speech(scene + 1, amplitude);
    const file = join(folder.path, `${scene}.wav`);
    await writeFile(file, [wavHeader(samples.length, 48_000), new Uint8Array(samples.buffer)]);
    files.push(file);
    for (let at = Math.ceil(voiceAt / STEP); scene !== 1 && at < (voiceAt + VOICE_SAMPLES) / STEP - STEP; at += 1) {
      const place = Math.round(at * STEP - voiceAt);
      // Decoders are as loud as the film was levelled.
      film[at + lateMs * 8] = (film[at + lateMs * 8] ?? 0) + 0.5 * ((samples[place] ?? 0) + (samples[place + 1] ?? 0));
    }
  }
  const heard = join(folder.path, 'film.raw');
  await writeFile(heard, new Uint8Array(film.buffer));
  const found = await soundOffsets(heard, await voiceStarts({ timeline, voices, files, othersDb }), pictureMs);
  const toItself = await soundOffsets(heard, await soundStarts(heard, { timeline, voices }));
  return { found, toItself, checks: soundOffsetCheck({ timeline, offsets: found }) };
}

test('voices are found where they are planned, and scenes without one are not looked for', async () => {
  const { found, toItself, checks } = await offsetsOf({});
  expect(found).toEqual([0, null, 0]);
  expect(toItself).toEqual([0, null, 0]);
  expect(checks).toEqual([{ name: 'soundOffset', unit: 'ms', expected: '<= 10', measured: '0.0 in 2 of 3 scenes', ok: true }]);
});

test.each([-90, -11, -3, 3, 11, 90])('voices that are %i ms late are found', async (lateMs) => {
  const { found, checks } = await offsetsOf({ lateMs });
  expect(found).toEqual([lateMs, null, lateMs]);
  expect(checks[0]?.ok).toBe(Math.abs(lateMs) < 10);
  expect(checks[0]).toMatchObject(Math.abs(lateMs) < 10 ? {} : { sceneId: spec.scenes[0]?.id, atMs: 0 });
});

test('sound that is as late as the picture is together with it', async () => {
  expect((await offsetsOf({ lateMs: 7 }, 7)).found).toEqual([0, null, 0]);
});

test('other sounds do not hide a voice that is louder', async () => {
  expect((await offsetsOf({ lateMs: 5, noise: 0.02 })).found).toEqual([5, null, 5]);
});

test('a voice that is not found is as far off as it was looked for, unless something may be louder', async () => {
  const missing = { lateMs: 400, noise: 0.02 };
  expect((await offsetsOf(missing)).found).toEqual([100, null, 100]);
  expect((await offsetsOf({ ...missing, othersDb: levelOfOthers({}, true) })).found).toEqual([null, null, null]);
  expect((await offsetsOf({ ...missing, othersDb: levelOfOthers({ gainDb: -10 }, false) })).found).toEqual([100, null, 100]);
  expect((await offsetsOf({ ...missing, othersDb: levelOfOthers({ gainDb: 12 }, false) })).found).toEqual([null, null, null]);
});

test('a voice that is too quiet to tell is not judged', async () => {
  const { found, checks } = await offsetsOf({ amplitude: 0.001 });
  expect(found).toEqual([null, null, null]);
  expect(checks).toEqual([{ name: 'soundOffset', unit: 'ms', expected: 'no scene to compare', measured: 'none', ok: true }]);
});
