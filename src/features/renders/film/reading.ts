import { NO_VOICE } from '../../../platform/catalogue/voices.ts';
import { graphemes } from '../../../platform/text/lines.ts';
import { isSpoken, shownWords } from './film-spec.ts';
import type { SceneSpec } from './film-spec.ts';
import { RHYTHM } from './timeline.ts';

/** Characters per second that most people can read, by language. */
const READING_SPEEDS: readonly (readonly [RegExp, number])[] = [
  [/^(zh|yue|ja)\b/i, 9],
  [/^ko\b/i, 12],
];
const USUAL_READING_SPEED = 20;

/** Characters per second that most people can read in a language. */
export const readingSpeed = (language: string): number =>
  READING_SPEEDS.find(([pattern]) => pattern.test(language))?.[1] ?? USUAL_READING_SPEED;

/** Share of the reading speed at which the words of a film without narration are shown, because people also look at the picture. */
const EASY = 0.75;
/** Milliseconds for finding the caption with the eyes, and for the silence before and after it. */
const FOUND_MS = 850;
const SHORTEST_MS = 2_000;

/** Milliseconds that a scene without narration takes, so that its words can be read. Grows with the text; never less than 2 s. */
export const readingMs = (text: string, language: string): number =>
  Math.max(SHORTEST_MS, FOUND_MS + Math.ceil((graphemes(text).length * 1_000) / (readingSpeed(language) * EASY)));

/**
 * Milliseconds that a scene's own caption is shown in a scene with a voice: while the voice speaks, and longer where reading takes longer and the
 * scene lasts until `longestMs`.
 */
export const ownCaptionMs = (
  text: string,
  language: string,
  { voiceMs, longestMs }: { readonly voiceMs: number; readonly longestMs: number },
): number => Math.max(voiceMs, Math.min(readingMs(text, language), longestMs));

/** Maximum milliseconds to read a text that will be divided into at most `scenes` scenes. */
export const longestReadingMs = (text: string, language: string, scenes: number): number =>
  SHORTEST_MS + readingMs(text, language) + scenes * FOUND_MS;

/** Whether a voice speaks the scene: a recording of it, or that of the film. */
export const isNarrated = (scene: Pick<SceneSpec, 'narration'> & { readonly recording?: object | undefined }, voice: string): boolean =>
  scene.recording !== undefined || (voice !== NO_VOICE && isSpoken(scene));

/** Milliseconds by which the first and the last of `count` scenes are longer, because no caption is shown during opening and ending. */
export const endsOf = (scene: number, count: number): number =>
  (scene === 0 ? RHYTHM.opening : 0) + (scene === count - 1 ? RHYTHM.ending : 0);

/**
 * A scene of a film without narration: its words become its caption, which is shown as long as reading it takes. A scene with a recording
 * stays as it is. `endsMs`: see `endsOf`.
 */
export function readScene(scene: SceneSpec, language: string, endsMs: number): SceneSpec {
  const caption = shownWords(scene);
  if (scene.recording || !isSpoken({ narration: caption })) return scene;
  return { ...scene, caption, durationMs: scene.durationMs ?? readingMs(caption, language) + endsMs };
}
