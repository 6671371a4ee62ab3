import { expect, test } from 'vitest';
import { concatList } from '../../../../../src/features/renders/film/assemble.ts';
import { planTimeline } from '../../../../../src/features/renders/film/timeline.ts';
import { smallSpec } from '../../../../support/small-spec.ts';

test('durations add up to the film, to the microsecond, however many joins', () => {
  const voicesMs = Array.from({ length: 200 }, (_, index) => 901 + index);
  const timeline = planTimeline(
    smallSpec({ voicesMs }),
    voicesMs.map((ms) => ({ samples: ms * 48 })),
  );
  const list = concatList(
    timeline,
    timeline.pieces.map((_, index) => `piece-${index}.mp4`),
  );
  const total = [...list.matchAll(/^duration (\d+)us$/gm)].reduce((sum, [, us]) => sum + Number(us), 0);
  expect(total).toBe(Math.round((timeline.frames * 1_000_000) / 30));
});

test('a quote in a name stays inside the name', () => {
  const timeline = planTimeline(smallSpec({ voicesMs: [1000] }), [{ samples: 48_000 }]);
  expect(concatList(timeline, ["it's.mp4"])).toContain(String.raw`file 'it'\''s.mp4'`);
});

test('refuses to leave a piece out', () => {
  const timeline = planTimeline(smallSpec({ voicesMs: [1000] }), [{ samples: 48_000 }]);
  expect(() => concatList(timeline, [])).toThrow(RangeError);
});
