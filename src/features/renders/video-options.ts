/** The short side in pixels. */
export const RESOLUTIONS = { P360: 360, P480: 480, P720: 720, P1080: 1080, P1440: 1440, P2160: 2160 } as const;
export type Resolution = keyof typeof RESOLUTIONS;
export const RESOLUTION_NAMES = ['P360', 'P480', 'P720', 'P1080', 'P1440', 'P2160'] as const satisfies readonly Resolution[];
/** What this version renders; the other names stand in the contract for what comes. */
export const OFFERED_RESOLUTIONS: readonly Resolution[] = ['P360', 'P480', 'P720', 'P1080'];

/** Width to height. */
export const ASPECT_RATIOS = {
  LANDSCAPE_16_9: [16, 9],
  PORTRAIT_9_16: [9, 16],
  SQUARE_1_1: [1, 1],
  PORTRAIT_4_5: [4, 5],
} as const;
export type AspectRatio = keyof typeof ASPECT_RATIOS;
export const ASPECT_RATIO_NAMES = [
  'LANDSCAPE_16_9',
  'PORTRAIT_9_16',
  'SQUARE_1_1',
  'PORTRAIT_4_5',
] as const satisfies readonly AspectRatio[];

export const FRAME_RATES: readonly number[] = [24, 25, 30, 60];
export const MODELS: readonly string[] = ['storyboard'];
export const LOOKS: readonly string[] = ['editorial', 'poster', 'quiet'];
export const CAPTION_STYLES = ['classic', 'none'] as const;

/** Pixels of a frame; both sides even, as 4:2:0 needs. */
export function frameSize(resolution: Resolution, aspectRatio: AspectRatio): { readonly width: number; readonly height: number } {
  const [across, down] = ASPECT_RATIOS[aspectRatio];
  const short = RESOLUTIONS[resolution];
  const long = even((short * Math.max(across, down)) / Math.min(across, down));
  return across >= down ? { width: long, height: short } : { width: short, height: long };
}

const even = (pixels: number): number => 2 * Math.round(pixels / 2);
