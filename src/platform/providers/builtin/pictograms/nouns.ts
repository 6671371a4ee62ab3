import { baseLanguage } from '../../../catalogue/languages.ts';
import { LIVING } from './living.ts';
import { NATURE } from './nature.ts';
import { WORKS } from './works.ts';

const COLUMNS = ['en', 'de', 'zh'] as const;

/** Pictograms of words that are in most texts, whatever they are about. */
const GENERAL: ReadonlySet<string> = new Set(['user', 'users-three', 'clock', 'calendar']);
/** English nouns that are as often words for an action: "astronauts train for years". */
const ACTIONS =
  /^(?:bloom|blossom|book|bridge|crowd|crown|exercise|experiment|film|fire|fish|flag|flower|fuel|graduate|hammer|hike|judge|litter|lock|mail|market|phone|photograph|plant|plug|present|program|rain|repair|ship|shop|shower|sleep|snow|star|step|storm|target|thread|tire|toast|tower|train|water|wave)$/iu;
/** Words before a noun, but not before a word for an action. */
const BEFORE_NOUN = /^(?:a|an|the|this|that|each|every|no|some|any|my|your|his|her|its|our|their|by|of|in|on|at|with|from)$/iu;

/** A noun of a text that has a pictogram. */
export interface FoundNoun {
  readonly pictogram: string;
  /** Characters of the text that the noun covers. */
  readonly start: number;
  readonly end: number;
}

interface Nouns {
  /** Pictogram by noun; Latin nouns are in the case in which they are looked up. */
  readonly byNoun: ReadonlyMap<string, string>;
  /** Words of the longest noun. */
  readonly longest: number;
}

const tables = new Map<string, Nouns>();

/** The names of all pictograms. */
export const PICTOGRAM_NAMES: readonly string[] = [...new Set(rows().map(([name]) => name))];

function rows(): (readonly [string, readonly string[]])[] {
  return [NATURE, LIVING, WORKS].flatMap((theme) =>
    theme
      .trim()
      .split('\n')
      .map((row) => {
        const [name = '', nouns = ''] = row.split(/:\s*/, 2);
        return [name, nouns.split('|').map((column) => column.trim())] as const;
      }),
  );
}

function nounsOf(language: string): Nouns | undefined {
  const column = COLUMNS.findIndex((one) => one === baseLanguage(language));
  if (column < 0) return undefined;
  let found = tables.get(language);
  if (!found) {
    const pairs = rows().flatMap(([name, columns]) =>
      (columns[column] ?? '').split(/\s*,\s*/).map((noun) => [keyOf(noun, language), name] as const),
    );
    // If several rows have a noun, the first one counts.
    found = { byNoun: new Map(pairs.toReversed()), longest: Math.max(...pairs.map(([noun]) => noun.split(' ').length)) };
    tables.set(language, found);
  }
  return found;
}

/** The form in which a noun is looked up. German nouns keep their capital, which distinguishes them from other words. */
const keyOf = (noun: string, language: string): string => (baseLanguage(language) === 'de' ? noun : noun.toLowerCase());

/** The word itself, and nouns of which it may be a form. */
function formsOf(word: string, language: string): string[] {
  const key = keyOf(word, language);
  if (baseLanguage(language) === 'en')
    return [
      key,
      key.replace(/['’]s$/u, ''),
      key.replace(/ies$/, 'y'),
      key.replace(/(?<=s|x|ch|sh|o)es$/, ''),
      key.replace(/(?<=\w\w[^s])s$/, ''),
    ];
  return baseLanguage(language) === 'de'
    ? [key, key.replace(/(?<=...)(?:e[nrs]?|n|s|es|nen)$/u, ''), key.replace(/(?<=..e)[nrs]$/u, '')]
    : [key];
}

/** The pictogram of the first noun that says what a text is about; of any noun where none does. */
export function pictogramOf(text: string, language: string): string | undefined {
  const nouns = nounsIn(text, language);
  const telling = nouns.find(({ pictogram, start, end }) => !GENERAL.has(pictogram) && !mayBeAction(text, start, end, language));
  return (telling ?? nouns[0])?.pictogram;
}

function mayBeAction(text: string, start: number, end: number, language: string): boolean {
  if (baseLanguage(language) !== 'en' || !ACTIONS.test(text.slice(start, end))) return false;
  const before = /(\p{L}+)\s+$/u.exec(text.slice(0, start))?.[1];
  return before === undefined || !BEFORE_NOUN.test(before);
}

/** The nouns of a text that have a pictogram, in order. Empty for a language without a list. */
export function nounsIn(text: string, language: string): FoundNoun[] {
  const nouns = nounsOf(language);
  if (!nouns) return [];
  const words = Array.from(new Intl.Segmenter(language, { granularity: 'word' }).segment(text)).filter(({ isWordLike }) => isWordLike);
  const found: FoundNoun[] = [];
  for (let at = 0; at < words.length; at += 1) {
    for (let count = nouns.longest; count > 0; count -= 1) {
      const last = words[at + count - 1];
      const first = words[at];
      if (!first || !last) continue;
      const [start, end] = [first.index, last.index + last.segment.length];
      const pictogram = formsOf(text.slice(start, end), language)
        .map((form) => nouns.byNoun.get(form))
        .find((name) => name !== undefined);
      if (pictogram === undefined) continue;
      found.push({ pictogram, start, end });
      at += count - 1;
      break;
    }
  }
  return found;
}
