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

/** Bytes of all files of a store, for a progress bar. */
export async function storeBytes(store: string): Promise<number> {
  const entries = await readdir(store, { recursive: true, withFileTypes: true });
  let bytes = 0;
  for (const entry of entries.filter((one) => one.isFile())) {
    bytes += await stat(join(entry.parentPath, entry.name)).then(
      ({ size }) => size,
      () => 0,
    );
  }
  return bytes;
}

/**
 * Copies the objects of a store while it runs, file by file. A file of the store is never changed: an object appears, is replaced and is
 * removed by a rename or an unlink. Unfinished uploads stay behind.
 */
export async function* copyObjects(store: string, folder: string, onCopied: OnCopied, signal: AbortSignal): AsyncGenerator<CopiedObject> {
  for (const bucket of await readdir(join(store, 'buckets'))) {
    for (const name of await readdir(join(store, 'buckets', bucket))) {
      const object = await copyObject({ store, folder, path: join('buckets', bucket, name), onCopied, signal });
      if (object) yield object;
    }
  }
}

interface Copying {
  readonly store: string;
  readonly folder: string;
  readonly path: string;
  readonly onCopied: OnCopied;
  readonly signal: AbortSignal;
}

/** Undefined for an object that is removed meanwhile: no row of the snapshot names it, because deletions wait. */
async function copyObject(copying: Copying): Promise<CopiedObject | undefined> {
  // An object that is replaced while it is copied is there on the second try.
  return (await tryCopy(copying)) ?? tryCopy(copying);
}

async function tryCopy({ store, folder, path, onCopied, signal }: Copying): Promise<CopiedObject | undefined> {
  const files: BackupFile[] = [];
  const copy = async (one: string): Promise<string> => {
    const target = join(OBJECTS, one);
    files.push({ path: target, ...(await copyHashed(join(store, one), join(folder, target), onCopied, signal)) });
    return join(folder, target);
  };
  try {
    // Metadata are read from the copy, which does not change: the object may be replaced between two reads.
    const { key, byteSize, extents } = await readMetadata<ObjectMetadata>(await copy(path));
    for (const [number] of extents?.parts ?? []) await copy(join('extents', extents?.id ?? '', String(number)));
    return { key, byteSize, files };
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    for (const file of files) await rm(join(folder, file.path), { force: true });
    return undefined;
  }
}
