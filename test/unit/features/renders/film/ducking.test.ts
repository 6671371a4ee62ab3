import { expect, test } from 'vitest';
import { musicEnvelope, speechOf } from '../../../../../src/features/renders/film/sound/ducking.ts';
import { planTimeline } from '../../../../../src/features/renders/film/timeline.ts';
import { smallSpec } from '../../../../support/small-spec.ts';

const DUCKED = 10 ** (-10 / 20);
const speech = [
  { startMs: 2_000, endMs: 4_000 },
  { startMs: 6_000, endMs: 7_000 },
];
const at = (...times: readonly number[]): number[] => {
  const envelope = musicEnvelope(speech, 10_000);
  return times.map((ms) => envelope(ms));
};

test('music falls by 10 dB in the 150 ms before the voice, and rises in the 400 ms after it', () => {
  const [before, half, spoken, last, rising, open, again] = at(1_849, 1_925, 2_000, 4_000, 4_200, 4_401, 6_500);
  expect([before, open]).toEqual([1, 1]);
  expect([spoken, last, again]).toEqual([expect.closeTo(DUCKED, 6), expect.closeTo(DUCKED, 6), expect.closeTo(DUCKED, 6)]);
  expect([half, rising]).toEqual([expect.closeTo(10 ** (-5 / 20), 6), expect.closeTo(10 ** (-5 / 20), 6)]);
});

test('music begins softly and ends with the last frame, 1.5 s out', () => {
  const [first, risen, fading, half, end] = at(0, 300, 8_500, 9_250, 10_000);
  expect([first, risen, fading, half, end]).toEqual([0, 1, 1, 0.5, 0]);
});

test('phrases between which music would only rise to fall again are one', () => {
  const timeline = planTimeline(smallSpec({ voicesMs: [2_000, 1_000] }), [{ samples: 96_000 }, { samples: 48_000 }]);
  const phrases = (...times: readonly (readonly [number, number])[]) => ({
    phrases: times.map(([startMs, endMs]) => ({ text: 'a', startMs, endMs })),
  });
  const [first, second, ...others] = speechOf(timeline, [phrases([0, 500], [900, 1_300]), phrases([400, 1_000])]);
  expect(first).toEqual({ startMs: 1_200, endMs: 2_500 });
  expect(second?.startMs).toBeCloseTo(3_566.67 + 400, 1);
  expect(others).toEqual([]);
});
