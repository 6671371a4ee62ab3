import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmdirSync, unlinkSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../../kernel/log.ts';
import { S3Error, systemCode } from '../errors.ts';
import { compareKeys, firstIndex } from './key-order.ts';
import { openChecked, readMetadata, syncFolder, writeChecked, type CheckedFile } from './checked-file.ts';

export interface ObjectMetadata {
  readonly key: string;
  readonly byteSize: number;
  readonly etag: string;
  /** ISO 8601 */
  readonly modifiedAt: string;
  /** Headers that a GET returns as they were put: content-type, x-amz-meta-…; lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The parts of an object that a listing needs. */
export type ObjectEntry = Omit<ObjectMetadata, 'headers'>;

interface PutObject {
  readonly headers: ObjectMetadata['headers'];
  /** Called after the last byte; throws when the content is not what was announced. */
  readonly etag: () => string;
  /** Throws when the object to be replaced does not meet the condition. */
  readonly allow?: (existing: ObjectEntry | undefined) => void;
}

/** 3 to 63 characters of a-z, 0-9, hyphen and dot; safe as a folder name. */
const BUCKET = /^(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/** Number of footers read at a time when the store starts. */
const READERS = 32;

const entryOf = ({ key, byteSize, etag, modifiedAt }: ObjectMetadata): ObjectEntry => ({ key, byteSize, etag, modifiedAt });

const missing = (error: unknown, instead: S3Error): unknown => (systemCode(error) === 'ENOENT' ? instead : error);

/**
 * Buckets and objects on disk. An object is one checked file named by the hash of its key, so that no key is ever a path. Writes go to
 * `incoming` and become visible by a rename. One process at a time may own the folder, because the sorted list of keys is kept in memory.
 */
export class ObjectFiles {
  /** Unfinished files, on the same disk as everything else. Deleted at start. */
  readonly incoming: string;
  readonly #folder: string;
  readonly #buckets = new Map<string, ObjectEntry[]>();

  private constructor(folder: string) {
    this.#folder = join(folder, 'buckets');
    this.incoming = join(folder, 'incoming');
  }

  /** Creates the folders, deletes what a crash left unfinished, and reads the metadata of every object. */
  static async open(folder: string, log: Log): Promise<ObjectFiles> {
    const files = new ObjectFiles(folder);
    await rm(files.incoming, { recursive: true, force: true });
    await mkdir(files.incoming, { recursive: true, mode: 0o700 });
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
          entries.push(entryOf(await readMetadata<ObjectMetadata>(join(this.#folder, bucket, name))));
        } catch (error) {
          log.warn({ bucket, name, err: error }, 'skipped an unreadable object');
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

  /** Throws InvalidBucketName, BucketAlreadyOwnedByYou. */
  async createBucket(bucket: string): Promise<void> {
    if (!BUCKET.test(bucket)) throw new S3Error('InvalidBucketName');
    if (this.#buckets.has(bucket)) throw new S3Error('BucketAlreadyOwnedByYou');
    mkdirSync(join(this.#folder, bucket), { mode: 0o700 });
    this.#buckets.set(bucket, []);
    await syncFolder(this.#folder);
  }

  /** Throws NoSuchBucket, BucketNotEmpty. */
  removeBucket(bucket: string): void {
    if (this.entries(bucket).length > 0) throw new S3Error('BucketNotEmpty');
    rmdirSync(join(this.#folder, bucket));
    this.#buckets.delete(bucket);
  }

  /** Every object of a bucket, sorted by key. Throws NoSuchBucket. */
  entries(bucket: string): readonly ObjectEntry[] {
    return this.#entries(bucket);
  }

  /** Throws NoSuchBucket, NoSuchKey. The caller reads or closes the file. */
  async open(bucket: string, key: string): Promise<CheckedFile<ObjectMetadata>> {
    return await openChecked<ObjectMetadata>(this.#path(bucket, key)).catch((error: unknown) => {
      throw missing(error, new S3Error('NoSuchKey'));
    });
  }

  /** Stores an object, replacing the previous one atomically. Of concurrent writers of a key the last to finish wins. */
  async put(bucket: string, key: string, body: AsyncIterable<Uint8Array>, options: PutObject): Promise<ObjectMetadata> {
    const target = this.#path(bucket, key);
    const path = this.incomingPath();
    const metadata = await writeChecked<ObjectMetadata>(path, body, (byteSize) => {
      return { key, byteSize, etag: options.etag(), modifiedAt: new Date().toISOString(), headers: options.headers };
    });
    try {
      this.#publish(bucket, path, target, metadata, options.allow);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
    await syncFolder(join(this.#folder, bucket));
    return metadata;
  }

  /** Deliberately synchronous: nothing may run between the rename and the update of the list. */
  #publish(bucket: string, path: string, target: string, metadata: ObjectMetadata, allow: PutObject['allow']): void {
    const entry = entryOf(metadata);
    const entries = this.#entries(bucket);
    const index = this.#indexOf(entries, entry.key);
    const existing = entries[index]?.key === entry.key ? entries[index] : undefined;
    allow?.(existing);
    renameSync(path, target);
    entries.splice(index, existing ? 1 : 0, entry);
  }

  /** A missing key is not an error. Throws NoSuchBucket. */
  remove(bucket: string, key: string): void {
    const entries = this.#entries(bucket);
    const index = this.#indexOf(entries, key);
    if (entries[index]?.key !== key) return;
    unlinkSync(this.#path(bucket, key));
    entries.splice(index, 1);
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
