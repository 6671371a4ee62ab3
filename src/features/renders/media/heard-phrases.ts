import type { SpokenWord } from '../../../platform/providers/speech.provider.ts';
import type { FilmPhrase } from '../film/captions.ts';

/** Milliseconds of silence that end a phrase. */
const PAUSE_MS = 700;
const ENDS_SENTENCE = /[.!?…。！？؟।]["'”’»)\]]*$/u;
const WITHOUT_SPACES = /^(zh|yue|ja|th|lo|km|my)\b/i;

/** Words joined to phrases: up to the end of a sentence, or a pause. */
export function phrasesOf(words: readonly SpokenWord[], language: string): readonly FilmPhrase[] {
  const between = WITHOUT_SPACES.test(language) ? '' : ' ';
  const phrases: FilmPhrase[] = [];
  let isOpen = false;
  for (const { text, startMs, endMs } of words) {
    const last = phrases.at(-1);
    if (last && isOpen && startMs - last.endMs < PAUSE_MS)
      phrases[phrases.length - 1] = { text: last.text + between + text, startMs: last.startMs, endMs: Math.max(last.endMs, endMs) };
    else phrases.push({ text, startMs, endMs });
    isOpen = !ENDS_SENTENCE.test(text);
  }
  return phrases;
}
