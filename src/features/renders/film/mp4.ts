import { open } from 'node:fs/promises';

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

/** Walks the top-level boxes of a file (ISO 14496-12, 4.2) and reads `moov`. */
export const readMp4Layout = async (path: string): Promise<Mp4Layout> => {
  const file = await open(path);
  try {
    const { size: fileBytes } = await file.stat();
    const boxes: string[] = [];
    let hasBt709Atom = false;
    for (let at = 0; at + 8 <= fileBytes && boxes.length < MAX_BOXES;) {
      const head = Buffer.alloc(16);
      await file.read(head, 0, 16, at);
      const short = head.readUInt32BE(0);
      // 1 announces a 64-bit size after the name, 0 a box up to the end of the file.
      const bytes = short === 1 ? Number(head.readBigUInt64BE(8)) : short === 0 ? fileBytes - at : short;
      const name = head.toString('latin1', 4, 8);
      boxes.push(name);
      if (bytes < 8) break;
      if (name === 'moov') {
        const index = Buffer.alloc(Math.min(bytes, fileBytes - at, MAX_INDEX_BYTES));
        await file.read(index, 0, index.length, at);
        hasBt709Atom = index.includes(BT709_ATOM);
      }
      at += bytes;
    }
    return { boxes, hasBt709Atom };
  } finally {
    await file.close();
  }
};
