import type { FileHandle } from 'node:fs/promises';

/** The head of a box of an MP4, MOV, AVIF or HEIC file (ISO 14496-12, 4.2). The caller checks whether the box fits. */
export interface BoxHead {
  /** Type of the box: four characters of Latin-1. */
  readonly name: string;
  /** Size of the whole box in bytes, including its head. Below 8 it is damaged. */
  readonly bytes: number;
  /** Size of the head in bytes: 8, or 16 with a 64-bit size. */
  readonly headBytes: number;
}

/** A box at the outermost level of a file. Without `box`, fewer than 8 bytes are left. */
export interface FileBox {
  /** Position in the file. */
  readonly at: number;
  readonly box: BoxHead | undefined;
}

/** A box in memory. Without `body` it is larger than the box that contains it, or has no size. */
export interface InnerBox {
  readonly name: string;
  /** The bytes after the head. */
  readonly body: Buffer | undefined;
}

const HEAD_BYTES = 8;
const LONG_HEAD_BYTES = 16;

/** The outermost boxes of a file, in order. Ends after the first box that is damaged or larger than the file. */
export async function* readFileBoxes(file: FileHandle, fileBytes: number): AsyncGenerator<FileBox, undefined> {
  const head = Buffer.alloc(LONG_HEAD_BYTES);
  for (let at = 0; at < fileBytes;) {
    const { bytesRead } = await file.read(head, 0, head.length, at);
    const box = headAt(head.subarray(0, bytesRead), 0, fileBytes - at);
    yield { at, box };
    if (!box || box.bytes < HEAD_BYTES) return;
    at += box.bytes;
  }
}

/** The boxes inside of another one, in order. Ends after the first one without a body. */
export function* readInnerBoxes(bytes: Buffer): Generator<InnerBox, undefined> {
  for (let at = 0; at < bytes.length;) {
    const box = headAt(bytes, at, bytes.length - at);
    // QuickTime ends a list of boxes with a zero.
    if (!box || (bytes.readUInt32BE(at) === 0 && at + 12 >= bytes.length)) return;
    const fits = box.bytes >= HEAD_BYTES && at + box.bytes <= bytes.length;
    yield { name: box.name, body: fits ? bytes.subarray(at + box.headBytes, at + box.bytes) : undefined };
    if (!fits) return;
    at += box.bytes;
  }
}

/** Reads the head at a position. `left`: bytes from there to the end of the containing box. */
function headAt(bytes: Buffer, at: number, left: number): BoxHead | undefined {
  if (at + HEAD_BYTES > bytes.length) return undefined;
  const size = bytes.readUInt32BE(at);
  const name = bytes.toString('latin1', at + 4, at + HEAD_BYTES);
  // A size of 1 means that a 64-bit size follows the name, 0 that the box extends to the end.
  if (size === 1 && at + LONG_HEAD_BYTES <= bytes.length) {
    return { name, bytes: Number(bytes.readBigUInt64BE(at + HEAD_BYTES)), headBytes: LONG_HEAD_BYTES };
  }
  return { name, bytes: size === 0 ? left : size, headBytes: HEAD_BYTES };
}
