import type { FfmpegCommand, FfmpegInput } from '../../../platform/media/media.ts';
import type { Size } from '../pictures/placement.ts';
import type { OverlaySpec } from './overlay-spec.ts';

/** Goes up when overlays are drawn or scaled differently; part of their hash. */
export const OVERLAY_REVISION = 1;

const even = (side: number): number => Math.max(2, 2 * Math.round(side / 2));

/** Pixels of an overlay; undefined for a text, which is as large as its words. */
export function overlayBox({ content, width }: Pick<OverlaySpec, 'content' | 'width'>, frame: Size): Size | undefined {
  if ('text' in content) return undefined;
  if (!('clip' in content)) return overlaySize(content, width, frame);
  const { clip, height } = content;
  if (height !== undefined) return { width: even(width * frame.width), height: even(height * frame.height) };
  // More of it is never seen, and each frame of it would be encoded.
  const whole = overlaySize(clip, width, frame);
  return { ...whole, height: Math.min(whole.height, even(frame.height)) };
}

/** Pixels of a picture whose width is a share of the frame, both even; at least 2. A very tall one may be higher than the frame. */
export function overlaySize(picture: Size, share: number, frame: Size): Size {
  const width = even(share * frame.width);
  // Beyond four frames nothing more is seen.
  return { width, height: Math.min(even((width * picture.height) / picture.width), 4 * frame.height) };
}

/** A PNG with its transparent parts, of this size. */
export const overlayCommand = (input: FfmpegInput, filters: readonly string[], { width, height }: Size, output: string): FfmpegCommand => ({
  inputs: [input],
  filterGraph: `[0:v:0]${[...filters, 'format=rgba', `scale=${width}:${height}:flags=lanczos`].join(',')}[overlay]`,
  outputOptions: ['-map', '[overlay]', '-frames:v', '1', '-map_metadata', '-1', '-bitexact', '-c:v', 'png', '-f', 'image2', '-update', '1'],
  output,
  threads: 1,
  timeoutMs: 120_000,
});
