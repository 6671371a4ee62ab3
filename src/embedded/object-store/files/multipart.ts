import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { S3Error, systemCode } from '../errors.ts';
import { compareKeys } from './key-order.ts';
import type { ObjectMetadata, ObjectFiles } from './object-files.ts';
import { openChecked, readMetadata, syncFolder, writeChecked } from './checked-file.ts';

export interface Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly headers: ObjectMetadata['headers'];
  /** ISO 8601 */
  readonly begunAt: string;
}

export interface Part {
  readonly number: number;
  readonly byteSize: number;
  readonly etag: string;
  /** ISO 8601 */
  readonly modifiedAt: string;
}

/** A part as the client names it on completion. */
interface NamedPart {
  readonly number: number;
  readonly etag: string;
}

/** Made by `randomUUID`. Its hyphens keep the minio client from parsing an id as a number. */
const UPLOAD_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const UPLOAD_FILE = 'upload';
/** Except for the last part. */
const MIN_PART = 5 * 1024 * 1024;
/** Unfinished uploads are deleted after this time, when the store starts. */
const STALE_AFTER = 24 * 3_600_000;

async function* nothing(): AsyncGenerator<Uint8Array> {}

const gone = (error: unknown): unknown => (systemCode(error) === 'ENOENT' ? new S3Error('NoSuchUpload') : error);

/** Multipart uploads. Each is a folder with one checked file for the upload and one per part, named by its number. */
export class Uploads {
  readonly #folder: string;
  readonly #objects: ObjectFiles;
  /**
   * One lock per upload: a second completion waits for the first and finds the upload gone, instead of writing after the first was
   * answered.
   */
  readonly #joining = new Map<string, Promise<unknown>>();

  private constructor(folder: string, objects: ObjectFiles) {
    this.#folder = join(folder, 'uploads');
    this.#objects = objects;
  }

  static async open(folder: string, objects: ObjectFiles): Promise<Uploads> {
    const uploads = new Uploads(folder, objects);
    await mkdir(uploads.#folder, { recursive: true, mode: 0o700 });
    for (const { id, begunAt } of await uploads.#all()) {
      if (Date.now() - Date.parse(begunAt) > STALE_AFTER) await uploads.#discard(id);
    }
    return uploads;
  }

  /** Throws NoSuchBucket. */
  async begin(bucket: string, key: string, headers: Upload['headers']): Promise<Upload> {
    this.#objects.entries(bucket);
    const upload: Upload = { id: randomUUID(), bucket, key, headers, begunAt: new Date().toISOString() };
    const path = this.#objects.incomingPath();
    await mkdir(path, { mode: 0o700 });
    await writeChecked(join(path, UPLOAD_FILE), nothing(), () => upload);
    await rename(path, join(this.#folder, upload.id));
    await syncFolder(this.#folder);
    return upload;
  }

  /** Throws NoSuchUpload, also for an upload of another bucket or key. */
  async find(bucket: string, key: string, id: string): Promise<Upload> {
    if (!UPLOAD_ID.test(id)) throw new S3Error('NoSuchUpload');
    const upload = await readMetadata<Upload>(join(this.#folder, id, UPLOAD_FILE)).catch((error: unknown) => {
      throw gone(error);
    });
    if (upload.bucket !== bucket || upload.key !== key) throw new S3Error('NoSuchUpload');
    return upload;
  }

  /** Stores a part, replacing an earlier one of the same number. */
  async putPart(upload: Upload, number: number, body: AsyncIterable<Uint8Array>, etag: () => string): Promise<Part> {
    const path = this.#objects.incomingPath();
    const part = await writeChecked<Part>(path, body, (byteSize) => {
      return { number, byteSize, etag: etag(), modifiedAt: new Date().toISOString() };
    });
    await rename(path, this.#partPath(upload, number)).catch(async (error: unknown) => {
      await rm(path, { force: true });
      throw gone(error);
    });
    return part;
  }

  /** By number, ascending. */
  async parts(upload: Upload): Promise<Part[]> {
    try {
      const names = (await readdir(join(this.#folder, upload.id))).filter((name) => name !== UPLOAD_FILE);
      const parts: Part[] = [];
      for (const name of names) parts.push(await readMetadata<Part>(join(this.#folder, upload.id, name)));
      return parts.sort((a, b) => a.number - b.number);
    } catch (error) {
      throw gone(error);
    }
  }

  /** Joins the named parts into the object. Throws InvalidPartOrder, InvalidPart, EntityTooSmall; the upload is then unchanged. */
  async complete(upload: Upload, named: readonly NamedPart[]): Promise<ObjectMetadata> {
    const before = this.#joining.get(upload.id) ?? Promise.resolve();
    const joined = before.catch(() => undefined).then(() => this.#complete(upload, named));
    this.#joining.set(upload.id, joined);
    try {
      return await joined;
    } finally {
      if (this.#joining.get(upload.id) === joined) this.#joining.delete(upload.id);
    }
  }

  async #complete(upload: Upload, named: readonly NamedPart[]): Promise<ObjectMetadata> {
    if (named.some(({ number }, index) => index > 0 && number <= (named[index - 1]?.number ?? 0))) throw new S3Error('InvalidPartOrder');
    const stored = new Map((await this.parts(upload)).map((part) => [part.number, part]));
    const md5 = createHash('md5');
    for (const [index, { number, etag }] of named.entries()) {
      const part = stored.get(number);
      if (part?.etag !== etag) throw new S3Error('InvalidPart');
      if (part.byteSize < MIN_PART && index < named.length - 1) throw new S3Error('EntityTooSmall');
      md5.update(etag, 'hex');
    }
    const etag = `${md5.digest('hex')}-${named.length}`;
    const options = { headers: upload.headers, etag: () => etag };
    const metadata = await this.#objects.put(upload.bucket, upload.key, this.#joined(upload, named), options).catch((error: unknown) => {
      throw gone(error);
    });
    await this.#discard(upload.id);
    return metadata;
  }

  async abort(upload: Upload): Promise<void> {
    await this.#discard(upload.id);
  }

  /** Uploads of one bucket, by key and then by id. */
  async list(bucket: string): Promise<Upload[]> {
    this.#objects.entries(bucket);
    const uploads = (await this.#all()).filter((upload) => upload.bucket === bucket);
    return uploads.sort((a, b) => compareKeys(a.key, b.key) || compareKeys(a.id, b.id));
  }

  async *#joined(upload: Upload, named: readonly NamedPart[]): AsyncGenerator<Uint8Array> {
    for (const { number, etag } of named) {
      const part = await openChecked<Part>(this.#partPath(upload, number));
      if (part.metadata.etag !== etag) {
        await part.close();
        throw new S3Error('InvalidPart');
      }
      yield* part.read();
    }
  }

  async #all(): Promise<Upload[]> {
    const uploads: Upload[] = [];
    for (const id of await readdir(this.#folder)) {
      const upload = await readMetadata<Upload>(join(this.#folder, id, UPLOAD_FILE)).catch((error: unknown) => {
        if (systemCode(error) !== 'ENOENT') throw error;
      });
      if (upload) uploads.push(upload);
    }
    return uploads;
  }

  /** The rename hides it at once; what a crash leaves of the removal is deleted at the next start. */
  async #discard(id: string): Promise<void> {
    const path = this.#objects.incomingPath();
    try {
      await rename(join(this.#folder, id), path);
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error;
      return;
    }
    await rm(path, { recursive: true, force: true });
  }

  #partPath(upload: Upload, number: number): string {
    return join(this.#folder, upload.id, String(number));
  }
}
