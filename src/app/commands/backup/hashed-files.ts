import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { BackupFile } from './manifest.ts';

const BLOCK_BYTES = 1024 * 1024;
/** Rows of text are five times smaller at the fastest level, and the snapshot stays open for less time. */
const COMPRESSION = 1;

/** Called with the number of bytes since the last call. */
export type OnCopied = (bytes: number) => void;

/** Counts and hashes what passes. */
function hashing(onCopied: OnCopied = () => undefined) {
  const hash = createHash('sha256');
  let bytes = 0;
  const through = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      bytes += chunk.length;
      onCopied(chunk.length);
      done(null, chunk);
    },
  });
  return { through, end: () => ({ bytes, sha256: hash.digest('hex') }) };
}

/** Writes a stream compressed to a new file below `folder`. */
export async function writeCompressed(folder: string, path: string, content: Readable | AsyncIterable<string>): Promise<BackupFile> {
  const target = await openNew(join(folder, path));
  const { through, end } = hashing();
  // The stream closes the file, also after an error.
  await pipeline(content, createGzip({ level: COMPRESSION }), through, target.createWriteStream());
  return { path, ...end() };
}

/** The content of a compressed file, as a stream. */
export async function readCompressed(folder: string, { path }: BackupFile): Promise<Readable> {
  const file = await open(join(folder, path), 'r');
  const source = file.createReadStream({ highWaterMark: BLOCK_BYTES });
  const content = createGunzip();
  source.once('error', (error) => content.destroy(error));
  content.once('close', () => source.destroy());
  return source.pipe(content);
}

/** Copies a file to a new one of mode 0600 and returns its size and hash. */
export async function copyHashed(from: string, to: string, onCopied: OnCopied, signal: AbortSignal): Promise<Omit<BackupFile, 'path'>> {
  const source = await open(from, 'r');
  try {
    const target = await openNew(to);
    try {
      return await readThrough(source, onCopied, signal, async (block) => {
        for (let written = 0; written < block.length;) written += (await target.write(block, written)).bytesWritten;
      });
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** Size and hash of a file. */
export async function hashFile(path: string, onCopied: OnCopied, signal: AbortSignal): Promise<Omit<BackupFile, 'path'>> {
  const source = await open(path, 'r');
  try {
    return await readThrough(source, onCopied, signal, () => Promise.resolve());
  } finally {
    await source.close();
  }
}

/** Flushes the file system of a folder to the disk: one call instead of one for each file. */
export function flushAll(folder: string): void {
  const { status, error } = spawnSync('sync', ['--file-system', folder], { stdio: 'ignore' });
  if (status !== 0) throw new Error('The files could not be flushed to the disk.', { cause: error });
}

async function openNew(path: string) {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  return open(path, 'wx', 0o600);
}

async function readThrough(
  source: Awaited<ReturnType<typeof open>>,
  onCopied: OnCopied,
  signal: AbortSignal,
  use: (block: Buffer) => Promise<void>,
): Promise<Omit<BackupFile, 'path'>> {
  const { size } = await source.stat();
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(Math.max(1, Math.min(size, BLOCK_BYTES)));
  for (let bytes = 0; ;) {
    signal.throwIfAborted();
    const { bytesRead } = await source.read(buffer, 0, buffer.length, bytes);
    if (bytesRead === 0) return { bytes, sha256: hash.digest('hex') };
    const block = buffer.subarray(0, bytesRead);
    hash.update(block);
    await use(block);
    bytes += bytesRead;
    onCopied(bytesRead);
  }
}
