import type { ContentOf, TimelinePoint } from '../../../media/card-content.ts';
import { columnsOf, withoutFullStop } from '../headings.ts';
import type { PlacedSentence } from '../headings.ts';

const YEAR =
  /(?<![\p{L}\d.,/-])(?:1[0-9]\d\d|20\d\d)(?![\d/]|[.,]\d|-\p{L}|\s?(?:%|km|kg|m\b|meters|metres|people|men|women|Menschen|Meter))/gu;
const CHINESE_YEAR = /(?<!\d)(?:1[0-9]\d\d|20\d\d)(?=年)/gu;
const MAX_LABEL = 44;
const MAX_POINTS = 5;

/** A year at the beginning of a clause, with its preposition; the next pattern is for one at its end. */
const AT_START =
  /^(?:(?:in|im Jahr(?:e)?|im|en|nel|em|anno|by|since|seit|after|nach|and|und|et|y|e|but|aber)\s+)*(?<year>\d{4})年?\s*[,，:–—-]?\s*(?<label>.+)$/iu;
const AT_END =
  /^(?:(?:and|und|et|y|e|but|aber)\s+)?(?<label>.+?)\s*(?:\s(?:in|im Jahr(?:e)?|im|en|nel|em|by|since|seit)\s)?(?<year>\d{4})$/iu;

/** The day and month of a date, whose year is no event: `1 Dec`, `1er janvier`, `1.º de mayo de`. */
const DATE = /\d{1,2}(?:\p{Ll}{1,2}|[.º]{1,2})?\s(?:(?:of|de)\s)?\p{L}{3,}\.?(?:\sde)?,?$/u;
/** Four digits that count what follows: `1500 Euro`, `1200 soldiers`. */
const COUNTS =
  /^\d{4}\s(?:(?:Euro|Meter|Meilen|Menschen|Franken|Dollar|Kilometer|Stück|Mark)(?!\p{L})|(?!(?:was|is|has|does|brings|sees|marks|begins|ends)\s)\p{Ll}+s(?!\p{L}))/u;

/** A year and its event, if the clause consists of exactly these. */
function pointOf(clause: string): { readonly text: string; readonly label: string } | undefined {
  const line = withoutFullStop(clause.trim());
  if ((line.match(YEAR) ?? line.match(CHINESE_YEAR) ?? []).length !== 1) return undefined;
  const { year, label } = (AT_START.exec(line) ?? AT_END.exec(line))?.groups ?? {};
  if (
    year === undefined ||
    label === undefined ||
    !/^\p{L}/u.test(label) ||
    /[.!?]\s|\d[.,]?$/u.test(label) ||
    DATE.test(label) ||
    COUNTS.test(line) ||
    columnsOf(label) > MAX_LABEL ||
    columnsOf(label) < 4
  )
    return undefined;
  return { text: year, label: label.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase()).replace(/[,;，；]$/u, '') };
}

function pointsIn({ text, at }: PlacedSentence): TimelinePoint[] {
  // Whole sentences if they have one year, else their clauses. The segmenter joins a sentence that begins with a year to the previous one.
  const clauses = pointOf(text) ? [text] : text.split(/(?<=[,;，；])\s*|(?<=\p{L}\.)\s+(?=\d{4})/u);
  let from = 0;
  return clauses.flatMap((clause) => {
    const start = text.indexOf(clause, from);
    from = start + clause.length;
    const point = pointOf(clause.replace(/[,;，；]\s*$/u, ''));
    return point ? [{ ...point, at: at === undefined ? undefined : at + start }] : [];
  });
}

/** Number of years in a narration, in whatever form they are written. */
const yearsIn = (narration: string): number =>
  new Set([...narration.matchAll(YEAR), ...narration.matchAll(CHINESE_YEAR)].map(([year]) => year)).size;

/** Two or more years with their events, in order. Undefined when a year of the narration would be missing. */
export function timelineIn(all: readonly PlacedSentence[], narration: string): ContentOf<'timeline'> | undefined {
  const points = all.flatMap(pointsIn);
  const isOrdered = points.every(({ text }, index) => index === 0 || Number(text) > Number(points[index - 1]?.text));
  return points.length >= 2 && points.length <= MAX_POINTS && isOrdered && yearsIn(narration) === points.length
    ? { kind: 'timeline', points }
    : undefined;
}

/** One year, with its event in a whole sentence. */
export function yearIn(all: readonly PlacedSentence[], narration: string): ContentOf<'number'> | undefined {
  if (yearsIn(narration) !== 1) return undefined;
  const [point] = all.flatMap((sentence) => (pointOf(sentence.text) ? pointsIn(sentence) : []));
  return point && { kind: 'number', ...point };
}
