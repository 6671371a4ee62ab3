import { describe, expect, test } from 'vitest';
import {
  type ClipFlashes,
  flashesOfClip,
  flashingStretches,
  joinedFlashes,
  lumaOf,
} from '../../../../../../src/features/renders/film/joined/flashes.ts';

const [BLACK, WHITE] = [16, 235];
const ALL = 16;

/** Frames of one luma each, of which `areas` of the picture take the luma and the others stay black. */
const frames = (lumas: readonly number[], areas = ALL): Uint8Array =>
  Uint8Array.from(lumas.flatMap((luma) => Array.from({ length: ALL }, (_, area) => (area < areas ? luma : BLACK))));
/** A square wave that begins dark: so many changes, with so many frames before each. */
const wave = (changes: number, before: number, [dark, bright] = [BLACK, WHITE]): number[] =>
  Array.from({ length: (changes + 1) * before }, (_, frame) => (Math.floor(frame / before) % 2 === 0 ? dark : bright));
const still = (count: number, luma = BLACK): number[] => Array.from({ length: count }, () => luma);
const flashesOf = (lumas: readonly number[], areas?: number, fps = 30): number[] =>
  flashingStretches(frames(lumas, areas), 1_000 / fps).map(({ flashes }) => flashes);

describe('flashes in a second', () => {
  test.each([
    ['a film that does not change', still(90), []],
    ['one flash a second', wave(10, 15), []],
    ['three a second, for long', wave(60, 5), []],
    ['exactly three at once', [...wave(6, 2), ...still(60)], []],
    ['exactly three, twice, a second apart', [...wave(6, 2), ...still(16), ...wave(6, 2)], []],
    ['one change more than three flashes', [...wave(7, 2), ...still(60, WHITE)], [3.5]],
    ['exactly four', [...wave(8, 2), ...still(60)], [4]],
    ['five a second', wave(50, 3), [5]],
    ['each frame another', wave(60, 1), [15]],
    ['steps that all go up', Array.from({ length: 60 }, (_, frame) => 16 + 3 * frame), []],
    ['steps that go up and down, four times', [0, 1, 2, 3].flatMap(() => [16, 90, 140, 180, 140, 90]), [4]],
  ])('%s', (_, lumas, expected) => expect(flashesOf(lumas)).toEqual(expected));

  // Relative luminance of 16 + 219 × 0.349: 10 %.
  test.each([
    ['changes of less than 10 %', [BLACK, 91], []],
    ['changes of 10 %', [BLACK, 93], [5]],
    ['changes of bright pictures', [216, WHITE], []],
    ['changes to a picture that is just not bright', [210, WHITE], [5]],
  ] as const)('%s', (_, levels, expected) => expect(flashesOf(wave(50, 3, [...levels]))).toEqual(expected));

  test('counts what takes a quarter of the picture', () => {
    expect(flashesOf(wave(50, 3), 3)).toEqual([]);
    expect(flashesOf(wave(50, 3), 4)).toEqual([5]);
  });

  test.each([24, 25, 30, 60])('three a second at %i frames a second', (fps) => {
    const lumas = Array.from({ length: 10 * fps }, (_, frame) => (Math.floor(((frame + 0.5) * 6) / fps) % 2 === 0 ? BLACK : WHITE));
    expect(flashesOf(lumas, ALL, fps)).toEqual([]);
  });

  test('says when, from the first change to the last', () => {
    const found = flashingStretches(frames([...still(30), ...wave(8, 3), ...still(60), ...wave(8, 3), ...still(30)]), 1_000 / 30);
    expect(found).toEqual([
      { startMs: expect.closeTo(1_100), endMs: expect.closeTo(1_833.3, 1), flashes: 4 },
      { startMs: expect.closeTo(4_000), endMs: expect.closeTo(4_733.3, 1), flashes: 4 },
    ]);
  });
});

test('the luma is taken from frames that have chroma behind it', () => {
  const chroma = Array.from({ length: 8 }, () => 128);
  const frame = (luma: number) => [...still(ALL, luma), ...chroma];
  expect(lumaOf(Uint8Array.from([...frame(20), ...frame(200), ...frame(21).slice(1)]))).toEqual(
    Uint8Array.from([...still(ALL, 20), ...still(ALL, 200)]),
  );
});

describe('across clips', () => {
  const fps = 30;
  const joined = (...clips: readonly (readonly number[])[]) => {
    let firstFrame = 0;
    const pieces = clips.map(({ length }) => {
      firstFrame += length;
      return { firstFrame: firstFrame - length, frames: length, views: [] as never };
    });
    return joinedFlashes(
      { pieces, fps },
      clips.map((lumas): { frames: number; flashes: ClipFlashes } => ({
        frames: lumas.length,
        flashes: flashesOfClip(frames(lumas), 1_000 / fps),
      })),
    );
  };
  const train = [...still(100), ...wave(8, 3), ...still(100)];
  const whole = flashingStretches(frames(train), 1_000 / fps);

  test('finds wherever a film is cut what it finds in the whole film', () => {
    expect(whole).toHaveLength(1);
    const rounded = (found: typeof whole) => found.map(({ startMs, endMs, flashes }) => [Math.round(startMs), Math.round(endMs), flashes]);
    for (let cut = 0; cut <= train.length; cut += 1) {
      expect(rounded(joined(train.slice(0, cut), train.slice(cut))), `cut at ${cut}`).toEqual(rounded(whole));
    }
  });

  test('counts flashes that are short scenes', () => {
    const scenes = Array.from({ length: 20 }, (_, scene) => still(3, scene % 2 === 0 ? BLACK : WHITE));
    expect(joined(still(90), ...scenes, still(90)).map(({ flashes }) => flashes)).toEqual([5]);
    const slower = Array.from({ length: 20 }, (_, scene) => still(6, scene % 2 === 0 ? BLACK : WHITE));
    expect(joined(still(90), ...slower, still(90))).toEqual([]);
  });

  test('does not count flashes in the ends of a long clip as if nothing were between', () => {
    expect(joined([...wave(5, 2), ...still(300), ...wave(5, 2)], still(90, WHITE))).toEqual([]);
  });

  test('keeps little of a still picture', () => {
    expect(flashesOfClip(frames(still(18_000, 77)), 1_000 / 60).ends.length).toBeLessThan(100);
  });
});
