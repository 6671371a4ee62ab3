import { describe, expect, test } from 'vitest';
import { filmFileName } from '../../../../src/features/renders/file-name.ts';
import { RESOLUTIONS } from '../../../../src/platform/catalogue/sizes/resolutions.ts';
import { SHAPES, frameSize } from '../../../../src/platform/catalogue/sizes/shapes.ts';

describe('a file name', () => {
  test.each([
    ['Why the sky is blue', 'Why-the-sky-is-blue'],
    ['../../etc/passwd', 'etc-passwd'],
    ['  a: b? "c" <d>|e*  ', 'a-b-c-d-e'],
    ['天空为什么是蓝色的？', '天空为什么是蓝色的'],
    ['नमस्ते', 'नमस्ते'],
    ['…!?', 'film'],
    ['', 'film'],
    ['CON', 'CON'],
  ])('of %j is %j', (title, name) => {
    expect(filmFileName(title)).toBe(name);
  });

  test('is at most 80 bytes, and whole characters', () => {
    for (const title of ['a'.repeat(500), '蓝'.repeat(500), '𠮷'.repeat(500), 'ab-'.repeat(100)]) {
      const name = filmFileName(title);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(80);
      expect(name.isWellFormed()).toBe(true);
      expect(name.endsWith('-')).toBe(false);
    }
  });
});

test('frames have even sides, the short one as the resolution says', () => {
  for (const resolution of RESOLUTIONS.all) {
    for (const ratio of SHAPES.names) {
      const { width, height } = frameSize(resolution.name, ratio);
      expect([width % 2, height % 2, Math.min(width, height)]).toEqual([0, 0, resolution.shortSide]);
    }
  }
  expect(frameSize('P1080', 'LANDSCAPE_16_9')).toEqual({ width: 1_920, height: 1_080 });
  expect(frameSize('P720', 'PORTRAIT_4_5')).toEqual({ width: 720, height: 900 });
  expect(frameSize('P480', 'PORTRAIT_9_16')).toEqual({ width: 480, height: 854 });
});
