import { describe, expect, test } from 'vitest';
import { readingSpeedWarnings } from '../../../../../src/features/renders/film/captions.ts';
import { endsOf, readingMs, readScene } from '../../../../../src/features/renders/film/reading.ts';
import { planTimeline } from '../../../../../src/features/renders/film/timeline.ts';
import { sceneCues } from '../../../../../src/features/renders/scene-cues.ts';
import { smallSpec } from '../../../../support/small-spec.ts';

const silentFilm = (language: string, narration: string) => {
  const spec = { ...smallSpec({ voicesMs: [0, 0] }), language, voice: 'NONE', width: 1280, height: 720 };
  return { ...spec, scenes: spec.scenes.map((scene, at) => readScene({ ...scene, narration }, language, endsOf(at, 2))) };
};
const SILENT = { samples: 1, phrases: [] };

describe('a film without narration', () => {
  test.each([
    ['en', 'A raindrop falls and becomes part of a river, which carries it to the sea, where the sun takes it back into the air again.'],
    ['ja', '雨のしずくが落ちて川の一部になり、川はそれを海へ運び、太陽はそれを再び空へ戻します。'],
    ['ko', '빗방울이 떨어져 강물의 일부가 되고 강은 그것을 바다로 실어 나르며 태양은 다시 하늘로 올려 보냅니다.'],
    ['th', 'หยดน้ำฝนตกลงมาและกลายเป็นส่วนหนึ่งของแม่น้ำซึ่งพาไปสู่ทะเล'],
    ['ar', 'تسقط قطرة المطر وتصبح جزءا من النهر الذي يحملها إلى البحر.'],
  ])('shows words of %s as long as most people need to read them', (language, words) => {
    const spec = silentFilm(language, words);
    const cues = sceneCues(spec, 1, SILENT);
    expect(
      cues
        .flatMap(({ lines }) => lines)
        .join(' ')
        .replace(/\s/g, ''),
    ).toBe(words.replace(/\s/g, ''));
    expect(readingSpeedWarnings(cues, language)).toEqual([]);
    const { durationMs } = planTimeline(spec, [SILENT, SILENT]);
    expect(durationMs).toBeCloseTo(2 * readingMs(words, language) + endsOf(0, 1), -2);
  });

  test('takes longer for more words, and never less than two seconds', () => {
    expect(readingMs('Hi.', 'en')).toBe(2_000);
    expect(readingMs('x'.repeat(300), 'en')).toBeGreaterThan(readingMs('x'.repeat(200), 'en'));
  });

  test('keeps the caption and the length that a scene has of its own', () => {
    const scene = { ...smallSpec({ voicesMs: [0] }).scenes[0]!, caption: 'Other words', durationMs: 9_000 };
    expect(readScene(scene, 'en', 0)).toEqual(scene);
  });
});

describe("a scene's own caption under a voice of a second", () => {
  const VOICE = { samples: 48_000, phrases: [{ text: 'Words.', startMs: 0, endMs: 1_000 }] };
  const filmOf = (caption: string, durationMs?: number) => {
    const spec = { ...smallSpec({ voicesMs: [1_000, 1_000] }), width: 1_280, height: 720 };
    return { ...spec, scenes: spec.scenes.map((scene) => ({ ...scene, caption, ...(durationMs !== undefined && { durationMs }) })) };
  };
  const LONG = 'A raindrop falls and becomes part of a river, which carries it to the sea.';
  const lastMs = (spec: ReturnType<typeof filmOf>): number => sceneCues(spec, 0, VOICE).at(-1)?.endMs ?? 0;

  test('stays until it is read where its scene lasts', () => {
    const spec = filmOf(LONG, 12_000);
    expect(readingSpeedWarnings(sceneCues(spec, 0, VOICE), 'en')).toEqual([]);
    expect(lastMs(spec)).toBeGreaterThan(readingMs(LONG, 'en'));
    expect(lastMs(spec)).toBeLessThan(10_000);
  });

  test('ends with its scene, and with the voice where that is long enough', () => {
    const spec = filmOf(LONG, 4_000);
    const { scenes } = planTimeline(spec, [VOICE, VOICE]);
    expect(lastMs(spec)).toBeLessThanOrEqual(((scenes[0]?.frames ?? 0) * 1_000) / 30);
    expect(lastMs(spec)).toBeGreaterThan(3_500);
    expect(lastMs(filmOf(LONG))).toBeLessThan(3_000);
  });
});
