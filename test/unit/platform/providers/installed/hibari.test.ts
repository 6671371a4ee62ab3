import { describe, expect, test } from 'vitest';
import { clausesOf, englishPhonemes } from '../../../../../src/platform/providers/installed/english-phonemes.ts';
import { wordSpans, withOutput } from '../../../../../src/platform/providers/installed/hibari-engine.ts';
import { HIBARI_RATE, HOP, waveform } from '../../../../../src/platform/providers/installed/hibari-waveform.ts';

const FRAMES = 80;
const spectrum = (value: number): Float32Array => new Float32Array(601 * FRAMES).fill(value);
const silent = { lh: spectrum(-60), theta: spectrum(0), ln: spectrum(-60), lr: spectrum(-60), phi: spectrum(0) };
const pitch = (hertz: number): Float32Array => new Float32Array(FRAMES).fill(hertz);

describe('the waveform', () => {
  test('has the pitch that the model says', () => {
    const sound = waveform({ ...silent, lh: spectrum(-3), f0: pitch(200) });
    expect(sound).toHaveLength(FRAMES * HOP);
    const period = HIBARI_RATE / 200;
    const middle = sound.subarray(6_000, 12_000);
    const likeness = (shift: number): number => middle.reduce((sum, value, index) => sum + value * sound[6_000 + index + shift]!, 0);
    expect(likeness(period) / likeness(0)).toBeGreaterThan(0.99);
    expect(likeness(period / 2) / likeness(0)).toBeLessThan(0.5);
  });

  test('is noise where the frame is unvoiced, the same noise each time, and silence where there is none', () => {
    const noisy = { ...silent, ln: spectrum(-3), f0: pitch(0) };
    expect(waveform(noisy)).toEqual(waveform(noisy));
    expect(Math.max(...waveform(noisy))).toBeGreaterThan(0.001);
    expect(Math.max(...waveform({ ...silent, f0: pitch(0) }).map(Math.abs))).toBeLessThan(1e-9);
  });
});

test('phonemes of espeak become those of the model', () => {
  expect(englishPhonemes('həlˈoʊ ðˈɛɹ')).toBe('həlˈO ðˈɛɹ');
  expect(englishPhonemes('nˈeɪtʃɚ mˌeɪks fˈoːɹ vˈɔɪsᵻz dʒˈʌdʒᵻz bˈɜːd')).toBe('nˈAʧəɹ mˌAks fˈɔɹ vˈYsᵻz ʤˈʌʤᵻz bˈɜɹd');
});

test('a phrase is cut at the marks that espeak drops', () => {
  expect(clausesOf('Well, “look” here – now!')).toEqual([
    { words: 'Well', marks: ',' },
    { words: 'look here', marks: '—' },
    { words: 'now', marks: '!' },
  ]);
  expect(clausesOf('…')).toEqual([]);
});

test('words have the time of their phonemes', () => {
  const phonemes = [...'ˈI ɡˈO.'];
  const durations = Float32Array.from([2, 1, 3, 2, 1, 1, 4, 5, 3]);
  expect(wordSpans(phonemes, durations)).toEqual([
    { startMs: 50, endMs: 150 },
    { startMs: 200, endMs: 350 },
  ]);
});

test('an output is added behind the model, as protobuf messages are merged', () => {
  expect([...withOutput(Uint8Array.of(1, 2), 'd')]).toEqual([1, 2, 0x3a, 5, 0x62, 3, 0x0a, 1, 'd'.charCodeAt(0)]);
  expect(() => withOutput(new Uint8Array(), 'x'.repeat(200))).toThrow(RangeError);
});
