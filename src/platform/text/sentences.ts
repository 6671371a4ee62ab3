import { baseLanguage } from '../catalogue/languages.ts';
import { abbreviationsOf } from '../speech-text/languages.ts';
import { spokenText } from '../speech-text/spoken-text.ts';
import { isSpeakable, joinWords } from './plain-text.ts';

/**
 * An initial or abbreviation of one letter: `J.` in `J. R. Smith`, `z.` in `z. B.`, `U.S.` The English pronoun I is excluded, because it
 * can end a sentence.
 */
const INITIAL = /(?:^|[\s(„“"-]|(?<!\p{L})')(?!I\.)\p{L}\.$|\p{Lu}\.\p{Lu}\.$/u;
const LONE_NUMBER = /^\(?\d{1,3}[.)]$/;
/** An ordinal as German writes it. */
const ORDINAL = /(?:^|[^\p{L}\d])\d{1,2}\.$/u;
const ROMAN_ORDINAL = /(?:^|[^\p{L}\d])[IVX]{1,6}\.$/u;
/** Abbreviations that a number follows, and which are words of their own before anything else: `no. 5`. */
const BEFORE_NUMBER =
  /(?:^|[^\p{L}])(?:[Nn]os?|[Pp]p?|[Ss]ecs?|[Cc]h|[Aa]rts?|[Pp]aras?|[Nn]r|[Ss]|Mo|Di|Mi|Do|Sa|So|\p{Lu}\p{Ll}+str)\.$/u;
/** A quantity in short, which may end a sentence: `7 Std.` */
const QUANTITY = /\d\s(?:Std|Min|Sek|Mio|Mrd|Tsd|Pkt)\.$/u;
/** A unit in short, which ends a sentence before a capital where nouns have none. */
const UNIT_END = /\d\s(?:min|sec|seg|hrs?|mins|oz|lbs?|ft|mi|tsp|tbsp)\.$/u;
/** A closing quotation mark that the segmenter leaves to the next sentence: `« Oui ! », dit-elle`. */
const CLOSES = /^[»”][\s,.;:]/u;
/** `Saint` before a name, `Street` at the end of a sentence. */
const SAINT = /(?:^|[^\p{L}])St\.$/u;
const CLOSING_QUOTE = /["”’»“」』]$/;
const CHINESE_SPEAKER = /^\p{Script=Han}{0,4}[说問问道喊叫答]/u;
/** Abbreviations that may also end a sentence, when a capital follows. */
const ENDING = /(?:\d\s(?:г|гг|р|рр|r)|EE\.\s?UU|etc|usw|m|ecc|enz|itd|itp|д|п|osv|dll|v\.v|vb|λπ|Chr|Kr|C|Х|Χ|e|е)\.$/u;
const ENGLISH_ENDING = /(?:Inc|Ltd|Co|Corp|Jr|Sr)\.$/u;
/** Words that begin a new sentence after the abbreviation of a country. */
const STARTERS =
  /^["“„«'(]?(?:He|She|It|They|We|I|You|The|This|That|These|There|But|And|In|On|So|Then|When|If|My|His|Her|Our|Er|Sie|Es|Wir|Ich|Der|Die|Das|Dann|Und|Aber|Ein|Eine|Sein|Seine|Ihr|Ihre|Bis|Im|Am|Nach|Seit|Danach|Heute|Jetzt|Doch|Auch|Hier|Dort|Dessen|Deren|Damit)(?!\p{L})/u;
const STARTS_NEW = /^["“„«'(]?\p{Lu}/u;

const patterns = new Map<string, RegExp>();

/** Pattern for an abbreviation of the language at the end of a text. */
function abbreviationAtEnd(language: string): RegExp {
  const base = baseLanguage(language);
  let found = patterns.get(base);
  if (!found) {
    const words = abbreviationsOf(base)
      .filter((word) => word.endsWith('.'))
      .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s?'));
    // With a capital, an abbreviation begins the text: `Max.` at the end of a sentence is a name.
    const capitalized = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1));
    found = new RegExp(
      `(?:^|[^\\p{L}])(?:${[...words, 'Jan\\.', 'Feb\\.'].join('|')})$|^[(“"„]?(?:${capitalized.join('|') || '(?!)'})$`,
      'u',
    );
    patterns.set(base, found);
  }
  return found;
}

/** Characters at the end of a sentence that decide whether it ends there; longer than every abbreviation. */
const TAIL = 80;

/** Whether a full stop at the end belongs to an ordinal, an initial or an abbreviation, so that the sentence continues. */
export const endsOpen = (text: string, language: string): boolean =>
  LONE_NUMBER.test(text) || ORDINAL.test(text) || INITIAL.test(text) || abbreviationAtEnd(language).test(text);

/** Whether a sentence continues after a number or an ordinal; undefined when it ends with neither. */
function continuesNumber(sentence: string, next: string, base: string): boolean | undefined {
  if (LONE_NUMBER.test(sentence) || /^[=+×÷≈≤≥]/u.test(next)) return true;
  if (/^(?:de|tr)$/.test(base) && (ORDINAL.test(sentence) || ROMAN_ORDINAL.test(sentence))) return !STARTERS.test(next);
  return BEFORE_NUMBER.test(sentence) && /^\d/.test(next) ? true : undefined;
}

/** Whether a sentence ends with an abbreviation that may end one; undefined when no rule knows. */
function endsShort(sentence: string, next: string, base: string): boolean | undefined {
  if (SAINT.test(sentence)) return STARTERS.test(next);
  if (base === 'de' && QUANTITY.test(sentence)) return STARTERS.test(next) || /^\d{1,2}[.)](?:\s|$)/u.test(next);
  const mayEnd =
    base === 'de' ? ENDING.test(sentence) && !/i\.\s?V\.\s?m\.$/u.test(sentence) : ENDING.test(sentence) || UNIT_END.test(sentence);
  if ((mayEnd || (base === 'en' && ENGLISH_ENDING.test(sentence))) && STARTS_NEW.test(next)) return true;
  return undefined;
}

/**
 * Whether a sentence continues although the segmenter ends it. A wrong join does no harm, because long sentences are cut again at clauses.
 */
function goesOn(whole: string, next: string, language: string): boolean {
  // Only the end is read, not the whole text again for each sentence that was joined.
  const [sentence, base] = [whole.slice(-TAIL), baseLanguage(language)];
  const continues = continuesNumber(sentence, next, base);
  if (continues !== undefined) return continues;
  const ends = endsShort(sentence, next, base);
  if (ends !== undefined) return !ends;
  if (abbreviationAtEnd(language).test(sentence)) return true;
  if (INITIAL.test(sentence)) return !(STARTERS.test(next) && /\p{Lu}\.$/u.test(sentence));
  if (CLOSES.test(next) && base !== 'de') return true;
  return CLOSING_QUOTE.test(sentence) && (/^\p{Ll}/u.test(next) || CHINESE_SPEAKER.test(next));
}

/**
 * Ends of sentences that the segmenter overlooks: a full stop before a number (`… gegründet. 1918 endete es.`) or without a space, and pictures that a new
 * sentence follows. Short words before the full stop may be abbreviations, except before a year. A heart may be a word (`I ❤ NY`).
 */
const OVERLOOKED =
  /(?<=\p{Ll}{4}[.!?]["”’»)]?|\p{Ll}[.!?]["”’»)]?(?=\s+(?:1\d{3}|20\d{2})\s\p{Ll}))\s+(?=\d)|(?<=\p{Ll}{3}[.!?])(?=\p{Lu}\p{Ll}{2})|(?<=\p{Ll}\s?(?![❤♥])\p{Emoji_Presentation}[\p{Emoji_Presentation}\p{Emoji_Modifier}\u200D\uFE0F]*)\s+(?=\p{Lu}\p{Ll})|(?<=\p{Script=Han}(?![❤♥])\p{Emoji_Presentation}+)(?=\p{Script=Han})/gu;

interface Segment {
  readonly segment: string;
  readonly index: number;
}

function* segmentsOf(paragraph: string, language: string): Generator<Segment> {
  for (const { segment, index } of new Intl.Segmenter(language, { granularity: 'sentence' }).segment(paragraph)) {
    let from = 0;
    for (const { 0: space, index: at } of segment.matchAll(OVERLOOKED)) {
      const end = at + space.length;
      yield { segment: segment.slice(from, end), index: index + from };
      from = end;
    }
    yield { segment: segment.slice(from), index: index + from };
  }
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
  for (const { segment, index } of segmentsOf(paragraph, language)) {
    // An opening quotation mark belongs to the sentence that it opens; the segmenter leaves “ with the previous one.
    const opening = /(?<=[.!?…]\s+|[。！？]\s*)[“「『„«([（《〈【]+\s*$/u.exec(segment)?.[0] ?? '';
    const sentence = (carried + segment.slice(0, segment.length - opening.length)).trim();
    const isSpaced = /\s/u.test(paragraph.charAt(index - carried.length - 1));
    carried = opening;
    if (sentence === '') continue;
    const before = found.at(-1);
    const isSilent = !isSpeakable(sentence);
    if (before !== undefined && (joins || isSilent || isWordless || goesOn(before, sentence, language))) {
      // As it was written: captions show it.
      found[found.length - 1] = before + (isSpaced ? ' ' : '') + sentence;
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
