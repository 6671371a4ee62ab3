import { createCanvas } from '@napi-rs/canvas';
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Area } from '../card-layout.ts';
import { evenArea } from './areas.ts';

/** Ink is looked for in a picture of a quarter of the size: an area needs no exact edges. */
const SCALE = 4;
/** Pixels around what was found: the edge of a quarter-size pixel, and what is too faint in it. */
const MARGIN = 8;

/** Finds the pixels that drawings may change, for one size of frame. */
export function openInkFinder(width: number, height: number): (paint: (context: SKRSContext2D) => void) => Area | undefined {
  const canvas = createCanvas(Math.ceil(width / SCALE), Math.ceil(height / SCALE));
  const context = canvas.getContext('2d');
  return (paint) => {
    // Clearing all of it also makes the canvas forget what was drawn before.
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.save();
    context.scale(1 / SCALE, 1 / SCALE);
    paint(context);
    context.restore();
    const found = inkIn(wordsOf(canvas.data()), canvas.width, canvas.height);
    return found && evenArea(scaled(found), width, height);
  };
}

/** The bytes of a canvas as a word for each pixel. */
export const wordsOf = (bytes: Buffer): Uint32Array => new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);

function inkIn(words: Uint32Array, width: number, height: number): Area | undefined {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 1) {
      if (words[at] === 0) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  return right < 0 ? undefined : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

const scaled = ({ x, y, width, height }: Area): Area => ({
  x: x * SCALE - MARGIN,
  y: y * SCALE - MARGIN,
  width: width * SCALE + 2 * MARGIN,
  height: height * SCALE + 2 * MARGIN,
});
