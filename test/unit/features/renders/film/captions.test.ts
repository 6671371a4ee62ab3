import { describe, expect, it } from 'vitest';
import { columns, planCues, readingSpeedWarnings } from '../../../../../src/features/renders/film/captions.ts';
import type { CaptionFrame, FilmPhrase } from '../../../../../src/features/renders/film/captions.ts';
import type { Cue } from '../../../../../src/features/renders/film/film-spec.ts';

const wide = (language: string): CaptionFrame => ({ language, width: 1920, height: 1080, fps: 30 });
const tall = (language: string): CaptionFrame => ({ language, width: 1080, height: 1920, fps: 30 });
const FRAME_MS = 1000 / 30;

/** Phrases one after another at a steady speed, with a pause after each. */
function spoken(texts: readonly string[], msPerCharacter = 70, pauseMs = 300): FilmPhrase[] {
  let at = 400;
  return texts.map((text) => {
    const startMs = at;
    const endMs = startMs + text.length * msPerCharacter;
    at = endMs + pauseMs;
    return { text, startMs, endMs };
  });
}
const lengthOf = (phrases: readonly FilmPhrase[]): number => (phrases.at(-1)?.endMs ?? 0) + 800;
const textOf = (cues: readonly Cue[]): string => cues.flatMap(({ lines }) => lines).join('');
const bare = (text: string): string => text.replace(/\s/g, '');

const NARRATIONS: Record<string, readonly string[]> = {
  en: [
    'Sunlight looks white,',
    'yet it is made of all colours, and on its way through the air the short blue waves are scattered far more often than the long red ones, again and again, until blue light reaches us from every side of the sky.',
    'That is all.',
  ],
  de: ['Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverleihung ist ein Wort,', 'das niemand braucht.'],
  'zh-Hans': [
    '阳光看起来是白色的，',
    '但是它由所有颜色组成，在穿过空气的途中，短的蓝色光波比长的红色光波更容易被散射，一次又一次，直到蓝光从天空的四面八方来到我们眼前。',
  ],
  ja: [
    '太陽の光は白く見えますが、',
    '実はすべての色からできていて、空気の中を進むあいだに、波長の短い青い光は、波長の長い赤い光よりもずっと多く散らばります。',
  ],
  ko: ['햇빛은 하얗게 보이지만 모든 색으로 이루어져 있고 공기를 지나면서 짧은 파란 빛이 긴 빨간 빛보다 훨씬 더 많이 흩어집니다.'],
  th: ['แสงแดดดูเป็นสีขาวแต่ประกอบด้วยทุกสีและเมื่อผ่านอากาศคลื่นสั้นสีน้ำเงินจะกระเจิงมากกว่าคลื่นยาวสีแดงครั้งแล้วครั้งเล่า'],
  ar: [
    'يبدو ضوء الشمس أبيض، لكنه يتكون من جميع الألوان، وفي طريقه عبر الهواء تتبعثر الموجات الزرقاء القصيرة أكثر بكثير من الموجات الحمراء الطويلة.',
  ],
  hi: ['सूरज की रोशनी सफ़ेद दिखती है, पर वह सभी रंगों से बनी है, और हवा से गुज़रते हुए छोटी नीली तरंगें लंबी लाल तरंगों से कहीं ज़्यादा बिखरती हैं।'],
};
const LIMITS: Record<string, number> = { en: 42, de: 42, 'zh-Hans': 32, ja: 26, ko: 32, th: 35, ar: 42, hi: 42 };

describe.each(Object.entries(NARRATIONS))('captions in %s', (language, texts) => {
  const phrases = spoken(texts, LIMITS[language] === 42 ? 70 : 180);
  const cues = planCues(phrases, wide(language), { durationMs: lengthOf(phrases) });

  it('keep every character of the narration in order', () => {
    expect(bare(textOf(cues))).toBe(bare(texts.join('')));
  });

  it('have at most two lines within the limit of the language', () => {
    for (const { lines } of cues) {
      expect(lines.length).toBeLessThanOrEqual(2);
      for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(LIMITS[language] ?? 0);
    }
  });

  it('stay between 5/6 s and 7 s, 2 frames or half a second apart', () => {
    cues.forEach(({ startMs, endMs }, index) => {
      expect(endMs - startMs).toBeGreaterThanOrEqual(5000 / 6 - 0.001);
      expect(endMs - startMs).toBeLessThanOrEqual(7000.001);
      const next = cues[index + 1];
      if (!next) return;
      const gap = next.startMs - endMs;
      expect(Math.abs(gap - 2 * FRAME_MS) < 0.001 || gap >= 499.999).toBe(true);
    });
  });

  it('come with the first sound of each phrase and lie on frames', () => {
    for (const { startMs } of phrases) expect(cues.some((cue) => Math.abs(cue.startMs - startMs) <= 2 * FRAME_MS)).toBe(true);
    for (const time of cues.flatMap(({ startMs, endMs }) => [startMs, endMs])) {
      expect(Math.abs(time / FRAME_MS - Math.round(time / FRAME_MS))).toBeLessThan(1e-6);
    }
  });
});

describe('planCues', () => {
  it('ends with the film, however long its words are, and shows all of them', () => {
    const phrases = [
      { text: 'One two three four five six.', startMs: 0, endMs: 4_000 },
      { text: 'Seven eight nine ten eleven twelve thirteen.', startMs: 4_200, endMs: 20_000 },
      { text: 'Nobody has the time for this.', startMs: 20_500, endMs: 30_000 },
    ];
    const cues = planCues(phrases, wide('en'), { durationMs: 5_000 });
    expect(cues.map(({ lines }) => lines.join(' ')).join(' ')).toBe(phrases.map(({ text }) => text).join(' '));
    expect(cues.at(-1)?.endMs).toBe(5_000);
    cues.forEach(({ startMs, endMs }, index) => {
      expect(endMs).toBeGreaterThan(startMs);
      expect(startMs).toBeGreaterThanOrEqual(cues[index - 1]?.endMs ?? 0);
    });
  });

  it('uses shorter lines on a tall frame', () => {
    const phrases = spoken(NARRATIONS['en'] ?? []);
    const cues = planCues(phrases, tall('en'), { durationMs: lengthOf(phrases) });
    expect(Math.max(...cues.flatMap(({ lines }) => lines.map(columns)))).toBeLessThanOrEqual(26);
    expect(bare(textOf(cues))).toBe(bare((NARRATIONS['en'] ?? []).join('')));
  });

  it('holds as many words on a tall frame as can be read, on three lines', () => {
    const phrases = spoken(NARRATIONS['en'] ?? []);
    const cues = planCues(phrases, tall('en'), { durationMs: lengthOf(phrases) });
    expect(Math.max(...cues.map(({ lines }) => lines.length))).toBe(3);
    const words = cues.map(({ lines }) => lines.join(' ').split(' ').length);
    expect(words.reduce((sum, count) => sum + count, 0) / words.length).toBeGreaterThan(5);
  });

  it('gives parts of a long phrase time by their characters', () => {
    const text = `${'aaaa '.repeat(16).trim()}, ${'bbbb '.repeat(16).trim()}.`;
    const cues = planCues([{ text, startMs: 0, endMs: 8000 }], wide('en'), { durationMs: 9000 });
    expect(cues.map(({ lines }) => lines.join(' '))).toEqual([`${'aaaa '.repeat(16).trim()},`, `${'bbbb '.repeat(16).trim()}.`]);
    expect(Math.abs((cues[1]?.startMs ?? 0) - 4000)).toBeLessThan(100);
  });

  it('splits a slow phrase that would stay longer than 7 s', () => {
    const cues = planCues([{ text: 'Slowly, very slowly, it falls.', startMs: 0, endMs: 12_000 }], wide('en'), { durationMs: 13_000 });
    expect(cues.length).toBe(2);
    for (const { startMs, endMs } of cues) expect(endMs - startMs).toBeLessThanOrEqual(7000.001);
  });

  it('joins a word that would flash by to its neighbour', () => {
    const phrases = [
      { text: 'No.', startMs: 0, endMs: 250 },
      { text: 'Not the sea.', startMs: 300, endMs: 1300 },
    ];
    expect(planCues(phrases, wide('en'), { durationMs: 3000 })).toEqual([{ startMs: 0, endMs: 1800, lines: ['No. Not the sea.'] }]);
  });

  it('lets a lone short word stay long enough to be read', () => {
    const [cue] = planCues([{ text: 'No.', startMs: 1000, endMs: 1200 }], wide('en'), { durationMs: 5000 });
    expect((cue?.endMs ?? 0) - (cue?.startMs ?? 0)).toBeCloseTo(5000 / 6, 3);
  });

  it('goes half a second after the last sound, and never beyond the end', () => {
    const phrase = { text: 'The sky is blue.', startMs: 0, endMs: 2000 };
    expect(planCues([phrase], wide('en'), { durationMs: 5000 })[0]?.endMs).toBe(2500);
    expect(planCues([phrase], wide('en'), { durationMs: 2100 })[0]?.endMs).toBe(2100);
  });

  it('leaves a clear gap before a later phrase', () => {
    const phrases = [
      { text: 'The sky is blue.', startMs: 0, endMs: 2000 },
      { text: 'The sea is too.', startMs: 2800, endMs: 4000 },
    ];
    const [first, second] = planCues(phrases, wide('en'), { durationMs: 5000 });
    expect((second?.startMs ?? 0) - (first?.endMs ?? 0)).toBeCloseTo(500, 3);
  });

  it('makes no caption of silence', () => {
    expect(planCues([{ text: ' \n ', startMs: 0, endMs: 900 }], wide('en'), { durationMs: 1000 })).toEqual([]);
    expect(planCues([], wide('en'), { durationMs: 1000 })).toEqual([]);
  });
  it.each([
    [
      'de',
      'Die Mauer fiel am späten Abend des langen grauen Tages am 9. November des Jahres, und niemand in der ganzen Stadt schlief.',
      /9\.$/,
    ],
    [
      'de',
      'Viele kleine Städte an den Küsten des Nordens, wie z. B. Wismar und Stralsund, handelten mit Salz und mit Hering.',
      /z\.( B\.)?$/,
    ],
    [
      'en',
      'The parcel that nobody in the whole house had opened came from old Dr. Brown, who lived beside the harbour for years.',
      /Dr\.$/,
    ],
  ])('ends no line and no caption inside of an expression: %s, %s', (language, text, wrong) => {
    for (const frame of [wide(language), tall(language)]) {
      const cues = planCues([{ text, startMs: 0, endMs: 8_000 }], frame, { durationMs: 9_000 });
      expect(cues.flatMap(({ lines }) => lines).filter((line) => wrong.test(line))).toEqual([]);
      expect(bare(textOf(cues))).toBe(bare(text));
    }
  });

  it.each(['------', '——————', '–––––– '])('keeps six dashes in a row together: %s', (dashes) => {
    const text = `They waited for the ship that never came ${dashes} and then they went home in the rain, all of them.`;
    const cues = planCues([{ text, startMs: 0, endMs: 8_000 }], tall('en'), { durationMs: 9_000 });
    expect(cues.flatMap(({ lines }) => lines).join(' ')).toContain(dashes.trim());
    expect(bare(textOf(cues))).toBe(bare(text));
  });

  it('ends a caption two frames before that of the next scene, or at least half a second before it', () => {
    const spoken = (endMs: number) => [{ text: 'The sun is a star like many others.', startMs: 0, endMs }];
    const end = (endMs: number, durationMs: number) =>
      planCues(spoken(endMs), wide('en'), { durationMs, nextMs: durationMs + 2000 / 30 })[0]?.endMs ?? NaN;
    // A pause of 350 ms between scenes: shown to the cut.
    expect(end(2000, 2300)).toBeCloseTo(2300, 5);
    // One of 750 ms, where a paragraph ends: half a second of nothing.
    const [cut, early] = [2700, end(2000, 2700)];
    expect(cut + 2000 / 30 - early).toBeGreaterThanOrEqual(499);
    expect(early).toBeGreaterThanOrEqual(2200);
    // Too short to be read in less: shown to the cut.
    expect(end(300, 1000)).toBeCloseTo(1000, 5);
  });

  it('keeps hostile text as it is', () => {
    const text = `%{} [out]; "q" 'q' <b>&amp; ${'x'.repeat(100)} 👨‍👩‍👧`;
    const cues = planCues([{ text, startMs: 0, endMs: 9000 }], wide('en'), { durationMs: 10_000 });
    expect(bare(textOf(cues))).toBe(bare(text));
  });
});

describe('readingSpeedWarnings', () => {
  it('names captions that go by too fast, by language', () => {
    const cue = { startMs: 0, endMs: 1000, lines: ['0123456789', '01234'] };
    expect(readingSpeedWarnings([cue], 'en')).toEqual([]);
    expect(readingSpeedWarnings([cue], 'ko')).toEqual([{ cue: 0, charactersPerSecond: 15, limit: 12 }]);
    expect(readingSpeedWarnings([{ ...cue, endMs: 600 }], 'en')).toEqual([{ cue: 0, charactersPerSecond: 25, limit: 20 }]);
  });
});

describe('a caption that is too long for its scene', () => {
  const TEXTS = [100, 500, 2_000].map((length) => 'words to be read by fast readers '.repeat(length).slice(0, length).trim());
  const places = TEXTS.flatMap((text) =>
    [500, 1_000, 3_000].flatMap((ms) => [24, 60].map((fps) => ({ text, ms, fps, length: text.length }))),
  );

  it.each(places)('has $length characters, $ms ms and $fps frames a second: captions follow each other, and no word is lost', (place) => {
    const { text, ms, fps } = place;
    const cues = planCues([{ text, startMs: 50, endMs: ms - 150 }], { ...wide('en'), fps }, { durationMs: ms });
    expect(bare(textOf(cues))).toBe(bare(text));
    for (const [index, { startMs, endMs }] of cues.entries()) {
      expect(startMs).toBeGreaterThanOrEqual(cues[index - 1]?.endMs ?? 0);
      expect(endMs).toBeGreaterThan(startMs);
      expect(endMs).toBeLessThanOrEqual(ms + 1);
    }
  });
});

it.each([
  ['en', 'A caption that nobody can read. '.repeat(60)],
  ['zh', '天空是蓝色的。'.repeat(200)],
  ['ar', 'السماء زرقاء لأن الهواء يشتت الضوء. '.repeat(40)],
])('captions that are longer than their film stay inside it, with every word (%s)', (language, text) => {
  for (const durationMs of [100, 500, 2_000]) {
    const cues = planCues([{ text, startMs: 0, endMs: durationMs }], wide(language), { durationMs });
    expect(bare(textOf(cues))).toBe(bare(text));
    for (const [index, { startMs, endMs }] of cues.entries()) {
      expect(startMs).toBeGreaterThanOrEqual(cues[index - 1]?.endMs ?? 0);
      expect(endMs).toBeGreaterThan(startMs);
      expect(endMs).toBeLessThanOrEqual(durationMs + FRAME_MS);
    }
  }
});
