import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

const BYTES = 2;

export interface SoundPart {
  /** Samples from the start of the recording. */
  readonly from: number;
  readonly to: number;
}

interface Cutting {
  readonly sampleRate: number;
  /** Seconds of a part at most. */
  readonly maxSeconds: number;
  /** Seconds before that in which the quietest place is looked for. */
  readonly searchSeconds: number;
}

/** Shares of a second: a pause between two words. */
const WINDOW = 0.25;

/** Cuts a recording, raw mono 16-bit samples, into parts at the quietest places, so that no word is cut. */
export async function cutSound(path: string, { sampleRate, maxSeconds, searchSeconds }: Cutting): Promise<readonly SoundPart[]> {
  const file = await open(path);
  try {
    const total = Math.floor((await file.stat()).size / BYTES);
    const parts: SoundPart[] = [];
    let from = 0;
    while (total - from > maxSeconds * sampleRate) {
      const end = from + maxSeconds * sampleRate;
      const start = end - searchSeconds * sampleRate;
      const to = start + quietest(await readSamples(file, start, end), Math.round(WINDOW * sampleRate));
      parts.push({ from, to });
      from = to;
    }
    return [...parts, { from, to: total }];
  } finally {
    await file.close();
  }
}

async function readSamples(file: FileHandle, from: number, to: number): Promise<Int16Array> {
  const bytes = Buffer.alloc((to - from) * BYTES);
  await file.read(bytes, 0, bytes.length, from * BYTES);
  return new Int16Array(bytes.buffer, bytes.byteOffset, to - from);
}

/** The middle of the quietest window. */
function quietest(samples: Int16Array, window: number): number {
  let best = { at: samples.length - 1, loudness: Infinity };
  for (let at = 0; at + window <= samples.length; at += window) {
    const loudness = samples.subarray(at, at + window).reduce((sum, sample) => sum + Math.abs(sample), 0);
    if (loudness < best.loudness) best = { at: at + Math.floor(window / 2), loudness };
  }
  return best.at;
}
