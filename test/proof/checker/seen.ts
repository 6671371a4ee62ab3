import { decode, type Size } from './decode.ts';

/** A part of the frame: shares of its width and height. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Luma from which a pixel is bright. */
const BRIGHT = 170;

/** The share of bright pixels in each region, frame by frame. */
export async function decodeBrightness(ffmpeg: string, file: string, size: Size, regions: readonly Region[]): Promise<number[][]> {
  const { width, height } = size;
  const shares: number[][] = [];
  const frame = Buffer.alloc(width * height);
  let filled = 0;
  const options = ['-map', '0:v:0', '-vf', 'extractplanes=y', '-fps_mode', 'passthrough', '-f', 'rawvideo'];
  await decode(ffmpeg, file, options, (bytes) => {
    for (let at = 0; at < bytes.length;) {
      const taken = bytes.copy(frame, filled, at, Math.min(bytes.length, at + frame.length - filled));
      at += taken;
      filled += taken;
      if (filled < frame.length) continue;
      shares.push(regions.map((region) => brightShare(frame, size, region)));
      filled = 0;
    }
  });
  return shares;
}

function brightShare(frame: Buffer, { width, height }: Size, { left, top, right, bottom }: Region): number {
  let [count, bright] = [0, 0];
  for (let y = Math.round(top * height); y < Math.round(bottom * height); y += 1) {
    for (let x = Math.round(left * width); x < Math.round(right * width); x += 1) {
      count += 1;
      if ((frame[y * width + x] ?? 0) > BRIGHT) bright += 1;
    }
  }
  return bright / count;
}
