import { spokenText } from '../../speech-text/spoken-text.ts';

/** Punctuation at which a reader pauses. The comma of `3,500` does not match, because no space follows it. */
const CLAUSE_END = /[,;:،؛]["”’»)\]]*\s+|\s[—–-]\s+|—|(?<![\d一二三四五六七八九十](?=、))[，、；：][”’」』）]*/gu;

/** Penalty, in parts, of a cut between words instead of at the end of a clause. */
const BETWEEN_WORDS = 0.4;
const INSIDE_A_WORD = 10;
/** Number of parts from which a sentence is halved first. If parts were cut off one by one, the whole rest would be read again for each. */
const MANY_PARTS = 8;
/** Maximum characters of a price, date or address that is not cut. */
const LONGEST_TOKEN = 200;

interface Place {
  readonly at: number;
  readonly penalty: number;
}

const clauseEnds = (text: string): Place[] =>
  Array.from(text.matchAll(CLAUSE_END), (end) => ({ at: end.index + end[0].length, penalty: 0 }));

function wordStarts(text: string, language: string): Place[] {
  const places: Place[] = [];
  let afterBreak = false;
  for (const { segment, index, isWordLike } of new Intl.Segmenter(language, { granularity: 'word' }).segment(text)) {
    if (isWordLike === true && afterBreak) places.push({ at: index, penalty: BETWEEN_WORDS });
    // Chinese has no spaces, so words may be adjacent. In other languages the segmenter never returns adjacent words.
    afterBreak = isWordLike === true || /^\s+$/u.test(segment);
  }
  return places;
}

/** Places between grapheme clusters, for a single endless word. */
const characterStarts = (text: string, language: string): Place[] =>
  Array.from(new Intl.Segmenter(language).segment(text), ({ index }) => ({ at: index, penalty: INSIDE_A_WORD }));

/**
 * Divides a sentence into few, roughly equal parts of at most `limit` by `measure`: at clauses where possible, else between words, and
 * never inside a price, date or other token that is read as a whole. Parts are trimmed; a sentence that cannot be cut is returned
 * unchanged.
 */
export function cutToFit(text: string, language: string, limit: number, measure: (piece: string) => number): string[] {
  const count = Math.ceil(measure(text) / limit);
  if (count <= 1) return [text];
  // Distance from the nearest ideal cut, in parts.
  const cost = ({ at, penalty }: Place): number => {
    const pieces = (at / text.length) * count;
    const ideal = count > MANY_PARTS ? Math.round(count / 2) : Math.min(count - 1, Math.max(1, Math.round(pieces)));
    return Math.abs(pieces - ideal) + penalty;
  };
  const tokens = spokenText(text, language).tokens.filter(({ start, end }) => end - start <= LONGEST_TOKEN);
  const [from, to] = [text.length - text.trimStart().length, text.trimEnd().length];
  const ofToken = new Set(
    tokens.flatMap(({ start, end }) => Array.from({ length: Math.max(0, end - start - 1) }, (_, index) => start + 1 + index)),
  );
  const isInside = ({ at }: Place): boolean => at > from && at < to && !ofToken.has(at);
  let places = [...clauseEnds(text), ...wordStarts(text, language)].filter(isInside);
  if (places.length === 0) places = characterStarts(text, language).filter(isInside);
  const [first, ...others] = places;
  if (first === undefined) return [text];
  const best = others.reduce((least, place) => (cost(place) < cost(least) ? place : least), first);
  return [text.slice(0, best.at), text.slice(best.at)].flatMap((piece) => cutToFit(piece.trim(), language, limit, measure));
}
