import { describe, expect, test } from 'vitest';
import { captionList } from '../../../../../src/features/renders/captions/caption-list.ts';
import { captionSteps } from '../../../../../src/features/renders/captions/caption-steps.ts';
import type { ClipCaption } from '../../../../../src/features/renders/captions/caption-steps.ts';
import { wordsOfCues } from '../../../../../src/features/renders/captions/caption-words.ts';
import { planCues } from '../../../../../src/features/renders/film/captions.ts';

const PHRASES = [
  {
    text: 'Light  travels fast,',
    startMs: 0,
    endMs: 1_200,
    words: [
      { text: 'Light', startMs: 0, endMs: 400 },
      { text: 'travels', startMs: 400, endMs: 900 },
      { text: 'fast,', startMs: 900, endMs: 1_200 },
    ],
  },
  { text: 'but not always.', startMs: 1_300, endMs: 2_200 },
];

describe('the words of captions', () => {
  const cuesOf = (phrases: typeof PHRASES | readonly { text: string; startMs: number; endMs: number }[], language: string, width = 1_280) =>
    planCues(phrases, { language, width, height: 720, fps: 30 }, { durationMs: 60_000 });

  test('have the times of the voice, and estimated ones where it tells none', () => {
    const cues = cuesOf(PHRASES, 'en');
    const words = wordsOfCues(cues, PHRASES, 'en').flatMap((own, cue) =>
      own.map(({ line, start, end, startMs }) => ({ text: cues[cue]?.lines[line]?.slice(start, end), startMs })),
    );
    expect(words.map(({ text }) => text)).toEqual(['Light', 'travels', 'fast,', 'but', 'not', 'always.']);
    expect(words.slice(0, 4).map(({ startMs }) => startMs)).toEqual([0, 400, 900, 1_300]);
    expect(words[5]?.startMs).toBeLessThan(2_200);
  });

  test.each([
    ['zh-Hans', '天空为什么是蓝色的？空气分子把蓝光向各个方向散射，所以我们看到蓝色。'],
    ['ja', '空はなぜ青いのか。空気の分子が青い光をあらゆる方向に散らすからです。'],
    ['th', 'ทำไมท้องฟ้าเป็นสีฟ้า เพราะอากาศกระจายแสงสีน้ำเงิน'],
    ['ar', 'لماذا السماء زرقاء؟ لأن الهواء يبعثر الضوء الأزرق (1.5 مرة) في كل اتجاه.'],
    ['hi', 'आसमान नीला क्यों है? हवा नीली रोशनी को बिखेरती है।'],
    ['en', 'A family 👨‍👩‍👧 looks at the sky 😀 and at Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen.'],
  ])('together are the captions in %s, in the order of their times', (language, text) => {
    const phrases = [{ text, startMs: 0, endMs: 8_000 }];
    const cues = cuesOf(phrases, language, 405);
    const words = wordsOfCues(cues, phrases, language);
    cues.forEach(({ lines }, cue) => {
      const own = words[cue] ?? [];
      lines.forEach((line, index) => {
        const shown = own.filter((word) => word.line === index).map(({ start, end }) => line.slice(start, end));
        expect(shown.join('').replaceAll(/\s/g, '')).toBe(line.replaceAll(/\s/g, ''));
      });
    });
    const times = words.flat().map(({ startMs }) => startMs);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
  });
});

describe('the steps of a caption', () => {
  const lines = ['Light travels', 'fast'];
  const caption: ClipCaption = {
    lines,
    fromFrame: 10,
    toFrame: 60,
    words: [
      { line: 0, start: 0, end: 5, fromFrame: 10, toFrame: 18 },
      { line: 0, start: 6, end: 13, fromFrame: 20, toFrame: 30 },
      { line: 1, start: 0, end: 4, fromFrame: 50, toFrame: 58 },
    ],
  };
  const shown = (style: 'plain' | 'highlight' | 'karaoke' | 'one-word', of: ClipCaption = caption) =>
    captionSteps(style, [of], 30).map(({ fromFrame, toFrame, lines: text, spoken = [] }) => {
      const marked = spoken.map(({ line, start, end, share }) => `${text[line]?.slice(start, end)} ${share.toFixed(1)}`);
      return [fromFrame, toFrame, marked.join(', ') || text.join(' ')];
    });

  test('plain captions stay as they are', () => {
    expect(shown('plain')).toEqual([[10, 60, 'Light travels fast']]);
  });

  test('a word is marked until the next one, and no longer in a pause', () => {
    expect(shown('highlight')).toEqual([
      [10, 20, 'Light 1.0'],
      [20, 30, 'travels 1.0'],
      [30, 50, 'Light travels fast'],
      [50, 58, 'fast 1.0'],
      [58, 60, 'Light travels fast'],
    ]);
  });

  test('words fill while they are spoken, and stay filled', () => {
    const steps = shown('karaoke');
    expect(steps[0]).toEqual([10, 12, 'Light 0.1']);
    expect(steps.at(-1)?.[2]).toBe('Light 1.0, travels 1.0, fast 1.0');
    // In the pause nothing changes: one picture.
    expect(steps).toContainEqual([30, 50, 'Light 1.0, travels 1.0']);
  });

  test('one word at a time, and very short ones together', () => {
    expect(shown('one-word')).toEqual([
      [10, 20, 'Light'],
      [20, 50, 'travels'],
      [50, 60, 'fast'],
    ]);
    const brief = {
      ...caption,
      lines: ['it is so'],
      words: [0, 3, 6].map((start, at) => ({ line: 0, start, end: start + 2, fromFrame: 10 + at * 4, toFrame: 14 + at * 4 })),
    };
    expect(shown('one-word', brief)).toEqual([
      [10, 18, 'it is'],
      [18, 60, 'so'],
    ]);
  });

  test('a clip that begins in a caption shows it as it is then', () => {
    const words = caption.words?.map((word) => ({ ...word, fromFrame: word.fromFrame - 25, toFrame: word.toFrame - 25 })) ?? [];
    const rest = { ...caption, fromFrame: 0, toFrame: 8, words };
    expect(shown('highlight', rest)).toEqual([
      [0, 5, 'travels 1.0'],
      [5, 8, 'Light travels fast'],
    ]);
    expect(shown('karaoke', rest)[0]).toEqual([0, 2, 'Light 1.0, travels 0.6']);
    expect(shown('one-word', rest)).toEqual([[0, 8, 'travels']]);
  });

  test('each step of a caption on a picture is on it', () => {
    for (const style of ['plain', 'highlight', 'karaoke', 'one-word'] as const) {
      const steps = captionSteps(style, [{ ...caption, onPicture: true }], 30);
      expect(steps.every(({ onPicture }) => onPicture)).toBe(true);
    }
  });

  test('a caption without a word is shown in every style', () => {
    const dash = { lines: ['—'], fromFrame: 0, toFrame: 9, words: [] };
    for (const style of ['highlight', 'karaoke', 'one-word'] as const) expect(shown(style, dash)).toEqual([[0, 9, '—']]);
  });
});

test('the list of pictures does not drift in ten minutes of steps, at any frame rate', () => {
  for (const fps of [24, 25, 30, 60]) {
    const steps = Array.from({ length: 600 * fps }, (_, frame) => ({ fromFrame: frame, toFrame: frame + 1 }));
    const list = captionList(
      steps,
      steps.map(() => "it's.png"),
      fps,
    );
    const sum = [...list.matchAll(/duration (\d+)us/g)].reduce((all, [, us]) => all + Number(us), 0);
    expect(sum).toBe(600_000_000);
    expect(list).toContain(String.raw`file 'it'\''s.png'`);
  }
});
