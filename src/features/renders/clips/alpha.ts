import type { FfmpegInput } from '../../../platform/media/media.ts';
import type { Size } from '../pictures/placement.ts';

/** ffmpeg's own decoders of these codecs leave out the second stream, which is the transparency. */
const DECODERS: Readonly<Partial<Record<string, string>>> = { vp8: 'libvpx', vp9: 'libvpx-vp9' };

/** An input whose transparency is a second stream, with the decoder that reads both. */
export function alphaInput(input: FfmpegInput, codec: string): FfmpegInput {
  const decoder = DECODERS[codec];
  if (decoder === undefined) return input;
  const { options = [], guard } = input;
  const guarded = guard && { guard: { ...guard, decoders: [...guard.decoders, decoder] } };
  return { ...input, options: [...options, '-c:V', decoder], ...guarded };
}

/** Filters that put the transparency of `yuva420p` below the picture, as grey, so that any codec keeps it: `yuv420p` of twice the height. */
export const STACKED_ALPHA = [
  'split[picture][below]',
  '[picture]format=yuv420p[above]',
  // Transparency has the full range: its plane is moved and not converted, and `lutyuv` without `y` would clip it.
  `[below]${planes([0, 3], [0, 1], [0, 2])}:format=yuv420p,lutyuv=y=val:u=128:v=128[mask]`,
  '[above][mask]vstack',
].join(';');

/** Filters that undo it for a picture of this size. `name` keeps their labels apart from those of other clips. */
export const unstackedAlpha = ({ width, height }: Size, name: string): string =>
  [
    `split[${name}above][${name}below]`,
    `[${name}above]crop=${width}:${height}:0:0[${name}picture]`,
    `[${name}below]crop=${width}:${height}:0:${height}[${name}mask]`,
    `[${name}picture][${name}mask]${planes([0, 0], [0, 1], [0, 2], [1, 0])}:format=yuva420p`,
  ].join(';');

/** Each plane of the result: the input it is taken from, and the plane of that. */
function planes(...from: readonly (readonly [number, number])[]): string {
  return `mergeplanes=${from.map(([input, plane], index) => `map${index}s=${input}:map${index}p=${plane}`).join(':')}`;
}
