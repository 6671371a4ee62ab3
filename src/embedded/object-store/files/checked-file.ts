import { open, rm, type FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { BlockWriter, writeAll, type Body } from './block-writer.ts';

/**
 * A checked file holds content ‖ facts as JSON ‖ length of the JSON (4 bytes) ‖ magic. One file means one rename, so content and facts
 * never differ; the facts come last because the ETag is known only after the last byte.
 */
const MAGIC = Buffer.from('RWSEAL01');
const FOOTER = 4 + MAGIC.length;
/** Facts are rarely longer; one read then fetches facts and footer together. */
const USUAL_SEAL = 4096;
const READ_BLOCK = 1024 * 1024;
/** A range of bytes, both ends included. */
export interface ByteSpan {
  readonly start: number;
  readonly end: number;
}

export interface CheckedFile<Facts> {
  readonly facts: Facts;
  readonly byteSize: number;
  /** The content from `start` to `end`, inclusive, in blocks; closes the file when the reader stops. */
  read(range?: ByteSpan): AsyncGenerator<Buffer>;
  close(): Promise<void>;
}

function sealOf(facts: unknown): Buffer {
  const json = Buffer.from(JSON.stringify(facts));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return Buffer.concat([json, length, MAGIC]);
}

/** Writes a new file from the body and the facts that `seal` returns. When the body or `seal` throws, no file is left. */
export async function writeChecked<Facts>(
  path: string,
  body: Body,
  seal: (byteSize: number) => Facts | Promise<Facts>,
  { isFlushed = true }: { readonly isFlushed?: boolean } = {},
): Promise<Facts> {
  const handle = await open(path, 'wx', 0o600);
  try {
    const byteSize = await writeBody(handle, body);
    const facts = await seal(byteSize);
    await writeAll(handle, sealOf(facts), byteSize);
    if (isFlushed) await handle.sync();
    await handle.close();
    return facts;
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(path, { force: true });
    throw error;
  }
}

/** Returns the number of bytes. */
async function writeBody(handle: FileHandle, body: Body): Promise<number> {
  const writer = new BlockWriter(handle, body);
  try {
    await pipeline(body.bytes, writer);
  } catch (error) {
    body.drop?.();
    throw error;
  } finally {
    await writer.idle();
  }
  return writer.byteSize;
}

async function readSeal(handle: FileHandle): Promise<{ facts: unknown; byteSize: number }> {
  const { size } = await handle.stat();
  const tail = async (length: number) => {
    const bytes = Buffer.alloc(Math.min(length, size));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, size - bytes.length);
    return bytes.subarray(0, bytesRead);
  };
  let end = await tail(USUAL_SEAL);
  if (end.length < FOOTER || !end.subarray(-MAGIC.length).equals(MAGIC)) throw new Error('The file has no valid footer.');
  const length = end.readUInt32BE(end.length - FOOTER) + FOOTER;
  if (length > size) throw new Error('The footer is damaged.');
  if (length > end.length) end = await tail(length);
  return { facts: JSON.parse(end.subarray(end.length - length, -FOOTER).toString()), byteSize: size - length };
}

/** Throws ENOENT for a missing file, and an Error for one that `writeChecked` did not write. The caller reads or closes it. */
export async function openChecked<Facts>(path: string): Promise<CheckedFile<Facts>> {
  const handle = await open(path, 'r');
  try {
    const { facts, byteSize } = await readSeal(handle);
    return {
      facts: facts as Facts,
      byteSize,
      async *read({ start, end } = { start: 0, end: byteSize - 1 }) {
        try {
          if (end >= start)
            yield* handle.createReadStream({ start, end, highWaterMark: READ_BLOCK, autoClose: false }) as AsyncIterable<Buffer>;
        } finally {
          await handle.close();
        }
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The facts only. Throws like `openChecked`. */
export async function readFacts<Facts>(path: string): Promise<Facts> {
  const file = await openChecked<Facts>(path);
  await file.close();
  return file.facts;
}

/** Flushes a file, or the names in a folder, to the disk. */
export async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
