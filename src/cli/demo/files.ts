import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { randomBytes } from 'node:crypto';
import { Problem, reason } from './problem.ts';

interface Source {
  readonly url: string;
  readonly byteSize: number;
}
interface Sources {
  readonly video: Source;
  readonly captions: Source | undefined;
}
interface Saved {
  readonly video: string;
  readonly captions: string | undefined;
}

/** What to do if a file of that name exists: NUMBER uses a free name with a number, REFUSE ends the command before anything is made. */
export type WhenTaken = 'NUMBER' | 'REFUSE' | 'OVERWRITE';

export interface Destination {
  /** Downloads both files, and renames them once both are complete. Returns the names. */
  save(sources: Sources, signal: AbortSignal): Promise<Saved>;
}

/** `Why the sky is blue?` → `why-the-sky-is-blue`; letters of every script are kept. */
export const slug = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '') || 'film';

/** Creates the folder and tests that it is writable, so that nobody waits for a film that cannot be saved. */
export async function prepare(video: string, whenTaken: WhenTaken): Promise<Destination> {
  const trial = temporaryName(video);
  try {
    await makeFolder(dirname(video));
    await (await open(trial, 'wx')).close();
    await rm(trial);
    for (const path of [video, captionsOf(video)]) await assertFree(path, whenTaken);
  } catch (error) {
    throw error instanceof Problem ? error : new Problem(`Cannot write ${video}: ${reason(error)}.`);
  }
  return { save: (sources, signal) => save(sources, video, whenTaken, signal) };
}

const captionsOf = (video: string): string => `${video.slice(0, video.length - extname(video).length)}.vtt`;

/** Creates a folder and its parents. Not with `recursive`: Node retries endlessly where the file system refuses folders, as in `/proc`. */
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

async function assertFree(path: string, whenTaken: WhenTaken): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) throw new Error('it is a folder');
  if (found && whenTaken === 'REFUSE')
    throw new Problem(`Cannot write ${path}: the file exists.`, ['Choose another --out, or replace it with --overwrite.']);
}

async function save({ video, captions }: Sources, path: string, whenTaken: WhenTaken, signal: AbortSignal): Promise<Saved> {
  const parts: string[] = [];
  try {
    parts.push(await download(video, path, signal));
    if (captions) parts.push(await download(captions, captionsOf(path), signal));
    const names = await reserve(path, whenTaken);
    for (const [index, part] of parts.entries()) await rename(part, names[index] ?? path);
    if (!captions && whenTaken !== 'OVERWRITE') await rm(names[1], { force: true });
    return { video: names[0], captions: captions ? names[1] : undefined };
  } catch (error) {
    signal.throwIfAborted();
    throw new Problem(`Cannot save ${path}: ${reason(error)}.`);
  } finally {
    for (const part of parts) await rm(part, { force: true });
  }
}

/** Reserves both names with empty files, so that a concurrent demo takes others. */
async function reserve(path: string, whenTaken: WhenTaken): Promise<[video: string, captions: string]> {
  if (whenTaken === 'OVERWRITE') return [path, captionsOf(path)];
  const extension = extname(path);
  for (let number = 1; ; number++) {
    const video = number === 1 ? path : `${path.slice(0, path.length - extension.length)}-${String(number)}${extension}`;
    if (!(await create(video))) continue;
    if (await create(captionsOf(video))) return [video, captionsOf(video)];
    await rm(video);
  }
}

/** Creates an empty file. False when the name is taken. */
async function create(path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx')).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Downloads a file completely and returns its temporary name. */
async function download({ url, byteSize }: Source, path: string, signal: AbortSignal): Promise<string> {
  const part = temporaryName(path);
  try {
    const response = await fetch(url, { signal });
    if (!response.ok || response.body === null) throw new Error(`the storage answered ${String(response.status)}`);
    const file = createWriteStream(part, { flags: 'wx' });
    await pipeline(Readable.fromWeb(response.body), file, { signal });
    if (file.bytesWritten !== byteSize) throw new Error(`${String(file.bytesWritten)} of ${String(byteSize)} bytes arrived`);
    return part;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
