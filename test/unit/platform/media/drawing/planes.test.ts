import { describe, expect, test } from 'vitest';
import { convertArea, createPlanes } from '../../../../../src/platform/media/drawing/motion/planes.ts';

const rgb = (red: number, green: number, blue: number): number => (255 << 24) | (blue << 16) | (green << 8) | red;
/** The parts of one frame of 4 x 4 pixels. */
const parts = (bytes: Uint8Array) => ({ y: [...bytes.slice(0, 16)], u: [...bytes.slice(16, 20)], v: [...bytes.slice(20, 24)] });
const whole = { x: 0, y: 0, width: 4, height: 4 };

describe('a picture in planes', () => {
  test.each([
    ['black', rgb(0, 0, 0), [16, 128, 128]],
    ['white', rgb(255, 255, 255), [235, 128, 128]],
    ['red', rgb(255, 0, 0), [63, 102, 240]],
    ['green', rgb(0, 255, 0), [173, 42, 26]],
    ['blue', rgb(0, 0, 255), [32, 240, 118]],
  ])('has %s in BT.709 and video range', (_, color, [y, u, v]) => {
    const planes = createPlanes(4, 4);
    convertArea(planes, new Uint32Array(16).fill(color), whole, 0);
    expect(parts(planes.bytes)).toEqual({ y: Array(16).fill(y), u: Array(4).fill(u), v: Array(4).fill(v) });
  });

  test('has the mean colour of four pixels, and each one its own brightness', () => {
    const planes = createPlanes(4, 4);
    const pixels = new Uint32Array(16).fill(rgb(0, 0, 0));
    pixels.set([rgb(255, 0, 0), rgb(255, 255, 255)], 0);
    convertArea(planes, pixels, whole, 0);
    const { y, u, v } = parts(planes.bytes);
    expect([y.slice(0, 2), u[0], v[0], u[1]]).toEqual([[63, 235], 122, 156, 128]);
  });

  test('changes in one area only, below the pictures above it', () => {
    const planes = createPlanes(4, 8);
    planes.bytes.fill(1);
    convertArea(planes, new Uint32Array(4).fill(rgb(255, 255, 255)), { x: 2, y: 2, width: 2, height: 2 }, 4);
    const changed = [...planes.bytes.entries()].filter(([, value]) => value !== 1);
    expect(changed).toEqual([...[26, 27, 30, 31].map((at) => [at, 235]), [32 + 7, 128], [32 + 8 + 7, 128]]);
  });
});
