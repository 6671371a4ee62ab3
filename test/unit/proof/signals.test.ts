import { describe, expect, it } from 'vitest';
import { SAMPLE_RATE, type Sound } from '../../proof/checker/loudness.ts';
import { onset, toneLevels } from '../../proof/checker/tones.ts';
import { readSrt, translationFaults } from '../../proof/checker/translations.ts';
import { COMPOSED } from '../../proof/composed/composed-films.ts';

/** A tone on both channels between two times. */
function toned(hertz: number, fromMs: number, toMs: number, seconds: number): Sound {
  const samples = new Float32Array(2 * seconds * SAMPLE_RATE);
  for (let index = 0; index < samples.length / 2; index += 1) {
    const ms = (index * 1_000) / SAMPLE_RATE;
    const value = ms >= fromMs && ms < toMs ? 0.1 * Math.sin((2 * Math.PI * hertz * index) / SAMPLE_RATE) : 0;
    samples.fill(value, 2 * index, 2 * index + 2);
  }
  return { samples, channels: 2 };
}

describe('the level of a tone', () => {
  const sound = toned(1_000, 500, 1_500, 2);

  it('is that of its amplitude where it sounds, and nothing elsewhere', () => {
    const levels = toneLevels(sound, 1_000);
    expect(levels[100]).toBeCloseTo(-20, 1);
    expect(levels[20]).toBeLessThan(-80);
    expect(levels[180]).toBeLessThan(-80);
  });

  it('is not that of a tone beside it', () => {
    expect(toneLevels(sound, 1_250)[100]).toBeLessThan(-70);
  });

  it('begins at its first samples', () => {
    expect(onset(sound, 480, 200)).toBeCloseTo(500, 0);
    expect(onset(sound, 200, 100)).toBeUndefined();
  });
});

describe('captions in another language', () => {
  const vtt = 'WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.500\nEin Satz.\n';
  const srt = '1\n00:00:01,000 --> 00:00:02,500\nEin Satz.\n';
  const captions = 'WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.500\nA sentence.\n';
  const checksOf = (more: object): string[] =>
    translationFaults({ vtt, srt, captions, words: 'Ein Satz.', ...more }).map(({ check }) => check);

  it('have no fault when both files say the same at the times of the film', () => {
    expect(checksOf({})).toEqual([]);
  });

  it.each([
    ['text', { words: 'Ein anderer Satz.' }],
    ['files', { srt: srt.replace('02,500', '02,600') }],
    ['times', { captions: captions.replaceAll('00:01.000', '00:01.400') }],
  ])('have the fault %s', (check, more) => {
    expect(checksOf(more)).toEqual([check]);
  });

  it.each(['', '2\n00:00:01,000 --> 00:00:02,500\nEin Satz.\n', '1\n00:00:01.000 --> 00:00:02.500\nEin Satz.\n'])(
    'are no SubRip when they are %j',
    (text) => {
      expect(() => readSrt(text)).toThrow('SubRip');
    },
  );
});

describe('the composed films', () => {
  it('have each kind of sound, overlay, format and rendition', () => {
    const [scenes, tracks] = [COMPOSED.flatMap((film) => film.scenes), COMPOSED.flatMap((film) => film.tracks ?? [])];
    expect(scenes.some(({ fields }) => fields['clipGainDb'] === 0)).toBe(true);
    expect(scenes.some(({ says }) => says !== undefined)).toBe(true);
    expect(new Set(tracks.map(({ kind }) => kind))).toEqual(new Set(['TEXT', 'CLIP']));
    expect(COMPOSED.some(({ formats = [] }) => formats.length === 2)).toBe(true);
    const renditions = new Set(COMPOSED.flatMap((film) => film.renditions ?? []));
    expect([...renditions].toSorted()).toEqual(['AUDIO_MP3', 'CAPTION_TRANSLATIONS', 'HLS', 'WEBM', 'YOUTUBE']);
    expect(COMPOSED.filter(({ hostile }) => hostile !== undefined)).toHaveLength(9);
  });
});
