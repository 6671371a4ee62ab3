import type { BurnedInStyle } from '../../../platform/catalogue/caption-styles.ts';
import type { CaptionMoment } from '../../../platform/media/drawing.ts';
import type { CueWord } from './caption-words.ts';

/** A word of a caption, with the frames of the clip in which it is spoken; they may be before the clip or after it. */
export type ClipWord = Pick<CueWord, 'line' | 'start' | 'end'> & { readonly fromFrame: number; readonly toFrame: number };

/** A caption and the clip's frames that show it, from `fromFrame` up to but excluding `toFrame`. */
export interface ClipCaption {
  readonly lines: readonly string[];
  readonly fromFrame: number;
  readonly toFrame: number;
  /** Set where the scene shows a picture that may be bright, and the style has no box of its own. */
  readonly onPicture?: true;
  /** Omitted for styles that do not change while a caption is spoken. */
  readonly words?: readonly ClipWord[];
}

/** A stretch of the clip in which a caption looks the same. */
export interface CaptionStep extends CaptionMoment {
  readonly fromFrame: number;
  readonly toFrame: number;
}

/** Divides a caption into steps. They are in order, do not overlap, and may be empty or reach beyond the caption. */
type Divide = (caption: ClipCaption, words: readonly ClipWord[], fps: number) => readonly CaptionStep[];

/** Seconds of silence after which no word is marked. */
const UNMARKED_AFTER = 0.5;
/** Steps of a filling word in a second, at most: more are hardly seen, and each is a picture. */
const FILL_RATE = 15;
/** Seconds for which a word of its own is shown at least; shorter ones are shown with the next. */
const MIN_WORD = 0.2;
/** Columns that words shown together have at most. */
const MAX_TOGETHER = 12;

const whole: Divide = ({ lines, fromFrame, toFrame }) => [{ lines, fromFrame, toFrame }];

/** A word is marked until the next one begins, so that the mark does not blink between two words. */
const highlighted: Divide = ({ lines, fromFrame, toFrame }, words, fps) => {
  const steps: CaptionStep[] = [];
  let at = fromFrame;
  const until = (frame: number, spoken: CaptionStep['spoken']): void => {
    steps.push({ lines, fromFrame: at, toFrame: frame, ...(spoken && { spoken }) });
    at = Math.max(at, frame);
  };
  words.forEach(({ line, start, end, fromFrame: from, toFrame: to }, index) => {
    if (from > at) until(from, undefined);
    const next = words[index + 1]?.fromFrame ?? Infinity;
    until(next - to > UNMARKED_AFTER * fps ? to : next, [{ line, start, end, share: 1 }]);
  });
  until(toFrame, undefined);
  return steps;
};

const filling: Divide = ({ lines, fromFrame, toFrame }, words, fps) => {
  const stride = Math.max(1, Math.round(fps / FILL_RATE));
  const steps: CaptionStep[] = [];
  const shareOf = (word: ClipWord, frame: number): number =>
    Math.min(1, Math.max(0, (frame + 1 - word.fromFrame) / Math.max(1, word.toFrame - word.fromFrame)));
  let before = '';
  for (let frame = fromFrame; frame < toFrame; frame += stride) {
    // Words are in the order of the text and of the voice.
    const spoken = words.flatMap((word) => {
      const share = shareOf(word, frame);
      return share > 0 ? [{ line: word.line, start: word.start, end: word.end, share }] : [];
    });
    const now = `${spoken.length} ${spoken.at(-1)?.share ?? 0}`;
    const last = steps.at(-1);
    const end = Math.min(toFrame, frame + stride);
    if (last && now === before) steps[steps.length - 1] = { ...last, toFrame: end };
    else steps.push({ lines, fromFrame: frame, toFrame: end, spoken });
    before = now;
  }
  return steps;
};

const wordByWord: Divide = ({ lines, fromFrame, toFrame }, words, fps) => {
  const shown: { text: string; line: number; start: number; fromFrame: number }[] = [];
  for (const { line, start, end, fromFrame: from } of words) {
    const last = shown.at(-1);
    const text = lines[line] ?? '';
    const together = last && text.slice(last.start, end);
    const isBrief = last !== undefined && from - last.fromFrame < MIN_WORD * fps;
    if (last && isBrief && last.line === line && (together ?? '').length <= MAX_TOGETHER) last.text = together ?? '';
    else shown.push({ text: text.slice(start, end), line, start, fromFrame: from });
  }
  return shown.map(({ text, fromFrame: from }, index) => ({
    lines: [text],
    fromFrame: index === 0 ? Math.min(from, fromFrame) : from,
    toFrame: shown[index + 1]?.fromFrame ?? toFrame,
  }));
};

const DIVISIONS: Readonly<Record<BurnedInStyle, { readonly divide: Divide; readonly needsWords: boolean }>> = {
  classic: { divide: whole, needsWords: false },
  plain: { divide: whole, needsWords: false },
  highlight: { divide: highlighted, needsWords: true },
  karaoke: { divide: filling, needsWords: true },
  'one-word': { divide: wordByWord, needsWords: true },
};

/** Whether the pictures of a style depend on when each word is spoken. */
export const needsWords = (style: BurnedInStyle): boolean => DIVISIONS[style].needsWords;

/** What captions look like frame by frame: steps in order that do not overlap, each within its caption. */
export const captionSteps = (style: BurnedInStyle, captions: readonly ClipCaption[], fps: number): readonly CaptionStep[] =>
  captions.flatMap((caption) => {
    // A caption without a word, such as a dash, looks the same all the time.
    const { words = [], onPicture } = caption;
    const steps = words.length === 0 ? whole(caption, words, fps) : DIVISIONS[style].divide(caption, words, fps);
    return steps.flatMap((step) => {
      const fromFrame = Math.max(step.fromFrame, caption.fromFrame);
      const toFrame = Math.min(step.toFrame, caption.toFrame);
      return fromFrame < toFrame ? [{ ...step, fromFrame, toFrame, ...(onPicture && { onPicture }) }] : [];
    });
  });
