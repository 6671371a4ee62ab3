import { link, mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import { newId } from '../../kernel/id.ts';

/** Bytes of all copies of one worker. */
const MAX_COPIES_BYTES = 1024 ** 3;
/** A copy serves the next steps of its job. Later it would only outlive what a user deletes. */
const COPIES_KEPT_MS = 3_600_000;

interface Copy {
  readonly path: string;
  readonly byteSize: number;
  readonly modifiedMs: number;
}

/**
 * Hard links to artifacts that this process has stored, so that its next steps neither download nor hash them again. Only a shortcut: every
 * error here is a miss, and the caller downloads. Linked files must not be written to. The least recently used copies are deleted first.
 */
export class LocalCopies {
  readonly #copies: LRUCache<string, Copy>;

  /** `folder` is on the file system of the files that are kept; it is deleted by its owner. */
  constructor(
    private readonly folder: string,
    private readonly maxBytes = MAX_COPIES_BYTES,
  ) {
    this.#copies = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ byteSize }) => byteSize,
      ttl: COPIES_KEPT_MS,
      ttlAutopurge: true,
      dispose: ({ path }) => void rm(path, { force: true }).catch(() => undefined),
    });
  }

  /** Keeps the file that was stored under this key. */
  async keep(storageKey: string, path: string): Promise<void> {
    const copy = join(this.folder, newId());
    try {
      const { size, mtimeMs } = await stat(path);
      // The cache would drop such an entry without a word and leave its file.
      if (size === 0 || size > this.maxBytes) return;
      await mkdir(this.folder, { recursive: true });
      await link(path, copy);
      this.#copies.set(storageKey, { path: copy, byteSize: size, modifiedMs: mtimeMs });
    } catch {
      await rm(copy, { force: true }).catch(() => undefined);
    }
  }

  /** Puts the file of this key at the path. False when there is none, or when it changed after it was kept. */
  async link(storageKey: string, path: string): Promise<boolean> {
    const copy = this.#copies.get(storageKey);
    if (!copy) return false;
    try {
      await link(copy.path, path);
      const { size, mtimeMs } = await stat(path);
      if (size === copy.byteSize && mtimeMs === copy.modifiedMs) return true;
      await rm(path);
    } catch {
      // The download says what is wrong, if anything is.
    }
    this.#copies.delete(storageKey);
    return false;
  }

  /** Deletes all copies, which frees their disk space. */
  clear(): void {
    this.#copies.clear();
  }
}
