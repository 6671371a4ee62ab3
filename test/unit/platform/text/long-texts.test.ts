import { describe, expect, it } from 'vitest';
import { cutIntoScenes } from '../../../../src/platform/providers/builtin/scene-cuts.ts';
import { proseOf } from '../../../../src/platform/text/markdown.ts';
import { sentences } from '../../../../src/platform/text/sentences.ts';

/** As long as a script may be. */
const LENGTH = 20_000;
const fill = (unit: string, length = LENGTH): string => unit.repeat(Math.ceil(length / unit.length)).slice(0, length);

/** Milliseconds, the better of two: the machine may be busy. */
function timeOf(work: () => unknown): number {
  const times = [0, 1].map(() => {
    const startedAt = performance.now();
    work();
    return performance.now() - startedAt;
  });
  return Math.min(...times);
}

// Eight times the text takes at most 24 times as long, or less than a moment: quadratic work would take 64 times as long.
const MOMENT_MS = 300;
const growsLinearly = (work: (text: string) => unknown, unit: string): boolean => {
  const whole = timeOf(() => work(fill(unit)));
  return whole < MOMENT_MS || whole < 24 * timeOf(() => work(fill(unit, LENGTH / 8)));
};

describe.each(['a. ', '. ', 'A. B. ', 'a" ', '1. ', '中'])('a text of repeated %j', (unit) => {
  it('is divided into sentences in linear time', () => expect(growsLinearly((text) => sentences(text, 'en'), unit)).toBe(true));
  it('is read as Markdown in linear time', () => expect(growsLinearly(proseOf, unit)).toBe(true));
});

it.each(['1.', 'a', 'a,', 'word '])('an endless sentence of repeated %j is cut into scenes, without losing a character', (unit) => {
  const text = fill(unit, 6_000).trim();
  const scenes = cutIntoScenes([{ text, startsScene: true }], 'en').map(({ narration }) => narration);
  expect(scenes.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
  expect(Math.max(...scenes.map(({ length }) => length))).toBeLessThanOrEqual(600);
});
