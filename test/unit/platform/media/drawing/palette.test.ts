import { converter, wcagContrast } from 'culori';
import { describe, expect, it } from 'vitest';
import { faded, paletteFrom } from '../../../../../src/platform/media/drawing/palette.ts';

const oklch = converter('oklch');
const seeds = Array.from({ length: 300 }, (_, index) => `seed ${index}`);

describe('paletteFrom', () => {
  it('gives the same colours for the same seed and others for another', () => {
    expect(paletteFrom('a')).toEqual(paletteFrom('a'));
    expect(paletteFrom('a')).not.toEqual(paletteFrom('b'));
  });

  it('keeps text readable at 7:1 on every ground, whatever the hue', () => {
    for (const palette of seeds.map((seed) => paletteFrom(seed))) {
      for (const ground of [palette.deep, palette.ground, palette.lifted]) {
        expect(wcagContrast(palette.text, ground)).toBeGreaterThanOrEqual(7);
        expect(wcagContrast(palette.quietText, ground)).toBeGreaterThanOrEqual(7);
        expect(wcagContrast(palette.accent, ground)).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  it('keeps the lightness of grounds, text and accents', () => {
    for (const palette of seeds.map((seed) => paletteFrom(seed))) {
      const lightness = (hex: string): number => oklch(hex)?.l ?? NaN;
      expect(lightness(palette.deep)).toBeCloseTo(0.18, 1.5);
      expect(lightness(palette.lifted)).toBeCloseTo(0.25, 1.5);
      expect(lightness(palette.text)).toBeCloseTo(0.97, 1.5);
      expect(lightness(palette.accent)).toBeCloseTo(0.75, 1.5);
      expect(lightness(palette.secondAccent)).toBeCloseTo(0.75, 1.5);
    }
  });

  it('uses all hues', () => {
    const hues = seeds.map((seed) => oklch(paletteFrom(seed).accent)?.h ?? 0);
    for (let hue = 0; hue < 360; hue += 45) expect(hues.some((one) => one >= hue && one < hue + 45)).toBe(true);
  });
});

it('writes opacity as the last two digits of a colour', () => {
  expect(faded('#102030', 0)).toBe('#10203000');
  expect(faded('#102030', 1)).toBe('#102030ff');
});
