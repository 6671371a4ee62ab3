import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import type { FilmSpec } from './film-spec.ts';

/** Pixels of a frame; 2560x1440 has 3.7 million, 3840x2160 has 8.3. */
const LARGE_PIXELS = 5_000_000;
/** Milliseconds; shorter than any step may be silent. */
const REPORT_EVERY_MS = 60_000;

/** One for the process, which is what has to fit into memory. */
const turns = pLimit(1);

export const isLarge = ({ width, height }: Pick<FilmSpec, 'width' | 'height'>): boolean => width * height > LARGE_PIXELS;

interface Waiting {
  readonly signal: AbortSignal;
  /** Called each minute of waiting, because a step that reports nothing for long counts as stalled. */
  readonly report: () => void;
}

/**
 * Encodes a clip with so many threads. Usual clips have one thread each, several of them at once: they are short, and x264 parallelizes
 * short work badly. A clip of 2160p takes 0.6 to 1 GB and its rows keep two threads busy, so a process encodes one at a time.
 */
export async function encodeInTurn<Result>(
  size: Pick<FilmSpec, 'width' | 'height'>,
  { signal, report }: Waiting,
  encode: (threads: number) => Promise<Result>,
): Promise<Result> {
  if (!isLarge(size)) return encode(1);
  const timer = setInterval(report, REPORT_EVERY_MS);
  try {
    return await turns(() => {
      clearInterval(timer);
      signal.throwIfAborted();
      return encode(Math.min(2, availableParallelism()));
    });
  } finally {
    clearInterval(timer);
  }
}
