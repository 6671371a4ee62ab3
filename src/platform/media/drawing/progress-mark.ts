import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Area } from './card-layout.ts';
import type { Look } from './look.ts';
import { faded } from './palette.ts';
import type { Palette } from './palette.ts';

// Maximum number of marks; more would be too small to see, so longer films are divided into this many parts.
const MAX_MARKS = { line: 40, blocks: 24, dots: 15 } as const;

export interface Progress {
  readonly kind: Look['progress'];
  /** The height of one mark, and the maximum width of all. */
  readonly area: Area;
  /** Position of the scene, from 0. */
  readonly position: number;
  readonly sceneCount: number;
  /** Whether marks count from the right. */
  readonly mirrored: boolean;
  /** Whether the marks are in the middle instead of at the edge. */
  readonly isCentred: boolean;
}

/** Draws the scene's position in the film. */
export function drawProgress(
  context: SKRSContext2D,
  { kind, area, position, sceneCount, mirrored, isCentred }: Progress,
  palette: Palette,
): void {
  const count = Math.min(sceneCount, MAX_MARKS[kind]);
  const current = sceneCount <= count ? position : Math.floor((position / sceneCount) * count);
  context.save();
  context.translate(mirrored ? area.x + area.width : area.x, area.y);
  context.scale(mirrored ? -1 : 1, 1);
  for (let index = 0; index < count; index += 1) {
    context.fillStyle = index === current ? palette.accent : faded(palette.quietText, index < current ? 0.7 : 0.28);
    context.beginPath();
    MARKS[kind](context, area, { index, count, isCentred, isCurrent: index === current });
    context.fill();
  }
  context.restore();
}

interface Mark {
  readonly index: number;
  readonly count: number;
  readonly isCentred: boolean;
  readonly isCurrent: boolean;
}

const MARKS: Record<Look['progress'], (context: SKRSContext2D, area: Area, mark: Mark) => void> = {
  line: (context, { width, height }, { index, count, isCurrent }) => {
    const gap = height;
    const length = (width + gap) / count - gap;
    const thick = isCurrent ? height * 0.75 : height * 0.3;
    context.rect(index * (length + gap), (height - thick) / 2, length, thick);
  },
  blocks: (context, { width, height }, { index, count }) => {
    const side = Math.min(height * 1.6, width / count / 1.5);
    context.rect(index * side * 1.5, 0, side, side);
  },
  dots: (context, { width, height }, { index, count, isCentred, isCurrent }) => {
    const radius = isCurrent ? height * 0.5 : height * 0.3;
    const first = isCentred ? width / 2 - ((count - 1) / 2) * height * 2.2 : height / 2;
    context.arc(first + index * height * 2.2, height / 2, radius, 0, 2 * Math.PI);
  },
};
