import { isFunctionWord } from '../../builtin/storyboard/function-words.ts';
import type { VisualRequest } from '../../visual.provider.ts';

const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}’'-]*/gu;
const MAX_WORDS = 4;
const MIN_LENGTH = 3;

/** The words that a picture or a clip is searched by. */
export type SearchedWords = Pick<VisualRequest, 'prompt' | 'heading' | 'narration' | 'filmTitle' | 'language'>;

/** Searches for the picture of a scene, the most exact one first: words of its heading, of its narration, of the film. */
export function searchesOf({ prompt, heading, narration, filmTitle, language }: SearchedWords): readonly string[] {
  const base = language.split('-', 1)[0] ?? '';
  const wordsOf = (text: string): readonly string[] =>
    [...new Set(text.match(WORD) ?? [])].filter((word) => word.length >= MIN_LENGTH && !isFunctionWord(word, base));
  const exact = [prompt ?? '', heading, narration, filmTitle].map((text) => wordsOf(text).slice(0, MAX_WORDS));
  // The longest word of a text is its likeliest noun.
  const broad = exact.map((words) => words.toSorted((one, other) => other.length - one.length).slice(0, 1));
  return [...new Set([...exact, ...broad].map((words) => words.join(' ')).filter(Boolean))];
}
