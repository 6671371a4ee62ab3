import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { randomBytes } from 'node:crypto';
import { Problem, reason } from './problem.ts';

/** Where film and captions will lie. Until they are whole they bear another name. */
export interface Destination {
  readonly video: string;
  readonly captions: string;
  /** Streams what lies at `url` to `path`, which appears when all of it has come. */
  save(url: string, path: string, byteSize: number, signal: AbortSignal): Promise<void>;
}

/** `Why the sky is blue?` → `why-the-sky-is-blue`; letters of every script stay. */
export const slug = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '') || 'film';

/** Makes the folder and tries to write into it, so that nobody waits for a film that cannot be saved. */
export async function prepare(video: string): Promise<Destination> {
  const captions = `${video.slice(0, video.length - extname(video).length)}.vtt`;
  const trial = temporaryName(video);
  try {
    await makeFolder(dirname(video));
    await (await open(trial, 'wx')).close();
    await rm(trial);
    for (const path of [video, captions]) await refuseFolder(path);
  } catch (error) {
    throw new Problem(`Cannot write ${video}: ${reason(error)}.`);
  }
  return { video, captions, save };
}

/** Not `recursive`: Node tries for ever where the file system refuses folders, as in `/proc`. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await mkdir(path);
  }
}

const temporaryName = (path: string): string => join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}.part`);

async function refuseFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) throw new Error('it is a folder');
}

async function save(url: string, path: string, byteSize: number, signal: AbortSignal): Promise<void> {
  const part = temporaryName(path);
  try {
    const response = await fetch(url, { signal });
    if (!response.ok || response.body === null) throw new Error(`the storage answered ${String(response.status)}`);
    const file = createWriteStream(part, { flags: 'wx' });
    await pipeline(Readable.fromWeb(response.body), file, { signal });
    if (file.bytesWritten !== byteSize) throw new Error(`${String(file.bytesWritten)} of ${String(byteSize)} bytes came`);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    signal.throwIfAborted();
    throw new Problem(`Cannot save ${path}: ${reason(error)}.`);
  }
}
