import type { MovingCard } from '../../drawing.ts';
import { wordsOf } from './ink.ts';
import { convertArea, createPlanes } from './planes.ts';
import { openStage } from './stage.ts';

/**
 * Arrays that take turns. The reader holds two frames, one that it writes to ffmpeg and one that waits, while the next one is drawn. New arrays
 * of this size for each frame cost a fifth of the drawing, in garbage collection.
 */
const TURNS = 4;

/** Frames of cards, one below the other, as raw `yuv420p`. Rejects with the `Failure` `MISSING_GLYPHS`. */
export async function* drawFrames(cards: readonly MovingCard[], count: number): AsyncGenerator<Uint8Array> {
  const stages = await Promise.all(cards.map((card) => openStage(card, count)));
  const height = stages.reduce((sum, stage) => sum + stage.height, 0);
  const planes = createPlanes(stages[0]?.width ?? 2, height);
  const turns = Array.from({ length: TURNS }, () => new Uint8Array(planes.bytes.length));
  let frame: Uint8Array | undefined;
  for (let index = 0; index < count; index += 1) {
    let top = 0;
    for (const stage of stages) {
      for (const { area, canvas } of stage.paint(index)) {
        convertArea(planes, wordsOf(canvas.data()), area, top);
        frame = undefined;
      }
      top += stage.height;
    }
    frame ??= nextOf(turns, planes.bytes);
    yield frame;
  }
}

/** The array whose turn it is, with a copy of the bytes. */
function nextOf(turns: Uint8Array[], bytes: Uint8Array): Uint8Array {
  const next = turns.shift() ?? new Uint8Array(bytes.length);
  next.set(bytes);
  turns.push(next);
  return next;
}

/** The first frame of a moving card as a PNG. */
export async function drawFrame(card: MovingCard): Promise<Buffer> {
  const stage = await openStage(card, 1);
  const [whole] = stage.paint(0);
  if (!whole) throw new Error('the first frame is drawn whole');
  return whole.canvas.encode('png');
}
