import { rename, writeFile } from 'node:fs/promises';
import { vttTime } from '../../../platform/text/vtt-time.ts';
import { GOP_SECONDS } from '../film/encoder.ts';
import { BARE, run } from './recipe.ts';
import type { Recipe } from './recipe.ts';
import type { FinishedFilm } from './rendition-files.ts';

const THUMBNAILS = 3;
/** Where in a scene its frame is taken: the words of a card are there, and no transition has begun. */
const WITHIN_SCENE = 0.6;

/**
 * The frames of the candidates, from the beginning, the middle and the end of the film; never the same one twice, and each from another scene
 * where there are enough.
 */
export function thumbnailFrames({ timeline }: Pick<FinishedFilm, 'timeline'>): readonly number[] {
  const { scenes, frames } = timeline;
  const parts = Array.from({ length: THUMBNAILS }, (_, index) => Math.floor(((2 * index + 1) * frames) / (2 * THUMBNAILS)));
  if (scenes.length < THUMBNAILS) return parts;
  const found: number[] = [];
  for (const [index, part] of parts.entries()) {
    // Scenes are left for the candidates that follow.
    const rest = scenes.slice((found.at(-1) ?? -1) + 1, scenes.length - (THUMBNAILS - 1 - index));
    const at = rest.findLastIndex(({ firstFrame }) => firstFrame <= part);
    found.push(scenes.length - (THUMBNAILS - 1 - index) - rest.length + Math.max(0, at));
  }
  return found.map((scene) => (scenes[scene]?.firstFrame ?? 0) + Math.floor((scenes[scene]?.frames ?? 0) * WITHIN_SCENE));
}

const JPEG = ['-frames:v', '1', '-q:v', '3', ...BARE, '-map_chapters', '-1', '-f', 'mjpeg'];

export const thumbnails: Recipe = {
  revision: 2,
  files: ({ spec: { width, height } }) =>
    Array.from({ length: THUMBNAILS }, (_, index) => ({
      ...{ ending: `thumbnail-${index + 1}.jpg`, label: `thumbnail ${index + 1}`, kind: 'IMAGE', contentType: 'image/jpeg' },
      ...{ codecs: ['mjpeg'], width, height },
    })),
  inputs: (film) => ({ frames: thumbnailFrames(film), title: film.spec.title, language: film.spec.language }),
  make: async (making, pathOf) => {
    for (const [index, frame] of thumbnailFrames(making).entries()) {
      await rename(await making.titledFrame(frame, index), pathOf(index));
      making.report((index + 1) / THUMBNAILS);
    }
  },
  expected: () => Array.from({ length: THUMBNAILS }, () => ({ format: 'jpeg_pipe', streams: 'video mjpeg', frames: 1 })),
};

const MAX_TILES = 100;
const COLUMNS = 10;
const TILE_SIDE = 160;

/** The layout of a storyboard, in pixels: `tiles` frames, one every `seconds`, in rows of ten. */
function planStoryboard({ spec: { width, height }, timeline: { durationMs } }: FinishedFilm) {
  const seconds = Math.max(1, Math.ceil(durationMs / 1_000 / MAX_TILES));
  const tiles = Math.max(1, Math.ceil(durationMs / 1_000 / seconds));
  const scale = TILE_SIDE / Math.max(width, height);
  const columns = Math.min(COLUMNS, tiles);
  const tile = { width: 2 * Math.round((width * scale) / 2), height: 2 * Math.round((height * scale) / 2) };
  return { seconds, tiles, tile, columns, rows: Math.ceil(tiles / columns) };
}

const STRIP = 'storyboard.jpg';

/** Where each time of the film is in the strip. The first line of a cue is the strip's file name with the rectangle as a media fragment. */
function storyboardToWebVtt(film: FinishedFilm, strip: string): string {
  const { seconds, tiles, tile, columns } = planStoryboard(film);
  const cues = Array.from({ length: tiles }, (_, index) => {
    const endMs = Math.min((index + 1) * seconds * 1_000, film.timeline.durationMs);
    const [x, y] = [(index % columns) * tile.width, Math.floor(index / columns) * tile.height];
    return `${vttTime(index * seconds * 1_000)} --> ${vttTime(endMs)}\n${encodeURI(strip)}#xywh=${x},${y},${tile.width},${tile.height}`;
  });
  return `${['WEBVTT', ...cues].join('\n\n')}\n`;
}

export const storyboard: Recipe = {
  revision: 2,
  files: (film) => {
    const { tile, columns, rows } = planStoryboard(film);
    return [
      {
        ...{ ending: STRIP, label: 'storyboard', kind: 'IMAGE', contentType: 'image/jpeg', codecs: ['mjpeg'] },
        ...{ width: tile.width * columns, height: tile.height * rows },
      },
      { ending: 'storyboard.vtt', label: 'storyboard times', kind: 'CAPTION', contentType: 'text/vtt', codecs: ['webvtt'] },
    ];
  },
  make: async (making, pathOf) => {
    const { film, fileName, threads, timeline } = making;
    const { seconds, tiles, tile, columns, rows } = planStoryboard(making);
    // From this interval on, a key frame of the same scene is near enough, and nothing else is decoded.
    const options = seconds >= GOP_SECONDS ? ['-skip_frame', 'nokey'] : [];
    // The last key frame may come before the time of the last tile.
    const frames = `fps=1/${seconds}:start_time=0:round=up,tpad=stop=1:stop_mode=clone,scale=${tile.width}:${tile.height}:flags=area`;
    await run(making, {
      inputs: [{ path: film, format: 'mov', options }],
      filterGraph: `[0:v]${frames},trim=end_frame=${tiles},tile=${columns}x${rows},format=yuvj420p[strip]`,
      outputOptions: ['-map', '[strip]', ...JPEG],
      output: pathOf(0),
      threads,
      timeoutMs: 600_000 + 2 * timeline.durationMs,
    });
    await writeFile(pathOf(1), storyboardToWebVtt(making, `${fileName}-${STRIP}`));
  },
  expected: () => [{ format: 'jpeg_pipe', streams: 'video mjpeg', frames: 1 }, undefined],
};
