import { expect, test } from 'vitest';
import { joinedDecoding } from '../../../../../../src/features/renders/film/joined/decoded-clip.ts';
import { flashesOfClip } from '../../../../../../src/features/renders/film/joined/flashes.ts';
import { planTimeline } from '../../../../../../src/features/renders/film/timeline.ts';
import { smallSpec } from '../../../../../support/small-spec.ts';

const timeline = planTimeline(smallSpec({ voicesMs: [3_000, 3_000] }), [{ samples: 144_000 }, { samples: 144_000 }]);
const [body, join, last] = timeline.pieces.map(({ frames }) => (frames * 1_000) / 30) as [number, number, number];
const flashes = flashesOfClip(new Uint8Array(), 1_000 / 30);
const clip = { black: [], frozen: [], flashes, errors: 0, packets: { count: 1, hash: 'a' } };
const clips = timeline.pieces.map(({ frames }) => ({ ...clip, frames }));
const withStretches = (kind: 'black' | 'frozen', ...stretches: readonly (readonly [number, number] | undefined)[]) =>
  joinedDecoding(
    timeline,
    clips.map((one, index) => {
      const stretch = stretches[index];
      return stretch ? { ...one, [kind]: [{ startMs: stretch[0], endMs: stretch[1] }] } : one;
    }),
  )[kind];

test('counts the frames and errors of all clips', () => {
  const found = joinedDecoding(timeline, [...clips.slice(0, 2), { ...clips[2]!, errors: 2 }]);
  expect(found).toEqual({ frames: timeline.frames, black: [], frozen: [], flashing: [], errors: 2 });
});

test('a stretch that goes on in the next clip is one, on the clock of the film', () => {
  // Detectors name the start of the last frame as the end of a clip.
  expect(withStretches('black', [body - 300, body - 1_000 / 30], [0, 300])).toEqual([{ startMs: body - 300, endMs: body + 300 }]);
  const [whole] = withStretches('frozen', [body - 1_000, body], [0, join], [0, 1_500]);
  expect(whole?.startMs).toBeCloseTo(body - 1_000, 6);
  expect(whole?.endMs).toBeCloseTo(body + join + 1_500, 6);
});

test('short stretches that do not touch do not count', () => {
  expect(withStretches('black', [body - 400, body - 100], [0, 300])).toEqual([]);
  expect(withStretches('frozen', [0, 1_900], undefined, [last - 1_900, last])).toEqual([]);
});

test('a picture that changes now and then inside a clip is not frozen', () => {
  const short = [0, 500, 1_000, 1_500, 2_000].map((startMs) => ({ startMs, endMs: startMs + 500 }));
  const found = joinedDecoding(timeline, [{ ...clips[0]!, frozen: short }, ...clips.slice(1)]);
  expect(found.frozen).toEqual([]);
});
