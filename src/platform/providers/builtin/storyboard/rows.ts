import { baseLanguage } from '../../../catalogue/languages.ts';
import type { ContentOf, ListItem, ShownText } from '../../../media/card-content.ts';
import { columnsOf, withoutFullStop } from '../headings.ts';
import type { PlacedSentence } from '../headings.ts';
import { pictogramOf } from '../pictograms/nouns.ts';
import { isFunctionWord } from './function-words.ts';

const MAX_ITEM = 28;
const MAX_HEADING = 40;
/** Columns of an introduction; a shorter one is a pronoun: `It counts, tracks and measures.` */
const MIN_HEADING = 4;
const MIN_ITEMS = 3;
const MAX_ITEMS = 6;
const MAX_BARS = 8;

const AND: Readonly<Record<string, string>> = {
  ...{ en: 'and|or', de: 'und|oder', fr: 'et|ou', es: 'y|e|o', it: 'e|ed|o', pt: 'e|ou', nl: 'en|of', pl: 'i|oraz|lub', sv: 'och|eller' },
  ...{ tr: 've', ru: 'и|или', uk: 'і|й|та', el: 'και', id: 'dan|atau', vi: 'và' },
};
/** Words that may begin an item of a list, and with which its introduction does not end. */
const STARTS_ITEM =
  /(?:^|\s)(?:(?:a|an|the|some|two|three|four|five|six|ein|eine|einen|einer|zwei|drei|vier|un|une|des|deux|trois|una|unos|dos|tres|uno|due|tre|um|uma|dois|een|twee|drie|de|het)\s|\d)/giu;

/** Words that begin a clause before the main one: its comma separates no items. "Before a hike, check the weather and look for storms." */
const BEGINS_CLAUSE: Readonly<Record<string, RegExp>> = {
  en: /^(?:after|although|as|because|before|if|once|since|though|unless|until|when|whenever|where|while)\b/iu,
  de: /^(?:als|bevor|bis|da|damit|falls|nachdem|ob|obwohl|ohne|seit|sobald|solange|um|vor|während|weil|wenn|wo)\b/iu,
  fr: /^(?:après|avant|bien que|comme|dès|lorsque?|parce|pendant|puisque|quand|sans|si)(?=[\s'’])/iu,
  es: /^(?:antes|aunque|como|cuando|después|donde|mientras|para|porque|si|sin)(?=\s)/iu,
};

const trimmed = (text: string): string => text.trim().replace(/^[-*•]\s*/u, '');

/** The list in a sentence such as "You need A, B and C", or after a colon. */
export function listIn({ text, at }: PlacedSentence, language: string): ContentOf<'list'> | undefined {
  const line = withoutFullStop(text);
  if (BEGINS_CLAUSE[baseLanguage(language)]?.test(line)) return undefined;
  const parts = line.includes('、') ? chineseParts(line) : commaParts(line, baseLanguage(language));
  if (!parts || parts.length < MIN_ITEMS || parts.length > MAX_ITEMS) return undefined;
  const [first = '', ...rest] = parts;
  const [heading, firstItem] = introduction(first, rest[0] ?? '', language);
  const items = [firstItem, ...rest].map(trimmed);
  if (
    items.some((item) => item === '' || columnsOf(item) > MAX_ITEM) ||
    columnsOf(heading) > MAX_HEADING ||
    columnsOf(heading) < MIN_HEADING
  )
    return undefined;
  return { kind: 'list', heading: { text: heading, at }, items: placedItems(items, { text, at }, language, heading.length) };
}

function placedItems(items: readonly string[], { text, at }: PlacedSentence, language: string, from: number): ListItem[] {
  let cursor = from;
  return items.map((item) => {
    const found = text.indexOf(item, cursor);
    if (found >= 0) cursor = found + item.length;
    return { text: item, pictogram: pictogramOf(item, language), at: at === undefined || found < 0 ? undefined : at + found };
  });
}

function commaParts(line: string, base: string): string[] | undefined {
  const and = AND[base];
  if (and === undefined) return undefined;
  const parts = line.split(/,\s+|،\s*/u);
  const last = parts.pop() ?? '';
  // A conjunction joins the last two items, with or without a comma before it.
  const joined = new RegExp(`^(?:(.+?)\\s)?(?:${and})\\s+(.+)$`, 'u').exec(last);
  if (!joined || parts.length === 0 || /[;—–]/u.test(line)) return undefined;
  return [...parts, ...(joined[1] === undefined ? [] : [joined[1]]), joined[2] ?? ''];
}

function chineseParts(line: string): string[] | undefined {
  if (/[，；]/u.test(line)) return undefined;
  const parts = line.split('、');
  const last = parts.pop() ?? '';
  const joined = /^(.+?)(?:和|以及|与|或)(.+)$/u.exec(last);
  return joined ? [...parts, joined[1] ?? '', joined[2] ?? ''] : [...parts, last];
}

/** Separates the introduction from the first item. */
function introduction(first: string, second: string, language: string): readonly [string, string] {
  const colon = /[:：]\s*/u.exec(first);
  if (colon) return [first.slice(0, colon.index).trim(), first.slice(colon.index + colon[0].length)];
  const start = Array.from(first.matchAll(STARTS_ITEM)).at(-1);
  if (start && start.index > 0) return [first.slice(0, start.index).trim(), first.slice(start.index).trim()];
  // Items of a list are alike: the first one probably has as many words as the second one.
  const words = Array.from(new Intl.Segmenter(language, { granularity: 'word' }).segment(first)).filter(({ isWordLike }) => isWordLike);
  const count = Array.from(new Intl.Segmenter(language, { granularity: 'word' }).segment(second)).filter(
    ({ isWordLike }) => isWordLike,
  ).length;
  const at = words.at(-Math.max(1, count))?.index ?? 0;
  // `The CEO of IBM, …`: an item does not begin with a preposition.
  if (isFunctionWord(words.at(-Math.max(1, count))?.segment ?? '', baseLanguage(language))) return ['', first];
  return [first.slice(0, at).trim(), first.slice(at)];
}

/** A list from three or more consecutive sentences that are as short as items: the list items of a script, or a list in short sentences. */
export function shortLines(all: readonly PlacedSentence[], language: string): ContentOf<'list'> | undefined {
  const isItem = ({ text }: PlacedSentence): boolean => columnsOf(withoutFullStop(text)) <= MAX_ITEM && !/[?？!！"“”„«»]/u.test(text);
  const start = all.findIndex(isItem);
  const heading = start === 1 && columnsOf(withoutFullStop(all[0]?.text ?? '')) <= MAX_HEADING ? all[0] : undefined;
  const items = start < 0 ? [] : all.slice(start);
  if (start > 1 || (start === 1 && !heading) || items.length < MIN_ITEMS || items.length > MAX_ITEMS || !items.every(isItem))
    return undefined;
  return {
    kind: 'list',
    ...(heading && { heading: { text: withoutFullStop(heading.text).replace(/[:：]$/u, ''), at: heading.at } satisfies ShownText }),
    items: items.map(({ text, at }) => {
      const item = withoutFullStop(text).replace(/^\d{1,2}[.)]\s+/u, '');
      return { text: item, at, pictogram: pictogramOf(item, language) };
    }),
  };
}

const ROW =
  /^(?<label>[^,，]{1,30}), (?<shown>(?:[$€£¥]\s?)?(?<value>\d[\d.,\u00A0\u202F]*)(?:\s?[%\p{L}°²³/$€£]{1,12}(?:\s\p{L}{1,12})?)?)$/u;
const HEADER = /^[^,，\d]{1,30}, [^,，\d]{1,30}$/u;

/** A chart from the rows of a table as they are read out: "Jupiter, 95." Needs at least two rows with a number. */
export function chartIn(all: readonly PlacedSentence[]): ContentOf<'chart'> | undefined {
  const rows = all.map(({ text, at }) => ({ at, line: withoutFullStop(text), match: ROW.exec(withoutFullStop(text)) }));
  const bars = rows.flatMap(({ at, match }) => {
    const { label = '', shown = '', value = '' } = match?.groups ?? {};
    const number = numberOf(value);
    return match && Number.isFinite(number) ? [{ text: label, label: shown, value: number, at }] : [];
  });
  const others = rows.filter(({ match }) => !match);
  const [head] = others;
  if (
    bars.length < 2 ||
    bars.length > MAX_BARS ||
    others.length > 1 ||
    (head && !HEADER.test(head.line) && columnsOf(head.line) > MAX_HEADING)
  )
    return undefined;
  const heading = head && HEADER.test(head.line) ? head.line.slice(head.line.indexOf(', ') + 2) : head?.line;
  return { kind: 'chart', ...(heading !== undefined && { heading: { text: heading, at: head?.at } }), bars };
}

/** Reads both 1,234.5 and 1.234,5: the last separator is the decimal one unless three digits follow it. */
function numberOf(text: string): number {
  const plain = text.replace(/[\u00A0\u202F ]/gu, '').replace(/[.,]$/u, '');
  const decimal = /[.,](\d{1,2}|\d{4,})$/u.exec(plain);
  const whole = (decimal ? plain.slice(0, decimal.index) : plain).replace(/[.,]/gu, '');
  return Number(decimal ? `${whole}.${decimal[1]}` : whole);
}
