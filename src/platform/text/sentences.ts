import { baseLanguage } from '../catalogue/languages.ts';
import { abbreviationsOf } from '../speech-text/languages.ts';
import { spokenText } from '../speech-text/spoken-text.ts';
import { isSpeakable, joinWords } from './plain-text.ts';

/**
 * An initial or abbreviation of one letter: `J.` in `J. R. Smith`, `z.` in `z. B.`, `U.S.` The English pronoun I is excluded, because it
 * can end a sentence.
 */
const INITIAL = /(?:^|[\s(„“"'-])(?!I\.)\p{L}\.$|\p{Lu}\.\p{Lu}\.$/u;
const LONE_NUMBER = /^\(?\d{1,3}[.)]$/;
/** An ordinal as German writes it. */
const ORDINAL = /(?:^|[^\p{L}\d])\d{1,2}\.$/u;
const CLOSING_QUOTE = /["”’»“」』]$/;
const CHINESE_SPEAKER = /^\p{Script=Han}{0,4}[说問问道喊叫答]/u;
/** Abbreviations that may also end a sentence, when a capital follows. */
const ENDING = /(?:etc|usw|m|ecc|enz|itd|itp|д|п|osv|dll|v\.v|vb|λπ|Chr|Kr|C|Х|Χ|e|е)\.$/u;
const ENGLISH_ENDING = /(?:Inc|Ltd|Co|Corp|Jr|Sr)\.$/u;
/** Words that begin a new sentence after the abbreviation of a country. */
const STARTERS =
  /^["“„«'(]?(?:He|She|It|They|We|I|You|The|This|That|These|There|But|And|In|On|So|Then|When|If|Er|Sie|Es|Wir|Der|Die|Das|Dann|Und|Aber)(?!\p{L})/u;
const STARTS_NEW = /^["“„«'(]?\p{Lu}/u;

const patterns = new Map<string, RegExp>();

/** Pattern for an abbreviation of the language at the end of a text. */
function abbreviationAtEnd(language: string): RegExp {
  const base = baseLanguage(language);
  let found = patterns.get(base);
  if (!found) {
    const words = abbreviationsOf(base)
      .flatMap((word) => (word.endsWith('.') ? [word, word.charAt(0).toUpperCase() + word.slice(1)] : []))
      .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s?'));
    found = new RegExp(`(?:^|[^\\p{L}])(?:${[...words, 'Jan\\.', 'Feb\\.'].join('|')})$`, 'u');
    patterns.set(base, found);
  }
  return found;
}

/** Characters at the end of a sentence that decide whether it ends there; longer than every abbreviation. */
const TAIL = 80;

/** Whether a full stop at the end belongs to an ordinal, an initial or an abbreviation, so that the sentence continues. */
export const endsOpen = (text: string, language: string): boolean =>
  LONE_NUMBER.test(text) || ORDINAL.test(text) || INITIAL.test(text) || abbreviationAtEnd(language).test(text);

/**
 * Whether a sentence continues although the segmenter ends it. A wrong join does no harm, because long sentences are cut again at clauses.
 */
function goesOn(whole: string, next: string, language: string): boolean {
  // Only the end is read, not the whole text again for each sentence that was joined.
  const sentence = whole.slice(-TAIL);
  if (LONE_NUMBER.test(sentence) || (baseLanguage(language) === 'de' && ORDINAL.test(sentence))) return true;
  const ends = ENDING.test(sentence) || (baseLanguage(language) === 'en' && ENGLISH_ENDING.test(sentence));
  if (ends && STARTS_NEW.test(next)) return false;
  if (/\p{Lu}\.\p{Lu}\.$/u.test(sentence) && STARTERS.test(next)) return false;
  if (INITIAL.test(sentence) || abbreviationAtEnd(language).test(sentence)) return true;
  return CLOSING_QUOTE.test(sentence) && (/^\p{Ll}/u.test(next) || CHINESE_SPEAKER.test(next));
}

/** The sentences of one paragraph, in order, trimmed. Parts without a word stay with their neighbour; no token is cut. */
export function sentences(paragraph: string, language: string): string[] {
  const { tokens } = spokenText(paragraph, language);
  let token = 0;
  /** Must be called with increasing positions, in the order of the tokens. */
  const isInsideToken = (at: number): boolean => {
    while ((tokens[token]?.end ?? Infinity) <= at) token += 1;
    return (tokens[token]?.start ?? Infinity) < at;
  };
  const found: string[] = [];
  let carried = '';
  let joins = false;
  let isWordless = false;
  for (const { segment, index } of new Intl.Segmenter(language, { granularity: 'sentence' }).segment(paragraph)) {
    // An opening quotation mark belongs to the sentence that it opens; the segmenter leaves “ with the previous one.
    const opening = /(?<=[.!?…]\s+|[。！？]\s*)[“「『„«([（]+\s*$/u.exec(segment)?.[0] ?? '';
    const sentence = (carried + segment.slice(0, segment.length - opening.length)).trim();
    carried = opening;
    if (sentence === '') continue;
    const before = found.at(-1);
    const isSilent = !isSpeakable(sentence);
    if (before !== undefined && (joins || isSilent || isWordless || goesOn(before, sentence, language))) {
      // Nothing is inserted into an address or a number.
      found[found.length - 1] = joins && !/\s/u.test(paragraph.charAt(index - 1)) ? before + sentence : joinWords(before, sentence);
      isWordless &&= isSilent;
    } else {
      found.push(sentence);
      isWordless = isSilent;
    }
    joins = isInsideToken(index + segment.length);
  }
  const last = joinWords(found.pop() ?? '', carried.trim());
  return last === '' ? found : [...found, last];
}
