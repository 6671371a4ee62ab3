import { writeFile } from 'node:fs/promises';
import { m4a, mp3 } from './audio-recipes.ts';
import { captionTranslations } from './caption-recipes.ts';
import { chaptersOf, chaptersToText, chaptersToWebVtt } from './chapters.ts';
import { storyboard, thumbnails } from './picture-recipes.ts';
import type { Recipe } from './recipe.ts';
import type { FileRendition } from './rendition-files.ts';
import { gif, webm, youtube } from './video-recipes.ts';

const chapters: Recipe = {
  revision: 1,
  files: () => [
    { ending: 'chapters.vtt', label: 'chapters', kind: 'CAPTION', contentType: 'text/vtt', codecs: ['webvtt'] },
    { ending: 'chapters.txt', label: 'chapters as text', kind: 'DOCUMENT', contentType: 'text/plain', codecs: [] },
  ],
  inputs: ({ spec, timeline }) => chaptersOf(spec, timeline),
  make: async ({ spec, timeline }, pathOf) => {
    const list = chaptersOf(spec, timeline);
    await writeFile(pathOf(0), chaptersToWebVtt(list));
    await writeFile(pathOf(1), chaptersToText(list));
  },
  expected: () => [undefined, undefined],
};

/** How each rendition is made. */
export const RECIPES: Readonly<Record<FileRendition, Recipe>> = {
  WEBM: webm,
  GIF: gif,
  AUDIO_MP3: mp3,
  AUDIO_M4A: m4a,
  YOUTUBE: youtube,
  THUMBNAILS: thumbnails,
  STORYBOARD: storyboard,
  CHAPTERS: chapters,
  CAPTION_TRANSLATIONS: captionTranslations,
};
