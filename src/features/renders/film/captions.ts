import { balancedLines, breakCost, graphemes, lineReach, partition, textRunsOf, textOf } from '../../../platform/text/lines.ts';
import { endsOpen } from '../../../platform/text/sentences.ts';
import type { TextRun } from '../../../platform/text/lines.ts';
import { captionMeasure, isTall } from '../../../platform/media/drawing.ts';
import type { Cue, FilmSpec } from './film-spec.ts';
import { readingSpeed } from './reading.ts';

/** A spoken phrase with its times, in milliseconds from the start of the film or scene. */
export interface FilmPhrase {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** Properties of a film that the breaking of captions depends on. */
export type CaptionFrame = Pick<FilmSpec, 'language' | 'width' | 'height' | 'fps' | 'captionSize'>;

const MIN_CUE_MS = 5000 / 6;
const MAX_CUE_MS = 7000;
const LINGER_MS = 500;
const OPEN_GAP_MS = 500;
const GAP_FRAMES = 2;
const LINES = 2;
/** A line of a tall frame holds three words or so: more lines let a caption say as much as on a wide one. */
const TALL_LINES = 3;

/** A caption before line breaking; times are those of its speech. */
type Draft = FilmPhrase;

/** The end of the captions, and the start of those of the next scene, if it has any. Milliseconds, like the phrases. */
export interface CaptionEnd {
  readonly durationMs: number;
  readonly nextMs?: number | undefined;
}

/**
 * Plans captions for phrases in order; times in milliseconds within `durationMs`. Each caption has at most two balanced lines, or three on a tall frame, starts with
 * its first sound, and is shown for 5/6 to 7 s where the speech allows it, and at most half a second beyond its last sound. Two captions
 * are 2 frames or at least half a second apart. All times are on frames. No word is lost or changed. Captions are planned per scene and
 * never cross a cut.
 */
export function planCues(phrases: readonly FilmPhrase[], frame: CaptionFrame, end: CaptionEnd): Cue[] {
  const measure = lineMeasure(frame);
  const spoken = phrases.map((phrase) => ({ ...phrase, text: phrase.text.replace(/\s+/g, ' ').trim() })).filter(({ text }) => text !== '');
  const drafts = joinShort(
    spoken.flatMap((phrase) => splitPhrase(phrase, measure)),
    measure,
  );
  return timed(drafts, frame.fps, end).map(({ startMs, endMs, text }) => ({ startMs, endMs, lines: breakLines(text, measure) }));
}

interface LineMeasure {
  readonly language: string;
  /** Columns: half the width of a Chinese character, about one Latin letter. */
  readonly limit: number;
  /** Lines of a caption. */
  readonly lines: number;
}

// Columns per line, by language.
const LIMITS: readonly (readonly [RegExp, number])[] = [
  [/^ja\b/i, 26],
  [/^(zh|yue|ko)\b/i, 32],
  [/^th\b/i, 35],
];
const USUAL_LIMIT = 42;
// Width of a Latin letter in ems, spaces included; generous, so that lines rarely have to shrink.
const LETTER_EMS = 0.56;
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303F\uFF01-\uFF60\uFFE0-\uFFE6]/u;

/** Columns of a line: the language's limit, or fewer on a narrow frame. */
function lineMeasure({ language, width, height, captionSize }: CaptionFrame): LineMeasure {
  const { size, lineWidth } = captionMeasure(width, height, captionSize);
  const limit = LIMITS.find(([pattern]) => pattern.test(language))?.[1];
  const ems = lineWidth / size;
  const fitting = Math.floor(limit === undefined || limit === 35 ? ems / LETTER_EMS : ems * 2);
  return { language, limit: Math.min(limit ?? USUAL_LIMIT, fitting), lines: isTall(width, height) ? TALL_LINES : LINES };
}

/** Width of text in columns; accents and vowel signs have none. */
export const columns = (text: string): number => graphemes(text).reduce((sum, character) => sum + (WIDE.test(character) ? 2 : 1), 0);

const piecesFor = (text: string, { language, limit }: LineMeasure): TextRun[] => textRunsOf(text, language, limit, columns);

const breakLines = (text: string, measure: LineMeasure): string[] =>
  balancedLines(piecesFor(text, measure), measure.limit, (before) => cutCost(before, measure));

/** Penalty of a line or caption that ends with an ordinal or an abbreviation, which happens only when nothing else fits. */
const MISLEADING = 100;

const cutCost = (before: string, { language }: LineMeasure): number =>
  endsOpen(before.trimEnd(), language) ? MISLEADING : breakCost(before);

const fitsOneCaption = (text: string, measure: LineMeasure): boolean => breakLines(text, measure).length <= measure.lines;

/** Splits a phrase into captions that fit their lines and 7 s, as evenly as possible, at punctuation where that costs little. */
function splitPhrase(phrase: FilmPhrase, measure: LineMeasure): Draft[] {
  const pieces = piecesFor(phrase.text, measure);
  const reach = lineReach(pieces, measure.limit);
  const costs = pieces.map(({ text }) => cutCost(text, measure));
  const sums = [0];
  for (const piece of pieces) sums.push((sums.at(-1) ?? 0) + piece.width);
  const total = sums.at(-1) ?? 0;
  const duration = phrase.endMs - phrase.startMs;
  const width = (start: number, end: number): number => (sums[end] ?? 0) - (sums[start] ?? 0);
  const fits = (start: number, end: number): boolean => {
    let reached = start;
    for (let line = 0; line < measure.lines; line += 1) reached = reach[reached] ?? reached;
    return end <= reached && (end === start + 1 || (width(start, end) / total) * duration <= MAX_CUE_MS);
  };
  for (let groups = fewestGroups(pieces.length, fits); groups <= pieces.length; groups += 1) {
    const even = total / groups;
    const cuts = partition(pieces.length, groups, (start, end) =>
      fits(start, end) ? (width(start, end) / even - 1) ** 2 + (end < pieces.length ? (costs[end - 1] ?? 0) : 0) : Infinity,
    );
    if (!cuts) continue;
    return cuts.map((end, index) => {
      const start = cuts[index - 1] ?? 0;
      const at = (piece: number): number => phrase.startMs + (width(0, piece) / total) * duration;
      return { text: textOf(pieces, start, end), startMs: at(start), endMs: at(end) };
    });
  }
  return [phrase];
}

/** The number of groups when each takes all that fits. Trying fewer takes seconds for a text of thousands of characters. */
function fewestGroups(count: number, fits: (start: number, end: number) => boolean): number {
  let groups = 0;
  for (let start = 0; start < count; groups += 1) {
    let end = start + 1;
    while (end < count && fits(start, end + 1)) end += 1;
    start = end;
  }
  return groups;
}

/** Merges a caption that would be shown too briefly with the next or the previous one, when both fit. */
function joinShort(drafts: readonly Draft[], measure: LineMeasure): Draft[] {
  const joined: Draft[] = [];
  for (const draft of drafts) {
    const before = joined.at(-1);
    const both = before && (isShort(before) || isShort(draft)) ? joinedDraft(before, draft, measure) : undefined;
    if (both) joined[joined.length - 1] = both;
    else joined.push(draft);
  }
  return joined;
}

const isShort = ({ startMs, endMs }: Draft): boolean => endMs - startMs < MIN_CUE_MS;

const WRITTEN_WITHOUT_SPACES = /^(zh|yue|ja|th|lo|km|my)\b/i;

function joinedDraft(first: Draft, second: Draft, measure: LineMeasure): Draft | undefined {
  if (second.startMs - first.endMs >= OPEN_GAP_MS || second.endMs - first.startMs > MAX_CUE_MS) return undefined;
  const between = WRITTEN_WITHOUT_SPACES.test(measure.language) ? '' : ' ';
  const text = first.text.trimEnd() + between + second.text;
  return fitsOneCaption(text, measure) ? { text, startMs: first.startMs, endMs: second.endMs } : undefined;
}

/** Converts speech times to caption times on whole frames. Where captions are denser than frames, they share them. */
function timed(drafts: readonly Draft[], fps: number, { durationMs, nextMs }: CaptionEnd): Draft[] {
  const lastFrame = Math.max(1, frames(durationMs, fps));
  const first = Math.min(frames(drafts[0]?.startMs ?? 0, fps), lastFrame - 1);
  const shown = shared(drafts, lastFrame - first);
  const starts = startFrames(shown, first, fps, lastFrame);
  const afterAll = nextMs === undefined ? undefined : frames(nextMs, fps);
  return shown.map(({ text, endMs }, index) => {
    const start = starts[index] ?? first;
    const next = starts[index + 1] ?? afterAll;
    const spoken = Math.round((endMs * fps) / 1000);
    const end = Math.min(outFrame(start, spoken, next, fps), start + frames(MAX_CUE_MS, fps), lastFrame);
    return { text, startMs: (start * 1000) / fps, endMs: (end * 1000) / fps };
  });
}

/** The frame at which each caption starts: with its first sound, and at least one frame after the previous one and before the end. */
function startFrames(drafts: readonly Draft[], first: number, fps: number, lastFrame: number): number[] {
  const starts: number[] = [];
  for (const { startMs } of drafts) starts.push(Math.max(frames(startMs, fps), (starts.at(-1) ?? first - 1) + 1));
  for (let index = starts.length - 1, limit = lastFrame; index >= 0; index -= 1) {
    limit = Math.min(starts[index] ?? 0, limit - 1);
    starts[index] = limit;
  }
  return starts;
}

/**
 * Reduces the captions to at most this number: neighbours are merged, with as many lines as they need. A scene of readable words never has
 * so many.
 */
function shared(drafts: readonly Draft[], atMost: number): readonly Draft[] {
  if (drafts.length <= atMost) return drafts;
  const cutAt = (index: number): number => Math.round((index * drafts.length) / atMost);
  return Array.from({ length: atMost }, (_, index) => {
    const together = drafts.slice(cutAt(index), cutAt(index + 1));
    const text = together.map((draft) => draft.text).join(' ');
    return { text, startMs: together[0]?.startMs ?? 0, endMs: together.at(-1)?.endMs ?? 0 };
  });
}

// The small summand keeps a time on a frame from being rounded down to the previous frame.
const frames = (ms: number, fps: number): number => Math.floor((ms * fps) / 1000 + 1e-6);

/** End frame of a caption: right before the next one, or clearly separated from it. */
function outFrame(start: number, spoken: number, next: number | undefined, fps: number): number {
  const shortest = start + Math.ceil((MIN_CUE_MS * fps) / 1000 - 1e-6);
  const wanted = Math.max(spoken + frames(LINGER_MS, fps), shortest);
  if (next === undefined) return wanted;
  const close = next - GAP_FRAMES;
  const apart = Math.min(wanted, next - Math.ceil((OPEN_GAP_MS * fps) / 1000));
  return wanted >= close || apart < Math.max(spoken, shortest) ? Math.max(close, start + 1) : apart;
}

export interface ReadingSpeedWarning {
  /** Index of the cue, counted from 0. */
  readonly cue: number;
  readonly charactersPerSecond: number;
  readonly limit: number;
}

/** Captions that are too fast for most people. Narration is never cut for them. */
export function readingSpeedWarnings(cues: readonly Cue[], language: string): ReadingSpeedWarning[] {
  const limit = readingSpeed(language);
  return cues.flatMap(({ lines, startMs, endMs }, cue) => {
    const characters = lines.reduce((sum, line) => sum + graphemes(line).length, 0);
    const charactersPerSecond = (characters * 1000) / (endMs - startMs);
    return charactersPerSecond > limit ? [{ cue, charactersPerSecond, limit }] : [];
  });
}
