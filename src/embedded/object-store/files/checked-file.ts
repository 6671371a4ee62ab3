import { open, rm, type FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { BlockWriter, writeAll, type Body } from './block-writer.ts';

/**
 * A checked file holds content ‖ metadata as JSON ‖ length of the JSON (4 bytes) ‖ magic. One file needs one rename, so content and
 * metadata never differ. The metadata come last because the ETag is known only after the last byte.
 */
const MAGIC = Buffer.from('RWSEAL01');
const FOOTER = 4 + MAGIC.length;
/** Bytes. Metadata rarely need more, so one read usually fetches metadata and footer together. */
const USUAL_FOOTER_BYTES = 4096;
const READ_BLOCK = 1024 * 1024;
/** A range of bytes, both ends included. */
export interface ByteSpan {
  readonly start: number;
  readonly end: number;
}

export interface CheckedFile<Metadata> {
  readonly metadata: Metadata;
  readonly byteSize: number;
  /** The content from `start` to `end`, inclusive, in blocks; closes the file when the reader stops. */
  read(range?: ByteSpan): AsyncGenerator<Buffer>;
  close(): Promise<void>;
}

function footerOf(metadata: unknown): Buffer {
  const json = Buffer.from(JSON.stringify(metadata));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return Buffer.concat([json, length, MAGIC]);
}

/** Writes a new file from the body and the metadata that `metadataOf` returns. When the body or `metadataOf` throws, no file is left. */
export async function writeChecked<Metadata>(
  path: string,
  body: Body,
  metadataOf: (byteSize: number) => Metadata | Promise<Metadata>,
  { isFlushed = true }: { readonly isFlushed?: boolean } = {},
): Promise<Metadata> {
  const handle = await open(path, 'wx', 0o600);
  try {
    const byteSize = await writeBody(handle, body);
    const metadata = await metadataOf(byteSize);
    await writeAll(handle, footerOf(metadata), byteSize);
    if (isFlushed) await handle.sync();
    await handle.close();
    return metadata;
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(path, { force: true });
    throw error;
  }
}

/** Writes the body and returns its number of bytes. */
async function writeBody(handle: FileHandle, body: Body): Promise<number> {
  const writer = new BlockWriter(handle, body);
  try {
    await pipeline(body.bytes, writer);
  } catch (error) {
    await writer.stop();
    body.drop?.();
    throw error;
  }
  return writer.byteSize;
}

async function readFooter(handle: FileHandle): Promise<{ metadata: unknown; byteSize: number }> {
  const { size } = await handle.stat();
  const tail = async (length: number) => {
    const bytes = Buffer.alloc(Math.min(length, size));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, size - bytes.length);
    return bytes.subarray(0, bytesRead);
  };
  let end = await tail(USUAL_FOOTER_BYTES);
  if (end.length < FOOTER || !end.subarray(-MAGIC.length).equals(MAGIC)) throw new Error('The file has no valid footer.');
  const length = end.readUInt32BE(end.length - FOOTER) + FOOTER;
  if (length > size) throw new Error('The footer is damaged.');
  if (length > end.length) end = await tail(length);
  return { metadata: JSON.parse(end.subarray(end.length - length, -FOOTER).toString()), byteSize: size - length };
}

/** Throws ENOENT for a missing file, and an Error for one that `writeChecked` did not write. The caller reads or closes it. */
export async function openChecked<Metadata>(path: string): Promise<CheckedFile<Metadata>> {
  const handle = await open(path, 'r');
  try {
    const { metadata, byteSize } = await readFooter(handle);
    return {
      metadata: metadata as Metadata,
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

/** The metadata only. Throws like `openChecked`. */
export async function readMetadata<Metadata>(path: string): Promise<Metadata> {
  const file = await openChecked<Metadata>(path);
  await file.close();
  return file.metadata;
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
