/** Text that must stay together on a line, with the white space after it. All runs joined in order are the text. */
export interface TextRun {
  readonly text: string;
  /** Width in the caller's unit, including trailing white space. */
  readonly width: number;
  /** Width without trailing white space, which does not count at the end of a line. */
  readonly inked: number;
}

// Scripts written without spaces, where a line may break between any two words.
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}、-〟！-～]/u;
// Kinsoku rules: characters that must not begin a line (closing marks, small kana, prolonged sound) or end one (opening marks).
const NEVER_FIRST =
  /^[\p{Pe}\p{Pf}\p{Mn}、。，．・：；？！!?,.:;%‰…‥～〜ー々〻ゝゞヽヾぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰ-ㇿｧ-ｰ゛゜ๆฯ”’»]/u;
const NEVER_LAST = /[\p{Ps}\p{Pi}“‘«¥￥＄$£€#]$/u;
const COUNTED = /\p{Nd}$/u;

const segmenters = new Map<string, Intl.Segmenter>();

/** A cached `Intl.Segmenter`; creating one costs a hundred times its use. An unknown language uses the root rules. */
function segmenter(language: string, granularity: 'grapheme' | 'word'): Intl.Segmenter {
  const key = `${language} ${granularity}`;
  let found = segmenters.get(key);
  if (!found) {
    found = new Intl.Segmenter(knownLocale(language), { granularity });
    segmenters.set(key, found);
  }
  return found;
}

function knownLocale(language: string): string {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? 'und';
  } catch {
    return 'und';
  }
}

/** Grapheme clusters, which people see as one character: `é`, or a family emoji. */
export const graphemes = (text: string): string[] => Array.from(segmenter('und', 'grapheme').segment(text), (part) => part.segment);

/** Divides a text at possible line breaks: after spaces and, in scripts without spaces, between words. All parts joined are the text. */
export function breakable(text: string, language: string): string[] {
  const parts: string[] = [];
  for (const { segment } of segmenter(language, 'word').segment(text)) {
    const last = parts.at(-1);
    if (last !== undefined && !mayBreak(last, segment)) parts[parts.length - 1] = last + segment;
    else parts.push(segment);
  }
  return parts;
}

function mayBreak(before: string, after: string): boolean {
  if (/^\s/u.test(after)) return false;
  if (/[^\S\u00A0\u202F]$/u.test(before)) return true;
  if (NEVER_FIRST.test(after) || NEVER_LAST.test(before)) return false;
  // A row of dashes counts as one mark.
  if (/[—–-]$/u.test(before) && /^[—–-]/u.test(after)) return false;
  if (/[—–]$/u.test(before)) return true;
  // A number must stay with its unit.
  if (COUNTED.test(before)) return false;
  return UNSPACED.test(lastCharacter(before)) || UNSPACED.test(firstCharacter(after));
}

const firstCharacter = (text: string): string => String.fromCodePoint(text.codePointAt(0) ?? 32);
const lastCharacter = (text: string): string => Array.from(text.slice(-2)).at(-1) ?? ' ';

/** Measures breakable parts; a part wider than `limit` is divided between graphemes, so that every run fits a line. */
export function textRunsOf(text: string, language: string, limit: number, measure: (text: string) => number): TextRun[] {
  return breakable(text, language).flatMap((part) => {
    const inked = measure(part.trimEnd());
    return inked <= limit ? [{ text: part, width: measure(part), inked }] : cutRun(part, limit, measure);
  });
}

function cutRun(part: string, limit: number, measure: (text: string) => number): TextRun[] {
  const pieces: TextRun[] = [];
  let text = '';
  const push = () => pieces.push({ text, width: measure(text), inked: measure(text.trimEnd()) });
  for (const grapheme of graphemes(part)) {
    if (text !== '' && measure((text + grapheme).trimEnd()) > limit) {
      push();
      text = '';
    }
    text += grapheme;
  }
  push();
  return pieces;
}

/** For each run, the index after the last run that fits on a line starting with it. */
export function lineReach(pieces: readonly TextRun[], limit: number): number[] {
  return pieces.map((_, start) => {
    let width = 0;
    let end = start;
    for (; end < pieces.length; end += 1) {
      const piece = pieces[end];
      if (!piece || (end > start && width + piece.inked > limit)) break;
      width += piece.width;
    }
    return end;
  });
}

/** The minimum number of lines of at most `limit` that hold all runs. */
export function fewestLines(pieces: readonly TextRun[], limit: number): number {
  const reach = lineReach(pieces, limit);
  let lines = 0;
  for (let at = 0; at < pieces.length; at = reach[at] ?? pieces.length) lines += 1;
  return lines;
}

/** Breaks runs into the minimum number of lines, as even as possible, ending lines at punctuation where that costs little by `costOf`. */
export function balancedLines(pieces: readonly TextRun[], limit: number, costOf: (before: string) => number = breakCost): string[] {
  const sums = [0];
  for (const piece of pieces) sums.push((sums.at(-1) ?? 0) + piece.width);
  const cost = (start: number, end: number): number => {
    const last = pieces[end - 1];
    if (!last) return Infinity;
    const width = (sums[end - 1] ?? 0) - (sums[start] ?? 0) + last.inked;
    if (end > start + 1 && width > limit) return Infinity;
    return (width / limit) ** 2 + (end < pieces.length ? costOf(last.text) / 4 : 0);
  };
  const cuts = partition(pieces.length, fewestLines(pieces, limit), cost) ?? [];
  return cuts.map((end, line) => textOf(pieces, cuts[line - 1] ?? 0, end).trimEnd());
}

/** Cost of ending a line or caption here, from 0 (sentence end) to 0.4 (a dangling article or preposition). */
export function breakCost(before: string): number {
  const text = before.trimEnd();
  if (/[.!?…。！？।؟]["'”’»)」』]*$/u.test(text)) return 0;
  if (/[,;:،؛、，；：—–]["'”’»)」』]*$/u.test(text)) return 0.05;
  return /^\p{Script=Latin}{1,3}$/u.test(text) ? 0.4 : 0.3;
}

export const textOf = (pieces: readonly TextRun[], start: number, end: number): string =>
  pieces
    .slice(start, end)
    .map((piece) => piece.text)
    .join('');

/**
 * Divides `count` items in order into exactly `groups` groups with the smallest sum of `cost(start, end)`. Returns the end of each group;
 * undefined when every division costs Infinity, or when there are fewer items than groups. A group that costs Infinity must cost it with more
 * items, too: the time depends on the longest group, and not on the count.
 */
export function partition(count: number, groups: number, cost: (start: number, end: number) => number): number[] | undefined {
  // best[end]: cheapest division of the first `end` items into the groups so far; cuts[group][end]: start of its last group.
  let best = Array.from({ length: count + 1 }, (_, end) => (end === 0 ? 0 : Infinity));
  const cuts: number[][] = [];
  for (let group = 0; group < groups; group += 1) {
    const next = Array<number>(count + 1).fill(Infinity);
    const begin = Array<number>(count + 1).fill(0);
    for (let end = group + 1; end <= count; end += 1) {
      for (let start = end - 1; start >= group; start -= 1) {
        const own = cost(start, end);
        if (own === Infinity) break;
        const sum = (best[start] ?? Infinity) + own;
        // Of equal divisions, the one whose last group is longest.
        if (sum < Infinity && sum <= (next[end] ?? Infinity)) {
          next[end] = sum;
          begin[end] = start;
        }
      }
    }
    best = next;
    cuts.push(begin);
  }
  if (!((best[count] ?? Infinity) < Infinity)) return undefined;
  const ends: number[] = [];
  for (let group = groups - 1, end = count; group >= 0; group -= 1) {
    ends.unshift(end);
    end = cuts[group]?.[end] ?? 0;
  }
  return ends;
}
