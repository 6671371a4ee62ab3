import { spokenText } from '../../speech-text/spoken-text.ts';

/** Characters after which a reader pauses; the comma of `3,500` is not followed by a space. */
const CLAUSE_END = /[,;:،؛]["”’»)\]]*\s+|\s[—–-]\s+|—|[，、；：][”’」』）]*/gu;

/** How far from the ideal position, in parts, a clause end may be to be preferred over a word end. */
const BETWEEN_WORDS = 0.4;
const INSIDE_A_WORD = 10;
/** A sentence of more parts is halved first: cut off one by one, each part would have the whole rest read again. */
const MANY_PARTS = 8;
/** Characters. What is longer is no price, date or address that anybody wrote, and may be cut. */
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
    // Chinese has no spaces, so words may be adjacent. Elsewhere the segmenter never returns adjacent words.
    afterBreak = isWordLike === true || /^\s+$/u.test(segment);
  }
  return places;
}

/** For a single endless word only; never inside a grapheme cluster. */
const characterStarts = (text: string, language: string): Place[] =>
  Array.from(new Intl.Segmenter(language).segment(text), ({ index }) => ({ at: index, penalty: INSIDE_A_WORD }));

/**
 * Cuts a sentence into few, roughly equal parts of at most `limit` by `measure`: at clauses where possible, else between words, never
 * inside a price, date or other token that is read as a whole. Parts are trimmed; what cannot be cut is returned unchanged.
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
