import { writeFile } from 'node:fs/promises';
import { settleAll } from '../../../kernel/settle-all.ts';
import { translatedCues, translationLanguages } from '../captions/translated-cues.ts';
import { captionsToSrt, captionsToWebVtt } from '../film/caption-files.ts';
import type { Recipe } from './recipe.ts';
import type { PlannedFile } from './rendition-files.ts';

/** A WebVTT and an SRT file for each language that a scene has a translation in; none in a film without translations. */
export const captionTranslations: Recipe = {
  revision: 1,
  files: ({ spec }) =>
    translationLanguages(spec).flatMap((language): PlannedFile[] => {
      const file = { kind: 'CAPTION', label: `captions, ${language}`, language } as const;
      return [
        { ...file, ending: `${language}.vtt`, contentType: 'text/vtt', codecs: ['webvtt'] },
        { ...file, ending: `${language}.srt`, label: `${file.label}, SRT`, contentType: 'application/x-subrip', codecs: ['subrip'] },
      ];
    }),
  inputs: (film) => translationLanguages(film.spec).map((language) => translatedCues(film, language)),
  make: async (film, pathOf) => {
    const written = translationLanguages(film.spec).flatMap((language) => {
      const cues = translatedCues(film, language);
      return [captionsToWebVtt(cues), captionsToSrt(cues)];
    });
    await settleAll(written.map((text, file) => writeFile(pathOf(file), text)));
  },
  expected: ({ spec }) => translationLanguages(spec).flatMap(() => [undefined, undefined]),
};
