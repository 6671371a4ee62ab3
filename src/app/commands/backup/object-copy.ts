import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readMetadata } from '../../../embedded/object-store/files/checked-file.ts';
import type { ObjectMetadata } from '../../../embedded/object-store/files/object-files.ts';
import { errorCode } from '../../../kernel/error-code.ts';
import { copyHashed, type OnCopied } from './hashed-files.ts';
import type { BackupFile } from './manifest.ts';

/** Folder of objects in a backup; the same tree as that of the store. */
export const OBJECTS = 'objects';

export interface CopiedObject {
  readonly key: string;
  readonly byteSize: number;
  readonly files: readonly BackupFile[];
}

/** Bytes of all files of a store, for a progress bar. What is removed meanwhile does not count. */
export async function storeBytes(store: string): Promise<number> {
  let bytes = 0;
  // Folder by folder: a recursive `readdir` fails when a folder is removed while it runs.
  for (const entry of await readdir(store, { withFileTypes: true }).catch(() => [])) {
    const path = join(store, entry.name);
    if (entry.isDirectory()) bytes += await storeBytes(path);
    else bytes += (await stat(path).catch(() => undefined))?.size ?? 0;
  }
  return bytes;
}

export interface ObjectCopyCall {
  readonly onCopied: OnCopied;
  readonly onUnreadable: (path: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Copies the objects of a store while it runs, file by file. A file of the store is never changed: an object appears, is replaced and is
 * removed by a rename or an unlink. Unfinished uploads stay behind, and so do objects that are not readable, like for the store itself:
 * `onUnreadable` is called with the path of each.
 */
export async function* copyObjects(
  store: string,
  folder: string,
  { onCopied, onUnreadable, signal }: ObjectCopyCall,
): AsyncGenerator<CopiedObject> {
  for (const bucket of await readdir(join(store, 'buckets'))) {
    for (const name of await readdir(join(store, 'buckets', bucket))) {
      const object = await copyObject({ store, folder, path: join('buckets', bucket, name), onCopied, onUnreadable, signal });
      if (object) yield object;
    }
  }
}

interface Copying extends ObjectCopyCall {
  readonly store: string;
  readonly folder: string;
  readonly path: string;
}

/** Undefined for an unreadable object, and for one that is removed meanwhile: no row of the snapshot names it, because deletions wait. */
async function copyObject(copying: Copying): Promise<CopiedObject | undefined> {
  // An object that is replaced while it is copied is there on the second try.
  let isUnreadable = false;
  const onUnreadable = (path: string): void => {
    isUnreadable = true;
    copying.onUnreadable(path);
  };
  const copied = await tryCopy({ ...copying, onUnreadable });
  return copied ?? (isUnreadable ? undefined : tryCopy(copying));
}

async function tryCopy({ store, folder, path, onCopied, onUnreadable, signal }: Copying): Promise<CopiedObject | undefined> {
  const files: BackupFile[] = [];
  const copy = async (one: string): Promise<string> => {
    const target = join(OBJECTS, one);
    files.push({ path: target, ...(await copyHashed(join(store, one), join(folder, target), onCopied, signal)) });
    return join(folder, target);
  };
  try {
    // Metadata are read from the copy, which does not change: the object may be replaced between two reads.
    const { key, byteSize, extents } = await readCopied(await copy(path));
    for (const [number] of extents?.parts ?? []) await copy(join('extents', extents?.id ?? '', String(number)));
    return { key, byteSize, files };
  } catch (error) {
    const isUnreadable = error instanceof UnreadableObject;
    if (!isUnreadable && errorCode(error) !== 'ENOENT') throw error;
    if (isUnreadable) onUnreadable(path);
    for (const file of files) await rm(join(folder, file.path), { force: true });
    return undefined;
  }
}

/** The file of an object that the store did not write like this. */
class UnreadableObject extends Error {}

async function readCopied(path: string): Promise<ObjectMetadata> {
  try {
    return await readMetadata<ObjectMetadata>(path);
  } catch (error) {
    // The system's errors have a code; those of the format have none.
    throw errorCode(error) === undefined ? new UnreadableObject(path, { cause: error }) : error;
  }
}
