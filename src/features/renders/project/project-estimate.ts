import { isSpoken, shownWords } from '../film/film-spec.ts';
import { readingMs } from '../film/reading.ts';
import { MIN_FILM_MS, RHYTHM } from '../film/timeline.ts';
import { NO_VOICE } from '../../../platform/catalogue/voices.ts';
import { ENDS_MS, longestSpeechMs } from '../request/video-estimate.ts';
import type { ProjectDocument } from './project-request.ts';
import { lengthOf, recordedMs } from './project-spec.ts';
import type { DocumentScene, NamedFile } from './project-spec.ts';

/** Usual prose takes two thirds of the upper bound. */
const USUAL = 2 / 3;

const longestWordsMs = ({ narration }: Pick<DocumentScene, 'narration'>, language: string): number =>
  longestSpeechMs({ prompt: null, script: narration, language });

/** About how long these words take to speak, in milliseconds. */
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

/** Milliseconds of a scene that nobody speaks: its own length, or as long as its words take to read. `endsMs`: see `endsOf`. */
export function silentMs(scene: DocumentScene, language: string, endsMs = 0): number {
  const words = shownWords(shownOf(scene));
  return scene.durationMs ?? (isSpoken({ narration: words }) ? readingMs(words, language) + endsMs : (lengthOf(scene) ?? 0));
}

/** What the captions of a stored scene show is null when it has none of its own. */
export const shownOf = ({ narration, caption }: Pick<DocumentScene, 'narration' | 'caption'>) => ({
  narration,
  ...(caption !== null && { caption }),
});

/** About how long a film of these scenes is, in milliseconds, without its opening and its ending. */
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

/** About how long the words of the scene take to speak, in milliseconds; 0 without words. */
export const usualSpeechMs = (scene: DocumentScene, language: string): number =>
  isSpoken(scene) ? speechMsOf(scene.narration, language) : 0;
