import { isSpoken, shownWords } from '../film/film-spec.ts';
import { readingMs } from '../film/reading.ts';
import { MIN_FILM_MS, RHYTHM } from '../film/timeline.ts';
import { NO_VOICE } from '../../../platform/catalogue/voices.ts';
import { ENDS_MS, longestSpeechMs } from '../request/video-estimate.ts';
import type { ProjectDocument } from './project-request.ts';
import { lengthOf, recordedMs } from './project-spec.ts';
import type { DocumentScene, NamedFile } from './project-spec.ts';

/** Share of the upper bound that usual prose takes. */
const USUAL = 2 / 3;

const longestWordsMs = ({ narration }: Pick<DocumentScene, 'narration'>, language: string): number =>
  longestSpeechMs({ prompt: null, script: narration, language });

/** Estimated milliseconds to speak these words. */
export const speechMsOf = (narration: string, language: string): number => Math.round(longestWordsMs({ narration }, language) * USUAL);

/** Upper bound of the length of the film in milliseconds, before anything is spoken. */
export const longestProjectMs = (
  { project: { language }, scenes }: ProjectDocument,
  voice: string,
  files: ReadonlyMap<string, Pick<NamedFile, 'durationMs'>>,
): number =>
  Math.max(
    MIN_FILM_MS,
    scenes.reduce((sum, scene) => sum + longestSceneMs(scene, { language, voice, recorded: recordedMs(scene, files) }), ENDS_MS),
  );

interface SpokenFilm {
  readonly language: string;
  readonly voice: string;
  /** Milliseconds of the recording of the scene. */
  readonly recorded: number | undefined;
}

function longestSceneMs(scene: DocumentScene, { language, voice, recorded }: SpokenFilm): number {
  if (recorded !== undefined) return Math.max(recorded + RHYTHM.paragraph, lengthOf(scene) ?? 0);
  return voice === NO_VOICE ? silentMs(scene, language) : Math.max(longestWordsMs(scene, language), lengthOf(scene) ?? 0);
}

/** Milliseconds of a scene without speech: its own length, or as long as reading its words takes. `endsMs`: see `endsOf`. */
export function silentMs(scene: DocumentScene, language: string, endsMs = 0): number {
  const words = shownWords(shownOf(scene));
  return scene.durationMs ?? (isSpoken({ narration: words }) ? readingMs(words, language) + endsMs : (lengthOf(scene) ?? 0));
}

/** The texts of a scene in the form that films use, where a missing caption is left out instead of null. */
export const shownOf = ({ narration, caption }: Pick<DocumentScene, 'narration' | 'caption'>) => ({
  narration,
  ...(caption !== null && { caption }),
});

/** Estimated milliseconds of a film of these scenes, without its opening and its ending. */
export const usualFilmMs = (
  scenes: readonly {
    readonly narration: string;
    readonly durationMs?: number | undefined;
    readonly recording?: { readonly durationMs: number } | undefined;
  }[],
  language: string,
): number =>
  scenes.reduce((sum, { narration, durationMs = 0, recording }) => {
    const spokenMs = recording?.durationMs ?? (isSpoken({ narration }) ? speechMsOf(narration, language) : 0);
    return sum + Math.max(spokenMs, durationMs);
  }, 0);

/** Estimated milliseconds to speak the words of the scene; 0 without words. */
export const usualSpeechMs = (scene: DocumentScene, language: string): number =>
  isSpoken(scene) ? speechMsOf(scene.narration, language) : 0;
