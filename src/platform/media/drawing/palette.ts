import { clampChroma, converter, formatHex, wcagContrast } from 'culori';
import type { Oklch } from 'culori';
import { seededRandom } from './random.ts';

/** Colours of one film as `#rrggbb`. Text and quiet text have a contrast of at least 7:1 on all three grounds, both accents 4.5:1. */
export interface Palette {
  readonly deep: string;
  readonly ground: string;
  readonly lifted: string;
  readonly text: string;
  readonly quietText: string;
  readonly accent: string;
  readonly secondAccent: string;
}

const convert = converter('oklch');
const toOklch = (hex: string): Oklch | undefined => convert(hex);
const toRgb = converter('rgb');

/** Light text on dark grounds, or dark text on light grounds. */
export type Tone = 'dark' | 'light';

const TEXT_CONTRAST = 7;
const ACCENT_CONTRAST = 4.5;

/** OKLCH lightness and chroma of each role. */
const TONES = {
  dark: { deep: [0.18, 0.03], ground: [0.215, 0.03], lifted: [0.25, 0.03], text: [0.97, 0.01], quiet: [0.82, 0.03], accent: [0.75, 0.15] },
  light: {
    deep: [0.925, 0.02],
    ground: [0.955, 0.014],
    lifted: [0.975, 0.01],
    text: [0.24, 0.03],
    quiet: [0.38, 0.03],
    accent: [0.5, 0.15],
  },
} as const;

/**
 * The palette of a film, derived from one hue in OKLCH, where equal lightness looks equal for every hue. Brand colors give the hue and the
 * accents; their lightness is changed where they would be hard to see on the ground.
 */
export function paletteFrom(seed: string, tone: Tone = 'dark', brand: readonly string[] = []): Palette {
  const [first, second] = brand.map(toOklch);
  const hue = hueOf(first) ?? seededRandom(`${seed}/palette`)() * 360;
  const color = ([lightness, chroma]: readonly [number, number], turn = 0) =>
    ({ mode: 'oklch', l: lightness, c: chroma, h: hue + turn }) as const;
  const roles = TONES[tone];
  const [deep, ground, lifted] = [formatted(color(roles.deep)), formatted(color(roles.ground)), formatted(color(roles.lifted))];
  // The ground on which text is hardest to read.
  const worst = tone === 'dark' ? lifted : deep;
  const against = (wanted: Oklch, contrast: number): string =>
    readable(wanted, { ground: worst, contrast, step: tone === 'dark' ? 0.01 : -0.01 });
  return {
    deep,
    ground,
    lifted,
    text: against(color(roles.text), TEXT_CONTRAST),
    quietText: against(color(roles.quiet), TEXT_CONTRAST),
    accent: against(first ?? color(roles.accent), ACCENT_CONTRAST),
    secondAccent: against(second ?? color(roles.accent, 150), ACCENT_CONTRAST),
  };
}

// Hue of a colour; undefined for grey, so that the seed's hue is used.
const hueOf = (color: Oklch | undefined): number | undefined => (color && color.c > 0.02 ? color.h : undefined);

/** A colour of the palette with an opacity from 0 to 1. */
export function faded(hex: string, opacity: number): string {
  return (
    hex +
    Math.round(opacity * 255)
      .toString(16)
      .padStart(2, '0')
  );
}

/** An accent color, made lighter where it would be hard to see over a dark color of this opacity with white behind it. */
export function accentOver(accent: string, { color, opacity }: { readonly color: string; readonly opacity: number }): string {
  const [dark, light] = [toRgb(color), toRgb(accent)];
  if (!dark || !light) return accent;
  const over = (part: number): number => part * opacity + 1 - opacity;
  const ground = formatHex({ ...dark, r: over(dark.r), g: over(dark.g), b: over(dark.b) });
  return readable(convert(light), { ground, contrast: ACCENT_CONTRAST, step: 0.01 });
}

interface Reading {
  readonly ground: string;
  readonly contrast: number;
  /** Change of lightness away from the ground. */
  readonly step: number;
}

// Changes the lightness until the contrast is reached. Ends at black or white, which have more than every required contrast.
function readable(color: Oklch, { ground, contrast, step }: Reading): string {
  for (let l = color.l; l > 0 && l < 1; l += step) {
    const hex = formatted({ ...color, l });
    if (wcagContrast(hex, ground) >= contrast) return hex;
  }
  return step > 0 ? '#ffffff' : '#000000';
}

// A colour as hex. Screens cannot show every chroma at every hue: chroma is reduced, lightness and hue are kept.
const formatted = (color: Oklch): string => formatHex(clampChroma({ ...color, h: (color.h ?? 0) % 360 }, 'oklch'));
