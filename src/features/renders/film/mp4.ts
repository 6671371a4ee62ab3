import { open } from 'node:fs/promises';
import { readFileBoxes } from '../../../platform/files/mp4-boxes.ts';

/** Properties of the structure of an MP4 file, which no decoder reports. */
export interface Mp4Layout {
  /** Names of the top-level boxes, in order. */
  readonly boxes: readonly string[];
  /** Whether the colour box states BT.709 three times and the limited range. */
  readonly hasBt709Atom: boolean;
  /** Frames that decoding can start with, counted from 0, in order. */
  readonly keyFrames: readonly number[];
}

const MAX_BOXES = 64;
const MAX_INDEX_BYTES = 64 * 1024 * 1024;

/** The `colr` box of type `nclx`: primaries, transfer, matrix (1 is BT.709), and a flag for full range. */
const BT709_ATOM = Buffer.concat([Buffer.from('colrnclx', 'latin1'), Buffer.from([0, 1, 0, 1, 0, 1, 0])]);

/**
 * Reads the table of sync samples, which counts from 1 in decoding order. Groups of pictures are closed, so a key frame has the same place
 * in display order. Audio has no such table, because each of its samples can be decoded.
 */
const keyFramesIn = (index: Buffer): number[] => {
  const at = index.indexOf('stss', 0, 'latin1');
  if (at < 4 || at + 12 > index.length) return [];
  const count = index.readUInt32BE(at + 8);
  if (index.readUInt32BE(at - 4) !== 16 + 4 * count || at + 12 + 4 * count > index.length) return [];
  return Array.from({ length: count }, (_, entry) => index.readUInt32BE(at + 12 + 4 * entry) - 1);
};

/** Reads the top-level boxes of a file and looks into `moov`. */
export const readMp4Layout = async (path: string): Promise<Mp4Layout> => {
  const file = await open(path);
  try {
    const { size: fileBytes } = await file.stat();
    const boxes: string[] = [];
    let hasBt709Atom = false;
    let keyFrames: readonly number[] = [];
    for await (const { at, box } of readFileBoxes(file, fileBytes)) {
      if (!box || boxes.length >= MAX_BOXES) break;
      boxes.push(box.name);
      if (box.name !== 'moov') continue;
      const index = Buffer.alloc(Math.min(box.bytes, fileBytes - at, MAX_INDEX_BYTES));
      await file.read(index, 0, index.length, at);
      hasBt709Atom = index.includes(BT709_ATOM);
      keyFrames = keyFramesIn(index);
    }
    return { boxes, hasBt709Atom, keyFrames };
  } finally {
    await file.close();
  }
};
