import { expect, test } from 'vitest';
import type { Making } from '../../../../../src/features/renders/deliveries/recipe.ts';
import { webm, youtube } from '../../../../../src/features/renders/deliveries/video-recipes.ts';
import { planTimeline } from '../../../../../src/features/renders/film/timeline.ts';
import type { FfmpegCommand } from '../../../../../src/platform/media/media.ts';
import { smallSpec } from '../../../../support/small-spec.ts';

const HALF_AN_HOUR_MS = 1_800_000;

test.each([
  [640, 360, 24, 20],
  [1_920, 1_080, 30, 20],
  [1_080, 1_920, 60, 40],
  [3_840, 2_160, 30, 80],
  [3_840, 2_160, 60, 160],
])('a film of %i x %i at %i fps may take %i times its length', async (width, height, fps, times) => {
  const commands: FfmpegCommand[] = [];
  const run = async (command: FfmpegCommand) => {
    commands.push(command);
    return { log: '', wallMs: 0 };
  };
  const spec = smallSpec({ voicesMs: [60_000], spec: { width, height, fps } });
  const timeline = planTimeline(spec, [{ samples: 60 * 48_000 }]);
  const making = { spec, timeline, media: { run }, film: 'film.mp4', workDir: '' };
  for (const recipe of [webm, youtube]) await recipe.make(making as unknown as Making, () => 'made');
  expect(commands.map(({ timeoutMs }) => Math.round((timeoutMs - HALF_AN_HOUR_MS) / timeline.durationMs))).toEqual([times, times]);
});
