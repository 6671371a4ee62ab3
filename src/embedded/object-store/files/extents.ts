import { renameSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../../kernel/error-code.ts';
import { openChecked, flush, type ByteSpan, type CheckedFile } from './checked-file.ts';

/** Describes where the content of an object is that was uploaded in parts: one file for each part, in a folder of its own. */
export interface Extents {
  /** Name of the folder: the id of the upload. */
  readonly id: string;
  /** In the order of the content. */
  readonly parts: readonly (readonly [number: number, byteSize: number])[];
}

/**
 * The folders of parts that have become the content of objects. A folder stays until its last reader has finished, also when its object has
 * been replaced or removed meanwhile. The readers are counted in memory, because one process owns the store.
 */
export class ExtentFolders {
  readonly #folder: string;
  readonly #incomingPath: () => string;
  /** Readable folders, with their number of readers. */
  readonly #readers = new Map<string, number>();
  /** Folders whose object is gone, but which somebody still reads. */
  readonly #orphaned = new Set<string>();

  private constructor(folder: string, incomingPath: () => string) {
    this.#folder = join(folder, 'extents');
    this.#incomingPath = incomingPath;
  }

  static async open(folder: string, incomingPath: () => string): Promise<ExtentFolders> {
    const extents = new ExtentFolders(folder, incomingPath);
    await mkdir(extents.#folder, { recursive: true, mode: 0o700 });
    for (const id of await readdir(extents.#folder)) extents.#readers.set(id, 0);
    return extents;
  }

  has(id: string): boolean {
    return this.#readers.has(id);
  }

  get ids(): ReadonlySet<string> {
    return new Set(this.#readers.keys());
  }

  path(id: string, file: string | number = ''): string {
    return join(this.#folder, id, String(file));
  }

  /** Takes over the folder of an upload. Durable after `sync`. */
  adopt(uploadPath: string, id: string): void {
    renameSync(uploadPath, this.path(id));
    this.#readers.set(id, 0);
  }

  /** Undoes `adopt`. */
  giveBack(uploadPath: string, id: string): void {
    if (!this.#readers.delete(id)) return;
    renameSync(this.path(id), uploadPath);
  }

  /** Flushes the names of the parts; their content is flushed when it is written. */
  async sync(id: string): Promise<void> {
    await flush(this.path(id));
    await flush(this.#folder);
  }

  /** Keeps the folder until it has been read or is closed. Undefined when there is no such folder. */
  open(extents: Extents, byteSize: number): Pick<CheckedFile<unknown>, 'byteSize' | 'read' | 'close'> | undefined {
    const { id } = extents;
    const readers = this.#readers.get(id);
    if (readers === undefined || this.#orphaned.has(id)) return undefined;
    this.#readers.set(id, readers + 1);
    let isOpen = true;
    const close = async () => {
      if (!isOpen) return;
      isOpen = false;
      const left = (this.#readers.get(id) ?? 1) - 1;
      this.#readers.set(id, left);
      if (left === 0 && this.#orphaned.has(id)) await this.#delete(id);
    };
    const read = (span: ByteSpan = { start: 0, end: byteSize - 1 }) => this.#read(extents, span, close);
    return { byteSize, read, close };
  }

  /** Deletes the folder, or lets its last reader delete it. The next start deletes what a crash leaves behind. */
  async remove(id: string): Promise<void> {
    if ((this.#readers.get(id) ?? 0) > 0) this.#orphaned.add(id);
    else await this.#delete(id);
  }

  async #delete(id: string): Promise<void> {
    this.#readers.delete(id);
    this.#orphaned.delete(id);
    const path = this.#incomingPath();
    try {
      await rename(this.path(id), path);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return;
      throw error;
    }
    await rm(path, { recursive: true, force: true });
  }

  async *#read({ id, parts }: Extents, { start, end }: ByteSpan, close: () => Promise<void>): AsyncGenerator<Buffer> {
    try {
      let offset = 0;
      for (const [number, byteSize] of parts) {
        const span = { start: Math.max(start - offset, 0), end: Math.min(end - offset, byteSize - 1) };
        offset += byteSize;
        if (span.start > span.end) continue;
        const part = await openChecked(this.path(id, number));
        if (part.byteSize === byteSize) yield* part.read(span);
        else {
          await part.close();
          throw new Error('A part does not have the length that its object states.');
        }
      }
    } finally {
      await close();
    }
  }
}
