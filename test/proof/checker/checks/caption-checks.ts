import type { Checks } from '../check-film.ts';
import type { Cue } from '../vtt.ts';

/** Letters, marks and digits: captions break lines, and marks of a list are no words. */
const lettersOf = (text: string): string => text.normalize('NFC').replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '');

const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\uFF01-\uFF60]/u;
const columns = (line: string): number =>
  [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(line)].reduce(
    (sum, { segment }) => sum + (WIDE.test(segment) ? 2 : 1),
    0,
  );

/** Columns of a line. */
const widest = (language: string): number =>
  language.startsWith('ja') ? 26 : /^(zh|ko)/.test(language) ? 32 : language.startsWith('th') ? 35 : 42;
/** Characters a second. */
const fastest = (language: string): number => (/^(zh|ja)/.test(language) ? 9 : language.startsWith('ko') ? 12 : 20);

const SHORTEST_MS = 600;
const LONGEST_MS = 7_000;
const APART_MS = 500;
const CLOSE_FRAMES = 2;
/** Times of WebVTT are whole milliseconds. */
const ROUNDED_MS = 2;

const at = ({ startMs, endMs, lines }: Cue): string => `${startMs}–${endMs} ms “${lines.join(' / ')}”`;

export const captionChecks: Checks = {
  captionText: ({ cues, planned }) => {
    const [found, expected] = [lettersOf(cues.flatMap(({ lines }) => lines).join(' ')), lettersOf(planned.words)];
    if (found === expected) return undefined;
    const from = [...found].findIndex((letter, index) => letter !== [...expected][index]);
    return `different from “${found.slice(Math.max(0, from - 5), from + 20)}” on, where “${expected.slice(Math.max(0, from - 5), from + 20)}” was asked for`;
  },
  captionOrder: ({ cues, planned }) => {
    const wrong = cues.find(
      ({ startMs, endMs }, index) => endMs <= startMs || startMs < (cues[index - 1]?.endMs ?? 0) || endMs > planned.durationMs + ROUNDED_MS,
    );
    return wrong && at(wrong);
  },
  captionGaps: ({ cues, planned }) => {
    const close = (CLOSE_FRAMES * 1_000) / planned.fps;
    const wrong = cues.find(({ startMs }, index) => {
      const before = cues[index - 1];
      if (!before || before.endMs - before.startMs >= LONGEST_MS - APART_MS) return false;
      const gap = startMs - before.endMs;
      return gap < APART_MS - 1_000 / planned.fps && Math.abs(gap - close) > ROUNDED_MS;
    });
    return wrong && at(wrong);
  },
  captionLength: ({ cues }) => {
    const wrong = cues.find(({ startMs, endMs }, index) => {
      // Only speech that goes on at once cuts a caption short.
      const isFollowed = (cues[index + 1]?.startMs ?? Infinity) - endMs < APART_MS;
      return (endMs - startMs < SHORTEST_MS && !isFollowed) || endMs - startMs > LONGEST_MS + ROUNDED_MS;
    });
    return wrong && at(wrong);
  },
  captionLines: ({ cues, planned }) => {
    const wrong = cues.find(
      ({ lines }) =>
        lines.length > (planned.width / planned.height < 0.7 ? 3 : 2) || lines.some((line) => columns(line) > widest(planned.language)),
    );
    return wrong && at(wrong);
  },
  captionSpeed: ({ cues, planned }) => {
    if (planned.isSpoken || planned.hasOwnSound) return undefined;
    const wrong = cues.find(
      ({ lines, startMs, endMs }) => ([...lines.join('')].length * 1_000) / (endMs - startMs) > fastest(planned.language),
    );
    return wrong && at(wrong);
  },
};
