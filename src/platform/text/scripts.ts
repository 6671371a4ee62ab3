import { baseLanguage, LANGUAGES } from '../catalogue/languages.ts';
import type { Script } from '../catalogue/languages.ts';

/** Scripts that texts are written in, including those that no voice reads. */
const SCRIPTS =
  'Latin Cyrillic Greek Han Hangul Devanagari Arabic Hebrew Hiragana Katakana Thai Bengali Tamil Telugu Armenian Georgian Khmer Myanmar Lao Ethiopic Gujarati Gurmukhi Kannada Malayalam Sinhala Tibetan'.split(
    ' ',
  );
const PATTERNS = SCRIPTS.map((script) => [script, new RegExp(`\\p{Script=${script}}`, 'gu')] as const);
/** Number of Latin letters that a Chinese or Korean character counts for. */
const WEIGHT: Readonly<Record<string, number>> = { Han: 2.6, Hangul: 2.6 };
const LETTERS = /\p{L}/gu;

const countOf = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

export interface ScriptShare {
  readonly script: string;
  /** Share of all letters, from 0 to 1. */
  readonly share: number;
}

/** Shares of the scripts in a text, largest first. Empty for a text without letters. */
export function scriptShares(text: string): ScriptShare[] {
  const known = PATTERNS.map(([script, pattern]) => ({ script, count: countOf(text, pattern) }));
  const others = countOf(text, LETTERS) - known.reduce((sum, { count }) => sum + count, 0);
  const weighed = [...known, { script: 'other', count: Math.max(0, others) }].map(({ script, count }) => ({
    script,
    count: count * (WEIGHT[script] ?? 1),
  }));
  const total = weighed.reduce((sum, { count }) => sum + count, 0);
  return weighed
    .filter(({ count }) => count > 0)
    .map(({ script, count }) => ({ script, share: count / total }))
    .toSorted((a, b) => b.share - a.share);
}

/** Maximum share of foreign letters. The voice would spell more, which takes minutes. */
const MAX_FOREIGN_PERCENT = 30;
/** Minimum share of a text's own script; above it, Latin words are read as English. */
const MIN_OWN = 0.1;
/** Minimum letters; a shorter text may be a name or a number. */
const MIN_LETTERS = 12;

/** Languages whose voices read a script. */
export const languagesOfScript = (script: string): readonly string[] =>
  LANGUAGES.all.filter((language) => language.script === (script as Script)).map(({ name }) => name);

/** The script in which too much of a text is written for the language's voices; undefined when they can read the text. */
export function unreadableScript(text: string, language: string): ScriptShare | undefined {
  const own = LANGUAGES.find(baseLanguage(language))?.script;
  const shares = scriptShares(text);
  if (own === undefined || countOf(text, LETTERS) < MIN_LETTERS) return undefined;
  const shareOf = (script: string): number => shares.find((one) => one.script === script)?.share ?? 0;
  const readsLatin = own === 'Latin' || shareOf(own) >= MIN_OWN;
  const foreign = shares.filter(({ script }) => script !== own && !(script === 'Latin' && readsLatin));
  const sum = foreign.reduce((total, { share }) => total + share, 0);
  return sum * 100 > MAX_FOREIGN_PERCENT ? foreign[0] : undefined;
}
