import { link, mkdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import { newId } from '../../kernel/id.ts';

/** Maximum bytes of all copies of one worker. */
const MAX_COPIES_BYTES = 1024 ** 3;
/** Milliseconds that a copy is kept. It serves the next steps of its job; later it would only outlive data that a user deletes. */
const COPIES_KEPT_MS = 3_600_000;

/** Fraction of the free disk space that copies may use. The rest is for the work itself, and for other workers on the same disk. */
const SHARE_OF_DISK = 0.25;

const freeBytesOf = async (folder: string): Promise<number> => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};

interface Copy {
  readonly path: string;
  readonly byteSize: number;
  readonly modifiedMs: number;
}

/**
 * Hard links to artifacts that this process has stored, so that its next steps neither download nor hash them again. Every error here only
 * means that there is no copy, and the caller downloads. Linked files must not be written to. The least recently used copies are deleted
 * first.
 */
export class LocalCopies {
  readonly #copies: LRUCache<string, Copy>;

  /** `folder` must be on the file system of the kept files; its owner deletes it. */
  constructor(
    private readonly folder: string,
    private readonly maxBytes = MAX_COPIES_BYTES,
    private readonly freeBytes = freeBytesOf,
  ) {
    this.#copies = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ byteSize }) => byteSize,
      ttl: COPIES_KEPT_MS,
      ttlAutopurge: true,
      dispose: ({ path }) => void rm(path, { force: true }).catch(() => undefined),
    });
  }

  /** Keeps a copy of the file that was stored under this key. */
  async keep(storageKey: string, path: string): Promise<void> {
    const copy = join(this.folder, newId());
    try {
      const { size, mtimeMs } = await stat(path);
      await mkdir(this.folder, { recursive: true });
      const bound = Math.min(this.maxBytes, (await this.#bytesWithoutCopies()) * SHARE_OF_DISK);
      // The cache would silently drop a larger entry and leave its file.
      if (size === 0 || size > bound) return;
      while (this.#copies.calculatedSize + size > bound) this.#copies.pop();
      await link(path, copy);
      this.#copies.set(storageKey, { path: copy, byteSize: size, modifiedMs: mtimeMs });
    } catch {
      await rm(copy, { force: true }).catch(() => undefined);
    }
  }

  /** Puts the copy of this key at the path. False when there is none, or when it changed after it was kept. */
  async link(storageKey: string, path: string): Promise<boolean> {
    const copy = this.#copies.get(storageKey);
    if (!copy) return false;
    try {
      await link(copy.path, path);
      const { size, mtimeMs } = await stat(path);
      if (size === copy.byteSize && mtimeMs === copy.modifiedMs) return true;
      await rm(path);
    } catch {
      // The error is ignored: the download reports a real problem.
    }
    this.#copies.delete(storageKey);
    return false;
  }

  async #bytesWithoutCopies(): Promise<number> {
    return (await this.freeBytes(this.folder)) + this.#copies.calculatedSize;
  }

  /** Deletes all copies, which frees their disk space. */
  clear(): void {
    this.#copies.clear();
  }
}
