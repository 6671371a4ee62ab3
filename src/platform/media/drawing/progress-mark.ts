import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Area } from './card-layout.ts';
import type { Look } from './look.ts';
import { faded } from './palette.ts';
import type { Palette } from './palette.ts';

// More marks than these would be dust: beyond, the film is shown in this many parts.
const MOST_MARKS = { line: 40, blocks: 24, dots: 15 } as const;

interface Place {
  /** From 0. */
  readonly position: number;
  readonly sceneCount: number;
}

/** Shows where in the film a scene stands, in an area as high as the mark. `mirrored` counts from the right. */
export function drawProgress(
  context: SKRSContext2D,
  kind: Look['progress'],
  area: Area,
  { position, sceneCount }: Place,
  palette: Palette,
  mirrored: boolean,
): void {
  const marks = Math.min(sceneCount, MOST_MARKS[kind]);
  const current = sceneCount <= marks ? position : Math.floor((position / sceneCount) * marks);
  context.save();
  context.translate(mirrored ? area.x + area.width : area.x, area.y);
  context.scale(mirrored ? -1 : 1, 1);
  for (let mark = 0; mark < marks; mark += 1) {
    context.fillStyle = mark === current ? palette.accent : faded(palette.quietText, mark < current ? 0.7 : 0.28);
    context.beginPath();
    MARKS[kind](context, area, mark, marks, mark === current);
    context.fill();
  }
  context.restore();
}

type MarkPath = (context: SKRSContext2D, area: Area, mark: number, marks: number, current: boolean) => void;

const MARKS: Record<Look['progress'], MarkPath> = {
  line: (context, { width, height }, mark, marks, current) => {
    const gap = height;
    const length = (width + gap) / marks - gap;
    const thick = current ? height * 0.75 : height * 0.3;
    context.rect(mark * (length + gap), (height - thick) / 2, length, thick);
  },
  blocks: (context, { width, height }, mark, marks) => {
    const side = Math.min(height * 1.6, width / marks / 1.5);
    context.rect(mark * side * 1.5, 0, side, side);
  },
  dots: (context, { width, height }, mark, marks, current) => {
    const radius = current ? height * 0.5 : height * 0.3;
    context.arc(width / 2 + (mark - (marks - 1) / 2) * height * 2.2, height / 2, radius, 0, 2 * Math.PI);
  },
};
