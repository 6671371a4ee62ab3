import { clampChroma, formatHex, wcagContrast } from 'culori';
import { seededRandom } from './random.ts';

/** Colours of one film as `#rrggbb`. Text and quiet text reach 7:1 on all three grounds. */
export interface Palette {
  readonly deep: string;
  readonly ground: string;
  readonly lifted: string;
  readonly text: string;
  readonly quietText: string;
  readonly accent: string;
  readonly secondAccent: string;
}

const MIN_CONTRAST = 7;

/** Derived from one hue in OKLCH, where equal lightness looks equal for every hue. */
export function paletteFrom(seed: string): Palette {
  const hue = seededRandom(`${seed}/palette`)() * 360;
  const lifted = oklch(0.25, 0.03, hue);
  return {
    deep: oklch(0.18, 0.03, hue),
    ground: oklch(0.215, 0.03, hue),
    lifted,
    text: readable(0.97, 0.01, hue, lifted),
    quietText: readable(0.82, 0.03, hue, lifted),
    accent: oklch(0.75, 0.15, hue),
    secondAccent: oklch(0.75, 0.15, hue + 150),
  };
}

/** A colour of the palette made see-through; `opacity` from 0 to 1. */
export function faded(hex: string, opacity: number): string {
  return (
    hex +
    Math.round(opacity * 255)
      .toString(16)
      .padStart(2, '0')
  );
}

// Raises lightness until the contrast is reached; L 1 on L 0.25 exceeds it, so the loop ends.
function readable(lightness: number, chroma: number, hue: number, ground: string): string {
  const color = oklch(lightness, chroma, hue);
  if (wcagContrast(color, ground) >= MIN_CONTRAST || lightness >= 1) return color;
  return readable(lightness + 0.01, chroma, hue, ground);
}

// Screens cannot show every chroma at every hue: chroma is reduced, lightness and hue are kept.
function oklch(l: number, c: number, h: number): string {
  return formatHex(clampChroma({ mode: 'oklch', l, c, h: h % 360 }, 'oklch'));
}
