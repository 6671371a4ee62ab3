import { open } from 'node:fs/promises';
import { readFileBoxes } from '../../../platform/files/mp4-boxes.ts';

/** Structure of an MP4 file, which no decoder reports. */
export interface Mp4Layout {
  /** Names of the top-level boxes, in order. */
  readonly boxes: readonly string[];
  /** The colour box states BT.709 three times and limited range. */
  readonly hasBt709Atom: boolean;
}

const MAX_BOXES = 64;
const MAX_INDEX_BYTES = 64 * 1024 * 1024;

/** `colr` of type `nclx`: primaries, transfer, matrix (1 is BT.709), and a flag for full range. */
const BT709_ATOM = Buffer.concat([Buffer.from('colrnclx', 'latin1'), Buffer.from([0, 1, 0, 1, 0, 1, 0])]);

/** Reads the top-level boxes of a file and looks into `moov`. */
export const readMp4Layout = async (path: string): Promise<Mp4Layout> => {
  const file = await open(path);
  try {
    const { size: fileBytes } = await file.stat();
    const boxes: string[] = [];
    let hasBt709Atom = false;
    for await (const { at, box } of readFileBoxes(file, fileBytes)) {
      if (!box || boxes.length >= MAX_BOXES) break;
      boxes.push(box.name);
      if (box.name !== 'moov') continue;
      const index = Buffer.alloc(Math.min(box.bytes, fileBytes - at, MAX_INDEX_BYTES));
      await file.read(index, 0, index.length, at);
      hasBt709Atom = index.includes(BT709_ATOM);
    }
    return { boxes, hasBt709Atom };
  } finally {
    await file.close();
  }
};
