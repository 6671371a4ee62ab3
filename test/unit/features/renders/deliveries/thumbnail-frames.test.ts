import { expect, test } from 'vitest';
import { thumbnailFrames } from '../../../../../src/features/renders/deliveries/picture-recipes.ts';
import { planTimeline } from '../../../../../src/features/renders/film/timeline.ts';
import { smallSpec } from '../../../../support/small-spec.ts';

const framesOf = (voicesMs: readonly number[]) => {
  const timeline = planTimeline(
    smallSpec({ voicesMs }),
    voicesMs.map((ms) => ({ samples: ms * 48 })),
  );
  const frames = thumbnailFrames({ timeline });
  return { frames, scenes: frames.map((frame) => timeline.scenes.findLastIndex(({ firstFrame }) => firstFrame <= frame)), timeline };
};

test('candidates are of three scenes, in their order, also where one is longer than all others together', () => {
  expect(framesOf([2_000, 2_000, 2_000, 2_000, 2_000, 2_000]).scenes).toEqual([0, 3, 5]);
  expect(framesOf([2_000, 2_000, 2_000]).scenes).toEqual([0, 1, 2]);
  expect(framesOf([30_000, 1_000, 1_000]).scenes).toEqual([0, 1, 2]);
  expect(framesOf([1_000, 1_000, 30_000]).scenes).toEqual([0, 1, 2]);
  expect(framesOf([1_000, 30_000, 1_000, 1_000]).scenes).toEqual([1, 2, 3]);
});

test('a film of one or two scenes has three moments', () => {
  for (const voicesMs of [[3_000], [3_000, 9_000]]) {
    const { frames, timeline } = framesOf(voicesMs);
    expect(new Set(frames).size).toBe(3);
    expect(frames.every((frame) => frame < timeline.frames)).toBe(true);
  }
});
