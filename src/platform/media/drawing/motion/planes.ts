import type { Area } from '../card-layout.ts';

/** A picture as ffmpeg's `yuv420p` holds it: all of Y, then U and V with half the width and height. Width and height are even. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

export const createPlanes = (width: number, height: number): Planes => ({
  width,
  height,
  bytes: new Uint8Array((width * height * 3) / 2),
});

/** Factors of BT.709 in video range (Y 16 to 235, U and V 16 to 240), times 65,536. */
const Y = { red: 11_966, green: 40_254, blue: 4_064 } as const;
const U = { red: -6_596, green: -22_188, blue: 28_784 } as const;
const V = { red: 28_784, green: -26_145, blue: -2_639 } as const;
const HALF = 32_768;

const luma = (pixel: number): number =>
  16 + ((Y.red * (pixel & 255) + Y.green * ((pixel >>> 8) & 255) + Y.blue * ((pixel >>> 16) & 255) + HALF) >> 16);

/** Of the sums of four pixels. */
const chroma = (factors: typeof U | typeof V, red: number, green: number, blue: number): number =>
  128 + ((factors.red * red + factors.green * green + factors.blue * blue + 4 * HALF) >> 18);

/**
 * Converts the pixels of an area, which are RGBA in little-endian words, and puts them at its place below `top`. The area's edges are even.
 * Only what changed is converted, and ffmpeg gets 1.5 bytes a pixel instead of 4.
 */
export function convertArea(planes: Planes, pixels: Uint32Array, area: Area, top: number): void {
  const { bytes, width: stride } = planes;
  const { width } = area;
  const size = stride * planes.height;
  // Most of a card is of one colour.
  let last = -1;
  let lastY = 0;
  let lastU = 0;
  let lastV = 0;
  for (let y = 0; y < area.height; y += 2) {
    let at = y * width;
    let to = (top + area.y + y) * stride + area.x;
    let toU = size + ((top + area.y + y) / 2) * (stride / 2) + area.x / 2;
    let toV = toU + size / 4;
    for (const end = at + width; at < end; at += 2, to += 2, toU += 1, toV += 1) {
      const a = pixels[at]!;
      const b = pixels[at + 1]!;
      const c = pixels[at + width]!;
      const d = pixels[at + width + 1]!;
      if (a === b && a === c && a === d) {
        if (a !== last) {
          last = a;
          lastY = luma(a);
          lastU = chroma(U, (a & 255) * 4, ((a >>> 8) & 255) * 4, ((a >>> 16) & 255) * 4);
          lastV = chroma(V, (a & 255) * 4, ((a >>> 8) & 255) * 4, ((a >>> 16) & 255) * 4);
        }
        bytes[to] = lastY;
        bytes[to + 1] = lastY;
        bytes[to + stride] = lastY;
        bytes[to + stride + 1] = lastY;
        bytes[toU] = lastU;
        bytes[toV] = lastV;
      } else {
        bytes[to] = luma(a);
        bytes[to + 1] = luma(b);
        bytes[to + stride] = luma(c);
        bytes[to + stride + 1] = luma(d);
        const red = (a & 255) + (b & 255) + (c & 255) + (d & 255);
        const green = ((a >>> 8) & 255) + ((b >>> 8) & 255) + ((c >>> 8) & 255) + ((d >>> 8) & 255);
        const blue = ((a >>> 16) & 255) + ((b >>> 16) & 255) + ((c >>> 16) & 255) + ((d >>> 16) & 255);
        bytes[toU] = chroma(U, red, green, blue);
        bytes[toV] = chroma(V, red, green, blue);
      }
    }
  }
}
