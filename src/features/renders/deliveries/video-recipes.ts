import { videoOptions } from '../film/encoder.ts';
import { isLarge } from '../film/encoding-turn.ts';
import { SAMPLE_RATE } from '../film/timeline.ts';
import { BARE, CONTAINER_MS, OVERSHOOT, bounds, lengthOf, ofFilm, run } from './recipe.ts';
import type { Recipe } from './recipe.ts';
import type { FinishedFilm } from './rendition-files.ts';

/** VP9 in one pass of constant quality. `-cpu-used 5` is the fastest setting of `-deadline good`; rows are encoded in parallel. */
const VP9 = [
  ...['-c:v', 'libvpx-vp9', '-crf', '32', '-b:v', '0', '-deadline', 'good', '-cpu-used', '5', '-row-mt', '1', '-tile-columns', '1'],
  ...['-pix_fmt', 'yuv420p', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709', '-color_range', 'tv'],
];

export const webm: Recipe = {
  revision: 1,
  files: (film) => [{ ...ofFilm(film), ending: 'webm', label: 'WebM', kind: 'VIDEO', contentType: 'video/webm', codecs: ['vp9', 'opus'] }],
  make: async (making, pathOf) => {
    const { film, threads, report, spec } = making;
    await run(making, {
      inputs: [{ path: film, format: 'mov' }],
      outputOptions: [
        ...['-map', '0:v:0', ...VP9, '-g', String(4 * spec.fps), '-map', '0:a:0', '-c:a', 'libopus', '-b:a', '112k'],
        ...[...BARE, '-map_chapters', '-1', '-f', 'webm'],
      ],
      output: pathOf(0),
      threads,
      ...bounds(making),
      onProgress: report,
    });
  },
  expected: (film) => [
    { ...lengthOf(film), format: 'matroska', streams: 'video vp9, audio opus', frames: film.timeline.frames, overshoot: OVERSHOOT.opus },
  ],
};

const GIF_SECONDS = 6;
const GIF_RATE = 12;
const GIF_LONG_SIDE = 480;

const gifSize = ({ spec: { width, height } }: FinishedFilm) => {
  const scale = Math.min(1, GIF_LONG_SIDE / Math.max(width, height));
  return { width: 2 * Math.round((width * scale) / 2), height: 2 * Math.round((height * scale) / 2) };
};
const gifMs = ({ timeline }: FinishedFilm): number => Math.min(GIF_SECONDS * 1_000, Math.floor(timeline.durationMs));

export const gif: Recipe = {
  revision: 1,
  files: (film) => [
    {
      ...gifSize(film),
      ...{ ending: 'gif', label: 'GIF', kind: 'IMAGE', contentType: 'image/gif', codecs: ['gif'] },
      ...{ durationMs: gifMs(film), fps: GIF_RATE },
    },
  ],
  make: async (making, pathOf) => {
    const { film, threads, report } = making;
    const { width, height } = gifSize(making);
    const small = `[0:v]fps=${GIF_RATE},scale=${width}:${height}:flags=lanczos,split[shown][counted]`;
    await run(making, {
      inputs: [{ path: film, format: 'mov', options: ['-t', (gifMs(making) / 1_000).toFixed(3)] }],
      filterGraph: `${small};[counted]palettegen=stats_mode=diff[colors];[shown][colors]paletteuse=dither=bayer:bayer_scale=5:diff_mode=rectangle[gif]`,
      outputOptions: ['-map', '[gif]', '-an', ...BARE, '-f', 'gif'],
      output: pathOf(0),
      threads,
      expectedMs: gifMs(making),
      onProgress: report,
      timeoutMs: 300_000,
    });
  },
  expected: (film) => [{ format: 'gif', streams: 'video gif', durationMs: gifMs(film), toleranceMs: 1_000 / GIF_RATE + CONTAINER_MS }],
};

/** Samples before the first one that an AAC encoder writes. An edit list would hide them from players. */
const AAC_DELAY = 1_024;

const halfRate = ({ spec: { fps } }: FinishedFilm): number => Math.floor(fps / 2);

export const youtube: Recipe = {
  revision: 1,
  files: (film) => [
    {
      ...ofFilm(film),
      ...{ ending: 'youtube.mp4', label: 'for YouTube', kind: 'VIDEO', contentType: 'video/mp4', codecs: ['h264', 'aac'] },
    },
  ],
  make: async (making, pathOf) => {
    const { film, threads, report, spec } = making;
    // Without an edit list the encoder's delay is heard: as many samples are cut off, so that sound and picture stay together. Pictures
    // keep their times by composition offsets below zero.
    const sound = `[0:a]atrim=start_sample=${AAC_DELAY},asetpts=N/SR/TB[sound]`;
    await run(making, {
      inputs: [{ path: film, format: 'mov' }],
      filterGraph: sound,
      outputOptions: [
        ...['-map', '0:v:0', ...videoOptions(spec.fps, isLarge(spec)), '-crf', '18', '-g', String(halfRate(making))],
        ...['-map', '[sound]', '-c:a', 'aac', '-b:a', '256k', '-ar', String(SAMPLE_RATE), '-ac', '2'],
        ...[...BARE, '-map_chapters', '-1', '-use_editlist', '0', '-movflags', '+faststart+negative_cts_offsets', '-f', 'mp4'],
      ],
      output: pathOf(0),
      threads,
      ...bounds(making),
      onProgress: report,
    });
  },
  expected: (film) => [
    {
      ...{ ...lengthOf(film), format: 'mov', streams: 'video h264, audio aac', frames: film.timeline.frames },
      ...{ gop: halfRate(film), overshoot: OVERSHOOT.aac },
    },
  ],
};
