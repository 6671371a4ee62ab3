import { open, rm, type FileHandle } from 'node:fs/promises';

/**
 * A checked file holds content ‖ metadata as JSON ‖ length of the JSON (4 bytes) ‖ magic. One file means one rename, so content and
 * metadata never differ; the metadata comes last because the ETag is known only after the last byte.
 */
const MAGIC = Buffer.from('RWSEAL01');
const FOOTER = 4 + MAGIC.length;
/** Metadata is rarely longer; one read then fetches metadata and footer together. */
const USUAL_FOOTER_BYTES = 4096;
/** Bytes per block: large enough for the disk, small enough for many concurrent transfers. */
export const BLOCK = 1024 * 1024;

export interface CheckedFile<Metadata> {
  readonly metadata: Metadata;
  readonly byteSize: number;
  /** The content from `start` to `end`, inclusive, in blocks; closes the file when the reader stops. */
  read(range?: { readonly start: number; readonly end: number }): AsyncGenerator<Buffer>;
  close(): Promise<void>;
}

function footerOf(metadata: unknown): Buffer {
  const json = Buffer.from(JSON.stringify(metadata));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return Buffer.concat([json, length, MAGIC]);
}

async function writeBlocks(handle: FileHandle, body: AsyncIterable<Uint8Array>): Promise<number> {
  let waiting: Uint8Array[] = [];
  let waitingSize = 0;
  let byteSize = 0;
  const flush = async () => {
    await handle.appendFile(Buffer.concat(waiting));
    waiting = [];
    waitingSize = 0;
  };
  for await (const chunk of body) {
    waiting.push(chunk);
    waitingSize += chunk.length;
    byteSize += chunk.length;
    if (waitingSize >= BLOCK) await flush();
  }
  await flush();
  return byteSize;
}

/**
 * Writes a new file from the body and the metadata that `metadataOf` returns, and syncs it before returning. When either throws, no file is
 * left.
 */
export async function writeChecked<Metadata>(
  path: string,
  body: AsyncIterable<Uint8Array>,
  metadataOf: (byteSize: number) => Metadata,
): Promise<Metadata> {
  const handle = await open(path, 'wx', 0o600);
  try {
    const metadata = metadataOf(await writeBlocks(handle, body));
    await handle.appendFile(footerOf(metadata));
    await handle.sync();
    await handle.close();
    return metadata;
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(path, { force: true });
    throw error;
  }
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
          if (end >= start) yield* handle.createReadStream({ start, end, highWaterMark: BLOCK, autoClose: false }) as AsyncIterable<Buffer>;
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

/** Makes a rename in this folder durable. */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
