import { BARE, OVERSHOOT, bounds, lengthOf, run } from './recipe.ts';
import type { Recipe } from './recipe.ts';

export const mp3: Recipe = {
  revision: 1,
  files: ({ timeline }) => [
    {
      ...{ ending: 'mp3', label: 'audio', kind: 'AUDIO', contentType: 'audio/mpeg', codecs: ['mp3'] },
      durationMs: Math.round(timeline.durationMs),
    },
  ],
  make: async (making, pathOf) => {
    const { film, threads, report } = making;
    await run(making, {
      inputs: [{ path: film, format: 'mov' }],
      outputOptions: ['-map', '0:a:0', '-vn', '-c:a', 'libmp3lame', '-b:a', '192k', ...BARE, '-map_chapters', '-1', '-f', 'mp3'],
      output: pathOf(0),
      threads,
      ...bounds(making),
      onProgress: report,
    });
  },
  expected: (film) => [{ ...lengthOf(film), format: 'mp3', streams: 'audio mp3', overshoot: OVERSHOOT.mp3 }],
};

export const m4a: Recipe = {
  revision: 1,
  files: ({ timeline }) => [
    {
      ...{ ending: 'm4a', label: 'audio', kind: 'AUDIO', contentType: 'audio/mp4', codecs: ['aac'] },
      durationMs: Math.round(timeline.durationMs),
    },
  ],
  // The sound of the film as it is; its chapters come along.
  make: async (making, pathOf) => {
    const { film, threads, report } = making;
    await run(making, {
      inputs: [{ path: film, format: 'mov' }],
      outputOptions: ['-map', '0:a:0', '-vn', '-c:a', 'copy', ...BARE, '-map_chapters', '0', '-movflags', '+faststart', '-f', 'ipod'],
      output: pathOf(0),
      threads,
      ...bounds(making),
      onProgress: report,
    });
  },
  expected: (film) => [{ ...lengthOf(film), format: 'mov', streams: 'audio aac' }],
};
