import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { unpackCounter } from './unpack-counter.ts';
import { unpackTar } from './unpack-tar.ts';
import { VoiceTrouble } from './voice-trouble.ts';
import { open as openZip } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';

export type ArchiveKind = 'zip' | 'tar' | 'bzip2';

const MAGIC: readonly (readonly [ArchiveKind, number, readonly number[]])[] = [
  ['zip', 0, [0x50, 0x4b, 0x03, 0x04]],
  ['tar', 0, [0x1f, 0x8b]],
  ['bzip2', 0, [0x42, 0x5a, 0x68]],
  ['tar', 257, [0x75, 0x73, 0x74, 0x61, 0x72]],
];

/** The kind of an archive by its first bytes, because names may be wrong. Undefined for other files. */
export async function archiveKind(path: string): Promise<ArchiveKind | undefined> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(300);
    await file.read(head, 0, head.length, 0);
    return MAGIC.find(([, at, bytes]) => bytes.every((byte, index) => head[at + index] === byte))?.[0];
  } finally {
    await file.close();
  }
}

/**
 * Unpacks files and folders into `into`, an empty folder, and nowhere else: links, devices, names that lead out of the folder, and more
 * than VOICE_LIMITS are refused. @throws VoiceTrouble; files that were written until then stay in the folder
 */
export async function unpack(archive: string, kind: ArchiveKind, into: string, signal: AbortSignal): Promise<void> {
  try {
    if (kind === 'zip') await unpackZip(archive, into, signal);
    else if (kind === 'tar') await unpackTar(archive, into, signal);
    else await unpackBzip2(archive, into, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof VoiceTrouble) throw error;
    throw new VoiceTrouble(`The archive is damaged or not safe to unpack: ${(error as Error).message}`, { cause: error });
  }
}

async function unpackBzip2(archive: string, into: string, signal: AbortSignal): Promise<void> {
  const bzip2 = spawn('bzip2', ['-dc', '--', archive], { stdio: ['ignore', 'pipe', 'ignore'], signal });
  const missing = once(bzip2, 'error').then(([cause]) => {
    signal.throwIfAborted();
    throw new VoiceTrouble('The program bzip2 is needed for this archive. Install it, or unpack it and give the folder.', { cause });
  });
  await Promise.race([Promise.all([unpackTar(bzip2.stdout, into, signal), once(bzip2, 'close')]), missing]);
  if (bzip2.exitCode !== 0) throw new VoiceTrouble('The archive is damaged: bzip2 could not read it.');
}

const SYMBOLIC_LINK = 0o120_000;
const FILE_TYPE = 0o170_000;

/**
 * Unpacks a zip archive. All names and sizes are checked before anything is written. yauzl itself refuses absolute names, backslashes and
 * `..`, and bytes beyond the announced size.
 */
async function unpackZip(archive: string, into: string, signal: AbortSignal): Promise<void> {
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    openZip(archive, { lazyEntries: true, autoClose: false, strictFileNames: true }, (error, opened) =>
      error ? reject(error) : resolve(opened),
    );
  });
  const count = unpackCounter();
  const entries: Entry[] = [];
  try {
    for (let entry = await nextEntry(zip); entry; entry = await nextEntry(zip)) {
      const { fileName, externalFileAttributes, uncompressedSize } = entry;
      if (((externalFileAttributes >>> 16) & FILE_TYPE) === SYMBOLIC_LINK)
        throw new VoiceTrouble(`The archive contains a link: ${fileName}`);
      count(uncompressedSize);
      if (!fileName.endsWith('/')) entries.push(entry);
    }
    for (const entry of entries) {
      const target = join(into, entry.fileName);
      await mkdir(dirname(target), { recursive: true });
      await pipeline(await contentOf(zip, entry), createWriteStream(target, { flags: 'wx' }), { signal });
    }
  } finally {
    zip.close();
  }
}

const nextEntry = (zip: ZipFile): Promise<Entry | undefined> =>
  new Promise((resolve, reject) => {
    const settle = (end: () => void) => (): void => {
      zip.removeAllListeners();
      end();
    };
    zip.once('entry', (entry: Entry) => settle(() => resolve(entry))());
    zip.once(
      'end',
      settle(() => resolve(undefined)),
    );
    zip.once('error', (error: Error) => settle(() => reject(error))());
    zip.readEntry();
  });

const contentOf = (zip: ZipFile, entry: Entry): Promise<Readable> =>
  new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
  });
