import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmdirSync, unlinkSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../../kernel/log.ts';
import { errorCode } from '../../../kernel/error-code.ts';
import { S3Error } from '../errors.ts';
import { compareKeys, firstIndex } from './key-order.ts';
import type { Body } from './block-writer.ts';
import { openChecked, readMetadata, flush, writeChecked, type CheckedFile } from './checked-file.ts';
import { ExtentFolders, type Extents } from './extents.ts';

export interface ObjectMetadata {
  readonly key: string;
  readonly byteSize: number;
  readonly etag: string;
  /** A time in ISO 8601. */
  readonly modifiedAt: string;
  /** Headers of the PUT that a GET returns unchanged (content-type, x-amz-meta-…), with lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Where the content is, if it is not in the object's own file. */
  readonly extents?: Extents;
}

/** What a listing needs of an object. */
export interface ObjectEntry extends Omit<ObjectMetadata, 'headers' | 'extents'> {
  /** Name of the folder of its extents; undefined when the content is in the object's own file. */
  readonly extentsId: string | undefined;
}

export interface HashedBody extends Body {
  /** Called after the last byte. Throws when the content differs from what was announced. */
  etag(): string | Promise<string>;
}

interface PutObject {
  readonly headers: ObjectMetadata['headers'];
  /** Throws when the object that would be replaced does not meet the condition. */
  readonly allow?: (existing: ObjectEntry | undefined) => void;
}

interface PutExtents {
  readonly headers: ObjectMetadata['headers'];
  readonly etag: string;
  readonly extents: Extents;
  /** Moves the folder to its place durably, just before the object becomes visible. */
  readonly place: () => Promise<void>;
  /** Called when the object cannot become visible. */
  readonly undo: () => void;
  /** Called as soon as the object is visible; must not throw. */
  readonly published: () => void;
}

/** 3 to 63 characters of a-z, 0-9, hyphen and dot; safe as a folder name. */
const BUCKET = /^(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/** Number of footers that are read at a time when the store starts. */
const READERS = 32;

const entryOf = ({ key, byteSize, etag, modifiedAt, extents }: ObjectMetadata): ObjectEntry => ({
  key,
  byteSize,
  etag,
  modifiedAt,
  extentsId: extents?.id,
});

const missing = (error: unknown, instead: S3Error): unknown => (errorCode(error) === 'ENOENT' ? instead : error);

/**
 * Buckets and objects on disk. An object is one checked file whose name is the hash of its key, so that no key is ever a path. Writes go to
 * `incoming` and become visible by a rename. Only one process at a time may own the folder, because the sorted list of keys is kept in
 * memory.
 */
export class ObjectFiles {
  /** Folder of unfinished files, on the same disk as all others. Its content is deleted at start. */
  readonly incoming: string;
  readonly #folder: string;
  readonly #buckets = new Map<string, ObjectEntry[]>();

  readonly extents: ExtentFolders;
  #hasUnreadable = false;

  private constructor(folder: string, incoming: string, extents: ExtentFolders) {
    this.#folder = join(folder, 'buckets');
    this.incoming = incoming;
    this.extents = extents;
  }

  /** Whether the file of an object could not be read when the store started. */
  get hasUnreadable(): boolean {
    return this.#hasUnreadable;
  }

  /** Opens the store: creates the folders, deletes unfinished files of a crash, and reads the metadata of every object. */
  static async open(folder: string, log: Log): Promise<ObjectFiles> {
    const incoming = join(folder, 'incoming');
    await rm(incoming, { recursive: true, force: true });
    await mkdir(incoming, { recursive: true, mode: 0o700 });
    const files = new ObjectFiles(folder, incoming, await ExtentFolders.open(folder, () => join(incoming, randomUUID())));
    await mkdir(files.#folder, { recursive: true, mode: 0o700 });
    for (const bucket of await readdir(files.#folder)) files.#buckets.set(bucket, await files.#load(bucket, log));
    return files;
  }

  async #load(bucket: string, log: Log): Promise<ObjectEntry[]> {
    const names = await readdir(join(this.#folder, bucket));
    const entries: ObjectEntry[] = [];
    const read = async () => {
      for (let name = names.pop(); name !== undefined; name = names.pop()) {
        try {
          const entry = entryOf(await readMetadata<ObjectMetadata>(join(this.#folder, bucket, name)));
          if (entry.extentsId !== undefined && !this.extents.has(entry.extentsId)) throw new Error('Its extents are missing.');
          entries.push(entry);
        } catch (error) {
          this.#hasUnreadable = true;
          log.warn({ event: 'object_skipped', bucket, name, err: error }, 'skipped an unreadable object');
        }
      }
    };
    await Promise.all(Array.from({ length: READERS }, read));
    return entries.sort((a, b) => compareKeys(a.key, b.key));
  }

  /** A unique path in `incoming`. */
  incomingPath(): string {
    return join(this.incoming, randomUUID());
  }

  hasBucket(bucket: string): boolean {
    return this.#buckets.has(bucket);
  }

  /** Creates a bucket. Throws InvalidBucketName, BucketAlreadyOwnedByYou. */
  async createBucket(bucket: string): Promise<void> {
    if (!BUCKET.test(bucket)) throw new S3Error('InvalidBucketName');
    if (this.#buckets.has(bucket)) throw new S3Error('BucketAlreadyOwnedByYou');
    mkdirSync(join(this.#folder, bucket), { mode: 0o700 });
    this.#buckets.set(bucket, []);
    await flush(this.#folder);
  }

  /** Removes an empty bucket. Throws NoSuchBucket, BucketNotEmpty. */
  removeBucket(bucket: string): void {
    if (this.entries(bucket).length > 0) throw new S3Error('BucketNotEmpty');
    rmdirSync(join(this.#folder, bucket));
    this.#buckets.delete(bucket);
  }

  /** Names of all buckets. */
  buckets(): string[] {
    return [...this.#buckets.keys()];
  }

  /** Every object of a bucket, sorted by key. Throws NoSuchBucket. */
  entries(bucket: string): readonly ObjectEntry[] {
    return this.#entries(bucket);
  }

  /** Names of the folders of extents that objects use. */
  extentIds(): Set<string> {
    const entries = [...this.#buckets.values()].flat();
    return new Set(entries.flatMap(({ extentsId }) => extentsId ?? []));
  }

  /** Opens an object. Throws NoSuchBucket, NoSuchKey. The caller reads or closes the file. */
  async open(bucket: string, key: string): Promise<CheckedFile<ObjectMetadata>> {
    for (let missed: string | undefined; ;) {
      const file = await openChecked<ObjectMetadata>(this.#path(bucket, key)).catch((error: unknown) => {
        throw missing(error, new S3Error('NoSuchKey'));
      });
      const { metadata } = file;
      const { extents } = metadata;
      if (!extents) return file;
      await file.close();
      const content = this.extents.open(extents, metadata.byteSize);
      if (content) return { metadata, ...content };
      // The object was replaced or removed after its file was opened, so its new file is opened. If that names the same extents, they are
      // lost.
      if (missed === extents.id) throw new S3Error('NoSuchKey');
      missed = extents.id;
    }
  }

  /** Stores an object and replaces the previous one atomically. Of concurrent writers of a key, the last to finish wins. */
  async put(bucket: string, key: string, body: HashedBody, { headers, allow }: PutObject): Promise<ObjectMetadata> {
    const target = this.#path(bucket, key);
    const path = this.incomingPath();
    const metadata = await writeChecked<ObjectMetadata>(path, body, async (byteSize) => {
      return { key, byteSize, etag: await body.etag(), modifiedAt: new Date().toISOString(), headers };
    });
    try {
      await this.#settle(bucket, this.#publish(bucket, path, target, metadata, allow));
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
    return metadata;
  }

  /** Like `put`, for an object whose content is in extents, which `place` moves there durably. */
  async putExtents(bucket: string, key: string, { headers, etag, extents, place, undo, published }: PutExtents): Promise<ObjectMetadata> {
    const target = this.#path(bucket, key);
    const path = this.incomingPath();
    const byteSize = extents.parts.reduce((sum, [, size]) => sum + size, 0);
    const metadata: ObjectMetadata = { key, byteSize, etag, modifiedAt: new Date().toISOString(), headers, extents };
    // The metadata are written first: when the disk is full, nothing has been moved yet.
    await writeChecked(path, { bytes: [] }, () => metadata);
    let replaced: ObjectEntry | undefined;
    try {
      await place();
      replaced = this.#publish(bucket, path, target, metadata);
      published();
    } catch (error) {
      undo();
      await rm(path, { force: true });
      throw error;
    }
    await this.#settle(bucket, replaced);
    return metadata;
  }

  /** Makes the replacement or removal durable before content is deleted: after a power failure the old object may exist again. */
  async #settle(bucket: string, replaced: ObjectEntry | undefined): Promise<void> {
    await flush(join(this.#folder, bucket));
    if (replaced?.extentsId !== undefined) await this.extents.remove(replaced.extentsId);
  }

  /**
   * Makes an object visible and returns the entry that it replaced. Deliberately synchronous: nothing may run between the rename and the
   * update of the list.
   */
  #publish(bucket: string, path: string, target: string, metadata: ObjectMetadata, allow?: PutObject['allow']): ObjectEntry | undefined {
    const entry = entryOf(metadata);
    const entries = this.#entries(bucket);
    const index = this.#indexOf(entries, entry.key);
    const existing = entries[index]?.key === entry.key ? entries[index] : undefined;
    allow?.(existing);
    renameSync(path, target);
    entries.splice(index, existing ? 1 : 0, entry);
    return existing;
  }

  /** Removes an object; a missing key is not an error. Throws NoSuchBucket. */
  async remove(bucket: string, key: string): Promise<void> {
    const entries = this.#entries(bucket);
    const index = this.#indexOf(entries, key);
    const entry = entries[index];
    if (entry?.key !== key) return;
    unlinkSync(this.#path(bucket, key));
    entries.splice(index, 1);
    if (entry.extentsId !== undefined) await this.#settle(bucket, entry);
  }

  #indexOf(entries: readonly ObjectEntry[], key: string): number {
    return firstIndex(entries, (entry) => compareKeys(entry.key, key) >= 0);
  }

  #entries(bucket: string): ObjectEntry[] {
    const entries = this.#buckets.get(bucket);
    if (!entries) throw new S3Error('NoSuchBucket');
    return entries;
  }

  #path(bucket: string, key: string): string {
    this.#entries(bucket);
    return join(this.#folder, bucket, createHash('sha256').update(key).digest('hex'));
  }
}
