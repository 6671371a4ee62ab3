import { TEXTS } from './texts.ts';
import type { Text } from './texts.ts';

/** What a film may be made with; a unit test compares the names with those that the API accepts. */
export const OPTIONS = {
  aspectRatio: ['LANDSCAPE_16_9', 'PORTRAIT_9_16', 'SQUARE_1_1', 'PORTRAIT_4_5'],
  look: ['editorial', 'poster', 'quiet', 'paper', 'blueprint', 'signal'],
  transition: [
    ...['cut', 'fade', 'fadeblack', 'fadewhite', 'slideleft', 'slideright', 'slideup'],
    ...['smoothleft', 'smoothright', 'wipeleft', 'circleopen', 'zoomin', 'hblur'],
  ],
  motion: ['NONE', 'GENTLE', 'KEN_BURNS'],
  musicMood: ['none', 'none', 'calm', 'uplifting', 'tense'],
  fps: [24, 25, 30, 60],
  captionStyle: ['classic', 'plain', 'highlight', 'karaoke', 'one-word', 'none'],
} as const;

type OptionName = keyof typeof OPTIONS;
export type Options = { readonly [Name in OptionName]: (typeof OPTIONS)[Name][number] };

export interface ProofFilm {
  /** From 1. */
  readonly number: number;
  readonly text: Text;
  readonly options: Options;
}

const NAMES = Object.keys(OPTIONS) as OptionName[];
/** Choices of which the one is taken that brings the most pairs that no film had before. */
const CANDIDATES = 200;

/** The same numbers at each run, from 0 to 1. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
}

const pairsOf = (values: readonly string[]): string[] =>
  values.flatMap((one, index) => values.slice(index + 1).map((other) => `${one} ${other}`));

const valuesOf = ({ text, options }: Omit<ProofFilm, 'number'>): string[] => [
  text.language,
  `spoken=${text.isSpoken}`,
  ...NAMES.map((name) => `${name}=${options[name]}`),
];

/** A film for each text; their options are chosen so that as many pairs of values as possible meet in some film. */
function planned(): ProofFilm[] {
  const random = sequence(13);
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value;
  const seen = new Set<string>();
  return TEXTS.map((text, index) => {
    const news = (options: Options): number => pairsOf(valuesOf({ text, options })).filter((pair) => !seen.has(pair)).length;
    const candidates = Array.from({ length: CANDIDATES }, () => {
      const options = Object.fromEntries(NAMES.map((name) => [name, pick<unknown>(OPTIONS[name])])) as unknown as Options;
      return { options, news: news(options) };
    });
    const best = candidates.reduce((one, other) => (other.news > one.news ? other : one));
    for (const pair of pairsOf(valuesOf({ text, options: best.options }))) seen.add(pair);
    return { number: index + 1, text, options: best.options };
  });
}

/** All films, in an order that never changes. */
export const FILMS: readonly ProofFilm[] = planned();

/** Pairs of values that meet in at least one of the films, and of how many. */
export function coverage(films: readonly ProofFilm[]): { readonly covered: number; readonly all: number } {
  const columns = [...films.map(valuesOf)[0]!.keys()].map((column) => [...new Set(films.map((film) => valuesOf(film)[column] ?? ''))]);
  const all = columns.flatMap((values, index) => columns.slice(index + 1).map((others) => values.length * others.length));
  return { covered: new Set(films.flatMap((film) => pairsOf(valuesOf(film)))).size, all: all.reduce((sum, count) => sum + count, 0) };
}
