import { describe, expect, it } from 'vitest';
import { balancedLines, breakable, fewestLines, graphemes, partition, textRunsOf } from '../../../src/kernel/lines.ts';

const length = (text: string): number => graphemes(text).length;

describe('breakable', () => {
  it.each([
    ['en', 'Don’t break well-known words, “quoted ones” or 3.5 %.'],
    ['zh-Hans', '天空（白天）是“蓝色”的，2026年也一样。'],
    ['ja', '「空」が青いのは、ちょっとしたデータによる。'],
    ['th', 'ท้องฟ้าเป็นสีฟ้าเพราะอากาศกระเจิงแสง'],
    ['ar', 'السماء زرقاء، لأن الهواء يبعثر الضوء.'],
    ['not a language', 'Still text.'],
  ])('loses nothing in %s', (language, text) => {
    expect(breakable(text, language).join('')).toBe(text);
  });

  it('breaks spaced scripts at spaces only', () => {
    expect(breakable('A well-known (old) trick', 'en')).toEqual(['A ', 'well-known ', '(old) ', 'trick']);
    expect(breakable('하늘이 파란 이유', 'ko')).toEqual(['하늘이 ', '파란 ', '이유']);
  });

  it('keeps a no-break space together', () => {
    expect(breakable('10\u00A0km far', 'en')).toEqual(['10\u00A0km ', 'far']);
  });

  it('breaks Chinese, Japanese and Thai between words', () => {
    expect(breakable('天空是蓝色的', 'zh-Hans').length).toBeGreaterThan(2);
    expect(breakable('空が青い理由', 'ja').length).toBeGreaterThan(2);
    expect(breakable('ท้องฟ้าเป็นสีฟ้า', 'th').length).toBeGreaterThan(2);
  });

  it('begins no line with a closing mark or small kana and ends none with an opening mark', () => {
    const parts = breakable('彼は「ちょっと、待って！」と（二回）言った。データー。', 'ja');
    for (const part of parts) {
      expect(part).not.toMatch(/^[、。！」）っょー]/u);
      expect(part).not.toMatch(/[「（]$/u);
    }
    expect(parts.length).toBeGreaterThan(4);
  });

  it('keeps a number with what it counts', () => {
    expect(breakable('在2026年', 'zh-Hans').some((part) => part.includes('2026年'))).toBe(true);
  });
});

describe('balancedLines', () => {
  const lines = (text: string, limit: number): string[] => balancedLines(textRunsOf(text, 'en', limit, length), limit);

  it('uses no more lines than needed', () => {
    expect(lines('one two three', 20)).toEqual(['one two three']);
  });

  it('evens lines out instead of filling the first', () => {
    expect(lines('The sky looks blue because air scatters light', 40)).toEqual(['The sky looks blue', 'because air scatters light']);
  });

  it('ends a line at punctuation when both lines stay close', () => {
    expect(lines('Blue scatters more, and we see it', 24)).toEqual(['Blue scatters more,', 'and we see it']);
  });

  it('cuts a word that no line can hold, between graphemes', () => {
    const cut = lines('👨‍👩‍👧'.repeat(7), 3);
    expect(cut.map(length)).toEqual([3, 3, 1].toSorted((a, b) => b - a));
    expect(cut.join('')).toBe('👨‍👩‍👧'.repeat(7));
  });

  it('holds every line to the limit and every word in place', () => {
    const text = 'Sunlight is white, yet on its way through the air the short blue waves are scattered far more than the long red ones.';
    for (let limit = 8; limit < 60; limit += 1) {
      const broken = lines(text, limit);
      expect(Math.max(...broken.map(length))).toBeLessThanOrEqual(Math.max(limit, 9));
      expect(broken.join(limit < 9 ? '' : ' ').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      expect(broken.length).toBe(fewestLines(textRunsOf(text, 'en', limit, length), limit));
    }
  });
});

describe('partition', () => {
  it('finds the cheapest division', () => {
    expect(partition(6, 3, (start, end) => (end - start) ** 2)).toEqual([2, 4, 6]);
  });

  it('says when there is none', () => {
    expect(partition(3, 4, () => 0)).toBeUndefined();
    expect(partition(3, 1, () => Infinity)).toBeUndefined();
  });
});
