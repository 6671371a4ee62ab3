import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One font file: a subset of a family at one weight, or all weights when the file's weight is still open. */
export interface Subset {
  readonly name: string;
  readonly covers: (codePoint: number) => boolean;
  readonly file: (weight: number) => string;
}

/** Font families with Latin letters that a look may choose. */
export type Typeface = 'sans' | 'serif' | 'slab' | 'condensed' | 'mono';
type Symbols = 'symbols' | 'moreSymbols' | 'math';
export type FamilyName = Typeface | 'sc' | 'tc' | 'jp' | 'kr' | 'arabic' | 'hebrew' | 'devanagari' | 'thai' | Symbols | 'emoji';

const require = createRequire(import.meta.url);

// Written out, because tools that find unused packages read these lines.
const RANGES_FILE: Record<FamilyName, string> = {
  sans: require.resolve('@fontsource/noto-sans/unicode.json'),
  serif: require.resolve('@fontsource/noto-serif/unicode.json'),
  slab: require.resolve('@fontsource/bitter/unicode.json'),
  condensed: require.resolve('@fontsource/oswald/unicode.json'),
  mono: require.resolve('@fontsource/jetbrains-mono/unicode.json'),
  sc: require.resolve('@fontsource/noto-sans-sc/unicode.json'),
  tc: require.resolve('@fontsource/noto-sans-tc/unicode.json'),
  jp: require.resolve('@fontsource/noto-sans-jp/unicode.json'),
  kr: require.resolve('@fontsource/noto-sans-kr/unicode.json'),
  arabic: require.resolve('@fontsource/noto-sans-arabic/unicode.json'),
  hebrew: require.resolve('@fontsource/noto-sans-hebrew/unicode.json'),
  devanagari: require.resolve('@fontsource/noto-sans-devanagari/unicode.json'),
  thai: require.resolve('@fontsource/noto-sans-thai/unicode.json'),
  symbols: require.resolve('@fontsource/noto-sans-symbols/unicode.json'),
  moreSymbols: require.resolve('@fontsource/noto-sans-symbols-2/unicode.json'),
  math: require.resolve('@fontsource/noto-sans-math/unicode.json'),
  emoji: require.resolve('@fontsource/noto-color-emoji/unicode.json'),
};

const families = new Map<FamilyName, readonly Subset[]>();

/** Font files of a family, Latin first; read once per process. */
export function subsetsOf(family: FamilyName): readonly Subset[] {
  let found = families.get(family);
  if (!found) {
    found = family === 'emoji' ? emojiSubset() : readSubsets(family);
    families.set(family, found);
  }
  return found;
}

function readSubsets(family: FamilyName): Subset[] {
  const folder = dirname(RANGES_FILE[family]);
  const prefix = folderName(folder);
  const { weights } = JSON.parse(readFileSync(join(folder, 'metadata.json'), 'utf8')) as { weights: number[] };
  const subsets = Object.entries(readRanges(family)).map(([key, ranges]) => {
    // Fontsource numbers the subsets of large fonts: key "[12]" in unicode.json, "12" in the file name.
    const name = key.replaceAll(/[[\]]/g, '');
    return {
      name: `${prefix}-${name}`,
      // The package of mathematical signs names its only file "latin".
      covers: family === 'math' ? () => true : rangeTest(ranges),
      file: (weight: number) => join(folder, 'files', `${prefix}-${name}-${nearest(weights, weight)}-normal.woff2`),
    };
  });
  return subsets.toSorted((a, b) => Number(b.name === `${prefix}-latin`) - Number(a.name === `${prefix}-latin`));
}

const nearest = (weights: readonly number[], wanted: number): number =>
  weights.reduce((best, weight) => (Math.abs(weight - wanted) < Math.abs(best - wanted) ? weight : best));

// The numbered subsets of the emoji font have metrics but paint nothing on the canvas. The complete file paints, and has all parts of
// joined sequences.
function emojiSubset(): Subset[] {
  const folder = dirname(RANGES_FILE.emoji);
  const tests = Object.values(readRanges('emoji')).map(rangeTest);
  return [
    {
      name: 'noto-color-emoji',
      covers: (codePoint) => tests.some((test) => test(codePoint)),
      file: () => join(folder, 'files', 'noto-color-emoji-emoji-400-normal.woff2'),
    },
  ];
}

const folderName = (folder: string): string => folder.split(/[\\/]/).at(-1) ?? '';

const readRanges = (family: FamilyName): Record<string, string> =>
  JSON.parse(readFileSync(RANGES_FILE[family], 'utf8')) as Record<string, string>;

/** Reads a CSS `unicode-range` such as `U+0-7F,U+2014`. */
export function rangeTest(ranges: string): (codePoint: number) => boolean {
  const pairs = ranges.split(',').map((range) => {
    const [first = '', last = first] = range.trim().replace(/^U\+/i, '').split('-');
    return [parseInt(first, 16), parseInt(last, 16)] as const;
  });
  return (codePoint) => pairs.some(([first, last]) => codePoint >= first && codePoint <= last);
}

/**
 * Order in which families are searched for a character: the typeface, the language's own script, all others, symbols, and last emoji, which
 * contain digits.
 */
export function familyOrder(language: string, typeface: Typeface): FamilyName[] {
  // A character that a serif face lacks comes from the other serif face rather than a sans.
  const latin: FamilyName[] = typeface === 'serif' || typeface === 'slab' ? [typeface, 'serif', 'sans'] : [typeface, 'sans'];
  const scripts: FamilyName[] = ['sc', 'jp', 'kr', 'tc', 'arabic', 'hebrew', 'devanagari', 'thai'];
  return [...new Set<FamilyName>([...latin, ...ownScript(language), ...scripts, 'serif', 'symbols', 'moreSymbols', 'math', 'emoji'])];
}

// The family of the language's script. Chinese characters share code points across regions; the language selects the form.
function ownScript(language: string): FamilyName[] {
  const tag = language.toLowerCase();
  if (/^ja\b/.test(tag)) return ['jp'];
  if (/^ko\b/.test(tag)) return ['kr'];
  if (/^(zh|yue)\b/.test(tag)) return /hant|\b(tw|hk|mo)\b|^yue(?!.*hans)/.test(tag) ? ['tc'] : ['sc'];
  return [];
}
