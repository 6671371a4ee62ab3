import { LRUCache } from 'lru-cache';
import { fold } from './folding.ts';
import { rulesOf } from './languages.ts';
import { readingsOf } from './reading.ts';

/** A stretch from `start` up to but excluding `end`, in UTF-16 units. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

export interface SpokenText {
  /** The text for the voice: words, and the punctuation of the text. */
  readonly spoken: string;
  /** For each unit of `spoken`, the stretch of the written text that it reads; for each unit of a token's reading, the whole token. */
  readonly written: readonly TextRange[];
  /** Tokens of at least two units that are read differently from how they are written, in order. They must not be cut. */
  readonly tokens: readonly TextRange[];
}

/** Recent results, because sentences are measured and cut several times before they are spoken. */
const recent = new LRUCache<string, SpokenText>({ max: 500, maxSize: 100_000, sizeCalculation: ({ spoken }) => spoken.length + 1 });

/** The text that a voice speaks for a written text: `$3.50` is `three dollars fifty`. Captions keep the written text. A pure function. */
export function spokenText(original: string, language: string): SpokenText {
  const key = `${language} ${original}`;
  const known = recent.get(key);
  if (known) return known;
  const read = readAloud(original, language);
  recent.set(key, read);
  return read;
}

function readAloud(original: string, language: string): SpokenText {
  const { text, origin } = fold(original);
  const written: TextRange[] = [];
  const tokens: TextRange[] = [];
  const originAt = (unit: number): number => origin[unit] ?? original.length;
  let spoken = '';
  let at = 0;
  const copy = (end: number): void => {
    spoken += text.slice(at, end);
    for (; at < end; at += 1) written.push({ start: originAt(at), end: Math.max(originAt(at + 1), originAt(at) + 1) });
  };
  for (const reading of readingsOf(text, rulesOf(language))) {
    copy(reading.start);
    const token = { start: originAt(reading.start), end: originAt(reading.end) };
    const padded = spaced(reading.spoken, spoken.slice(-4), text.slice(reading.end, reading.end + 4));
    for (let unit = 0; unit < padded.length; unit += 1) written.push(token);
    spoken += padded;
    if (token.end - token.start > 1) tokens.push(token);
    at = reading.end;
  }
  copy(text.length);
  return { spoken, written, tokens };
}

const WORD_START = /^[\p{L}\p{N}]/u;
const WORD_END = /[\p{L}\p{M}\p{N}]$/u;
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
/** Korean particles directly follow the number before them, Hebrew ones directly precede the number after them. */
const STAYS_JOINED = /^\p{Script=Hangul}/u;
const PREFIX = /(?:^|[\s("“])[ובהלמכש]{1,2}$/u;

/** Adds spaces between a reading and the words around it: `5km` is `five kilometers`. */
function spaced(reading: string, before: string, after: string): string {
  const joins = (left: string, right: string): boolean =>
    WORD_END.test(left) &&
    WORD_START.test(right) &&
    !PREFIX.test(left) &&
    !UNSPACED.test(left.slice(-1)) &&
    !UNSPACED.test(right.charAt(0));
  if (reading === '') return joins(before, after) ? ' ' : '';
  return `${joins(before, reading) ? ' ' : ''}${reading}${joins(reading, after) && !STAYS_JOINED.test(after) ? ' ' : ''}`;
}

/** The stretch of the written text that is heard in a stretch of the spoken text. Only whole tokens: `dollars` is heard in `$3.50`. */
export const writtenRange = ({ written }: SpokenText, { start, end }: TextRange): TextRange => ({
  start: written[start]?.start ?? written.at(-1)?.end ?? 0,
  end: written[Math.max(start, end - 1)]?.end ?? written.at(-1)?.end ?? 0,
});
