import type { CardContent, ContentOf, Span } from '../../../media/card-content.ts';
import { headingOf, placedSentences, withoutFullStop } from '../headings.ts';
import type { PlacedSentence } from '../headings.ts';
import { nounsIn, pictogramOf } from '../pictograms/nouns.ts';
import { numbersIn } from './numbers.ts';
import { quoteIn } from './quotes.ts';
import { chartIn, listIn, shortLines } from './rows.ts';
import { timelineIn, yearIn } from './years.ts';

export interface SceneWords {
  readonly narration: string;
  /** Heading from a script provider or a person; shown when the narration gives no card of its own. */
  readonly heading: string;
  readonly filmTitle: string;
  /** BCP 47 tag. */
  readonly language: string;
  /** Position of the scene, from 0; the first scene shows the title. */
  readonly position: number;
}

const MAX_KEYS = 2;

/**
 * Chooses the card of a scene by rules from its words. The first that applies: a chart of table rows, years, a list, a quotation, two
 * numbers, one number, a question or statement, else no words. Everything that is shown is complete and verbatim.
 */
export function chooseCard({ narration, heading, filmTitle, language, position }: SceneWords): CardContent {
  if (position === 0) return { kind: 'title', text: filmTitle };
  const all = placedSentences(narration, language);
  return (
    chartIn(all) ??
    timelineIn(all, narration) ??
    first(all, (sentence) => listIn(sentence, language)) ??
    shortLines(all, language) ??
    quoteIn(narration, language) ??
    first(all, (sentence) => comparisonIn(sentence, language)) ??
    first(all, (sentence) => numberIn(sentence, language, 1)) ??
    yearIn(all, narration) ??
    statementOf(narration, heading, language) ??
    first(all, (sentence) => numberIn(sentence, language, Infinity)) ?? {
      kind: 'plain',
      pictogram: pictogramOf(narration, language),
    }
  );
}

function first<Content>(all: readonly PlacedSentence[], find: (sentence: PlacedSentence) => Content | undefined): Content | undefined {
  for (const sentence of all) {
    const found = find(sentence);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A comparison of two numbers of things in one sentence. */
function comparisonIn({ text, at }: PlacedSentence, language: string): ContentOf<'comparison'> | undefined {
  const [left, right, third] = numbersIn(text, language);
  if (!left || !right || third || left.end >= right.start) return undefined;
  // "Forty kilometres away … every five seconds" measures one thing; numbers of two things are close to each other.
  const between = text.slice(left.end, right.start).trim();
  if (between.split(/\s+/u).length > 3 || /[.!?;:(。！？；：（]/u.test(between)) return undefined;
  const placed = (side: typeof left) => ({ ...shown(side), at: at === undefined ? undefined : at + side.start });
  return { kind: 'comparison', sides: [placed(left), placed(right)] };
}

const shown = ({ start: _start, end: _end, ...number }: ReturnType<typeof numbersIn>[number]) => number;

/** The first number of a sentence, if it has at most `most` numbers. */
function numberIn({ text, at }: PlacedSentence, language: string, most: number): ContentOf<'number'> | undefined {
  const numbers = numbersIn(text, language);
  const [number] = numbers;
  if (!number || numbers.length > most) return undefined;
  const pictogram = number.pictogram ?? pictogramOf(text, language);
  return { kind: 'number', ...shown(number), pictogram, at: at === undefined ? undefined : at + number.start };
}

function statementOf(narration: string, given: string, language: string): CardContent | undefined {
  const found = headingOf(narration, language);
  // Words that are not in the narration were written as a heading by somebody.
  const isOwn = given !== '' && !narration.includes(withoutFullStop(given));
  const pictogram = pictogramOf(isOwn ? given : (found?.text ?? narration), language) ?? pictogramOf(narration, language);
  if (isOwn) return { kind: 'statement', text: given, keys: keysIn(given, language), pictogram };
  if (!found) return undefined;
  const { text, at } = found;
  return { kind: found.kind === 'question' ? 'question' : 'statement', text, at, keys: keysIn(text, language), pictogram };
}

/** The key words of a statement: its numbers with their nouns, else the first nouns that have a pictogram. */
function keysIn(text: string, language: string): Span[] {
  const numbers = numbersIn(text, language).map(({ start, end }) => ({ start, end }));
  const keys = numbers.length > 0 ? numbers : nounsIn(text, language);
  return keys.slice(0, MAX_KEYS).map(({ start, end }) => ({ start, end }));
}

/** The words that a card shows in large letters, in reading order. */
export function shownWords(content: CardContent): string {
  switch (content.kind) {
    case 'title':
    case 'statement':
    case 'question':
    case 'quote':
      return content.text;
    case 'list':
      return [content.heading?.text ?? '', ...content.items.map(({ text }) => text)].join(' ');
    // Numbers and rows contain less than the sentence that they come from, so captions still show it.
    default:
      return '';
  }
}
