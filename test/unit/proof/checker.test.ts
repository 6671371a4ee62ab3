import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { boxesIn } from '../../proof/checker/boxes.ts';
import { integratedLoudness, levels, truePeak, SAMPLE_RATE, type Sound } from '../../proof/checker/loudness.ts';
import { readVtt } from '../../proof/checker/vtt.ts';

/** A tone on both channels. */
const tone = (hertz: number, amplitude: number, seconds: number, phase = 0): Sound => {
  const samples = new Float32Array(2 * seconds * SAMPLE_RATE);
  for (let index = 0; index < samples.length; index += 1)
    samples[index] = amplitude * Math.sin((2 * Math.PI * hertz * Math.floor(index / 2)) / SAMPLE_RATE + phase);
  return { samples, channels: 2 };
};

describe('the checker of films', () => {
  it('uses nothing of the product', () => {
    const files = globSync('test/proof/checker/**/*.ts');
    expect(files.length).toBeGreaterThan(8);
    for (const file of files) {
      const imports = [...readFileSync(file, 'utf8').matchAll(/from '([^']+)'/g)].map(([, name = '']) => name);
      for (const name of imports) expect(name, file).toMatch(/^(node:|\.\/|\.\.\/(?!\.\.))/);
    }
  });
});

describe('loudness', () => {
  it('is what ITU-R BS.1770 says of a tone of 997 Hz', () => {
    // -20 dB of full scale on two channels.
    expect(integratedLoudness(tone(997, 0.1, 5))).toBeCloseTo(-20, 1);
    expect(integratedLoudness({ ...tone(997, 1, 3), channels: 2 })).toBeCloseTo(0, 1);
  });

  it('ignores silence, and has no value without sound', () => {
    const { samples } = tone(997, 0.1, 4);
    const longer = new Float32Array(samples.length * 4);
    longer.set(samples);
    expect(integratedLoudness({ samples: longer, channels: 2 })).toBeCloseTo(-20, 0);
    expect(integratedLoudness({ samples: new Float32Array(SAMPLE_RATE * 2), channels: 2 })).toBe(-Infinity);
  });

  it('has its peak between the samples', () => {
    // A quarter of the sample rate, sampled at 45 degrees: no sample is higher than 0.707.
    expect(truePeak(tone(SAMPLE_RATE / 4, 1, 1, Math.PI / 4))).toBeCloseTo(0, 1);
  });

  it('has a level for each hundredth of a second', () => {
    const found = levels(tone(1_000, 1, 1));
    expect(found).toHaveLength(100);
    expect(found[50]).toBeCloseTo(-3, 1);
  });
});

describe('a WebVTT file', () => {
  it('is read with its references', () => {
    expect(readVtt('WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.500\nA &lt; B\n&amp; more\n')).toEqual([
      { startMs: 1_000, endMs: 2_500, lines: ['A < B', '& more'] },
    ]);
  });

  it.each([
    ['', 'does not begin'],
    ['WEBVTT\n1\n', 'does not begin'],
    ['WEBVTT\n\n1\n00:00:01,000 --> 00:00:02,500\nA\n', 'no times'],
    ['WEBVTT\n\n00:00:01.000 --> 00:00:02.500\n\n', 'without text'],
    ['WEBVTT\n\n00:00:01.000 --> 00:00:02.500\n<b>A</b>\n', 'markup'],
    ['WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nA & B\n', 'markup'],
    ['WEBVTT\r\n\r\n', 'carriage return'],
  ])('is refused when it is %j', (text, why) => {
    expect(() => readVtt(text)).toThrow(why);
  });
});

describe('boxes', () => {
  const box = (size: number, name: string, more = ''): string => `${String.fromCharCode(0, 0, 0, size)}${name}${more}`;

  it('follow each other to the end', () => {
    const file = Buffer.from(box(12, 'ftyp', 'isom') + box(8, 'free') + box(0, 'mdat', 'data'), 'latin1');
    expect(boxesIn(file)).toEqual([
      { name: 'ftyp', start: 8, end: 12 },
      { name: 'free', start: 20, end: 20 },
      { name: 'mdat', start: 28, end: 32 },
    ]);
  });

  it('are refused when they are longer than their place', () => {
    expect(() => boxesIn(Buffer.from(box(20, 'ftyp', 'isom'), 'latin1'))).toThrow('ftyp');
    expect(() => boxesIn(Buffer.from('abc'))).toThrow('half a box');
  });
});
