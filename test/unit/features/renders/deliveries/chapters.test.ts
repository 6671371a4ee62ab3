import { expect, test } from 'vitest';
import { chaptersOf, chaptersToText, fileChapters } from '../../../../../src/features/renders/deliveries/chapters.ts';
import { planTimeline } from '../../../../../src/features/renders/film/timeline.ts';
import { smallSpec } from '../../../../support/small-spec.ts';

function film(voicesMs: readonly number[]) {
  const spec = smallSpec({ voicesMs });
  const timeline = planTimeline(
    spec,
    voicesMs.map((ms) => ({ samples: ms * 48 })),
  );
  return { spec, timeline };
}

test('chapters begin with scenes, have no gaps, and none is shorter than ten seconds', () => {
  for (const voicesMs of [[1_000], [9_000, 9_000], [4_000, 4_000, 4_000, 4_000, 4_000, 4_000], [12_000, 1_000, 12_000, 1_000]]) {
    const { spec, timeline } = film(voicesMs);
    const chapters = chaptersOf(spec, timeline);
    const starts = timeline.scenes.map(({ firstFrame }) => Math.round((firstFrame * 1_000) / timeline.fps));
    expect(chapters[0]?.startMs).toBe(0);
    expect(chapters.at(-1)?.endMs).toBe(Math.round(timeline.durationMs));
    for (const [index, { startMs, endMs }] of chapters.entries()) {
      expect(starts).toContain(startMs);
      if (index > 0) expect(startMs).toBe(chapters[index - 1]?.endMs);
      if (chapters.length > 1) expect(endMs - startMs).toBeGreaterThanOrEqual(10_000);
    }
  }
});

test('a short film has one chapter and none in its file', () => {
  const { spec, timeline } = film([3_000, 3_000]);
  expect(chaptersOf(spec, timeline)).toHaveLength(1);
  expect(fileChapters(spec, timeline)).toBeUndefined();
});

test('titles are headings or first words, cut between words, and harmless in the file of the film', () => {
  const { spec, timeline } = film([12_000, 12_000, 12_000]);
  const [first, second, third] = spec.scenes;
  Object.assign(first!, { heading: 'A=b; #c\\d' });
  Object.assign(second!, { narration: `${'word '.repeat(20)}\n[CHAPTER]` });
  Object.assign(third!, { narration: '猫'.repeat(80) });
  expect(chaptersOf(spec, timeline).map(({ title }) => title)).toEqual([
    'A=b; #c\\d',
    `${'word '.repeat(11).trimEnd()}…`,
    `${'猫'.repeat(59)}…`,
  ]);
  expect(fileChapters(spec, timeline)).toContain('title=A\\=b\\; \\#c\\\\d\n');
  expect(chaptersToText(chaptersOf(spec, timeline))).toMatch(/^0:00 A=b; #c/);
  expect(chaptersToText([{ startMs: 3_725_000, endMs: 3_800_000, title: 'Late' }])).toBe('1:02:05 Late\n');
});
