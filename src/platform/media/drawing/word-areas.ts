import bidiFactory from 'bidi-js';
import type { SpokenPart } from '../drawing.ts';
import { plainLine, prepare, ruler } from './typesetting.ts';
import type { SetText } from './typesetting.ts';

const bidi = bidiFactory();

/** A stretch of a line, in pixels from its left edge. */
export interface Stretch {
  readonly left: number;
  readonly right: number;
}

/** Characters in one direction that are beside each other on the screen. */
interface Run extends Stretch {
  /** UTF-16 units of the line. */
  readonly start: number;
  readonly end: number;
  readonly isRtl: boolean;
}

/** Measures characters in their direction, with the font of the line. */
type Measure = (part: string, isRtl: boolean) => number;

/** A line that is ready to tell where its words are. */
export interface WordLine {
  readonly width: number;
  /** Where a part is: more than one stretch where it has characters of both directions. In the order of reading. */
  areas(part: Pick<SpokenPart, 'start' | 'end' | 'share'>): readonly Stretch[];
}

/**
 * Finds the words of a line on the screen. `raw` is the line before it was made plain, which parts refer to. The line is painted as a whole
 * and its words through these stretches: letters that are drawn word by word lose their joins and their order in right-to-left text.
 */
export function wordLine(raw: string, { lines: [line = ''], ...text }: SetText): WordLine {
  const measure: Measure = (part, isRtl) => {
    prepare(ruler, { ...text, direction: isRtl ? 'rtl' : 'ltr' });
    return part === '' ? 0 : ruler.measureText(part).width;
  };
  const width = measure(line, text.direction === 'rtl');
  const runs = runsOf(line, text.direction, measure, width);
  // The mark at the end keeps the white space before it, which is trimmed from a line.
  const plainAt = (unit: number): number => Math.min(line.length, plainLine(`${raw.slice(0, unit)}|`).length - 1);
  return {
    width,
    areas: ({ start, end, share }) => {
      const [from, to] = [plainAt(start), plainAt(end)];
      const logical = runs.toSorted((one, other) => one.start - other.start);
      const found = logical.flatMap((run) => stretchIn(line, run, Math.max(from, run.start), Math.min(to, run.end), measure));
      return filled(found, share);
    },
  };
}

interface DirectedStretch extends Stretch {
  readonly isRtl: boolean;
}

/** The runs of a line from left to right on the screen, by the Unicode bidirectional algorithm. */
function runsOf(line: string, direction: 'ltr' | 'rtl', measure: Measure, width: number): readonly Run[] {
  const embedding = bidi.getEmbeddingLevels(line, direction);
  const runs: { start: number; end: number; isRtl: boolean }[] = [];
  let level = -1;
  for (const unit of bidi.getReorderedIndices(line, embedding)) {
    const last = runs.at(-1);
    const own = embedding.levels[unit] ?? 0;
    if (last && own === level && (unit === last.end || unit === last.start - 1)) {
      last.start = Math.min(last.start, unit);
      last.end = Math.max(last.end, unit + 1);
    } else runs.push({ start: unit, end: unit + 1, isRtl: own % 2 === 1 });
    level = own;
  }
  const widths = runs.map(({ start, end, isRtl }) => measure(line.slice(start, end), isRtl));
  // Kerning between runs makes the line a little narrower or wider than its runs.
  const total = widths.reduce((sum, one) => sum + one, 0);
  const scale = total > 0 ? width / total : 1;
  let left = 0;
  return runs.map((run, index) => {
    const own = left;
    left += (widths[index] ?? 0) * scale;
    const { start, end, isRtl } = run;
    return { start, end, isRtl, left: own, right: left };
  });
}

function stretchIn(line: string, run: Run, from: number, to: number, measure: Measure): readonly DirectedStretch[] {
  if (from >= to) return [];
  const { start, isRtl, left, right } = run;
  const before = measure(line.slice(start, from), isRtl);
  const until = measure(line.slice(start, to), isRtl);
  return [isRtl ? { left: right - until, right: right - before, isRtl } : { left: left + before, right: left + until, isRtl }];
}

/** The first `share` of stretches, each filled in its own direction. */
function filled(stretches: readonly DirectedStretch[], share: number): readonly Stretch[] {
  let rest = stretches.reduce((sum, { left, right }) => sum + right - left, 0) * Math.min(1, share);
  return stretches.flatMap(({ left, right, isRtl }) => {
    const own = Math.min(rest, right - left);
    rest -= own;
    if (own <= 0) return [];
    return [isRtl ? { left: right - own, right } : { left, right: left + own }];
  });
}
