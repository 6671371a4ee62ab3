import { expect, test } from 'vitest';
import type { Making } from '../../../../../src/features/renders/deliveries/recipe.ts';
import { youtube } from '../../../../../src/features/renders/deliveries/video-recipes.ts';
import { planTimeline } from '../../../../../src/features/renders/film/timeline.ts';
import type { FfmpegCommand } from '../../../../../src/platform/media/media.ts';
import { smallSpec } from '../../../../support/small-spec.ts';

test.each([
  [1_280, 720, false],
  [3_840, 2_160, true],
])('a film of %i x %i for YouTube is encoded with the memory of its clips', async (width, height, isLarge) => {
  const commands: FfmpegCommand[] = [];
  const run = async (command: FfmpegCommand) => {
    commands.push(command);
    return { log: '', wallMs: 0 };
  };
  const spec = smallSpec({ voicesMs: [2_000], spec: { width, height } });
  const making = { spec, timeline: planTimeline(spec, [{ samples: 96_000 }]), media: { run }, film: 'film.mp4', workDir: '' };
  await youtube.make(making as unknown as Making, () => 'made.mp4');
  expect(commands.map(({ outputOptions }) => outputOptions.includes('-rc-lookahead'))).toEqual([isLarge]);
});
