import { OptionList } from '../options.ts';
import type { NameOf } from '../options.ts';
import { RESOLUTIONS } from './resolutions.ts';
import type { Resolution } from './resolutions.ts';

/** Aspect ratios, as width to height. */
export const SHAPES = new OptionList('LANDSCAPE_16_9', [
  { name: 'LANDSCAPE_16_9', title: '16:9', description: 'Landscape, for televisions and computers.', ratio: [16, 9] },
  { name: 'PORTRAIT_9_16', title: '9:16', description: 'Portrait, for telephones.', ratio: [9, 16] },
  { name: 'SQUARE_1_1', title: '1:1', description: 'Square, for feeds.', ratio: [1, 1] },
  { name: 'PORTRAIT_4_5', title: '4:5', description: 'Slightly taller than wide, for feeds.', ratio: [4, 5] },
]);
export type AspectRatio = NameOf<typeof SHAPES>;

/** Pixels of a frame; both sides are even, as 4:2:0 requires. */
export function frameSize(resolution: Resolution, aspectRatio: AspectRatio): { readonly width: number; readonly height: number } {
  const [across, down] = SHAPES.get(aspectRatio).ratio;
  const short = RESOLUTIONS.get(resolution).shortSide;
  const long = even((short * Math.max(across, down)) / Math.min(across, down));
  return across >= down ? { width: long, height: short } : { width: short, height: long };
}

const even = (pixels: number): number => 2 * Math.round(pixels / 2);
