import { Path2D } from '@napi-rs/canvas';
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Area } from '../card-layout.ts';
// Phosphor icons, light (MIT); `scripts/pictograms.ts` writes the file.
import outlines from './outlines.json' with { type: 'json' };

const OUTLINES: Readonly<Record<string, string>> = outlines;
/** Side of the square on which the outlines are drawn. */
const SIDE = 256;

const paths = new Map<string, Path2D>();

export const isPictogram = (name: string): boolean => Object.hasOwn(OUTLINES, name);

/** Fills a square area with a pictogram; draws nothing for an unknown name. */
export function paintPictogram(context: SKRSContext2D, name: string, { x, y, width }: Area, color: string): void {
  const outline = isPictogram(name) ? OUTLINES[name] : undefined;
  if (outline === undefined) return;
  let path = paths.get(name);
  if (!path) paths.set(name, (path = new Path2D(outline)));
  context.save();
  context.translate(x, y);
  context.scale(width / SIDE, width / SIDE);
  context.fillStyle = color;
  context.fill(path);
  context.restore();
}
