import { randomUUID } from 'node:crypto';
import { renameSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../../kernel/error-code.ts';
import { S3Error } from '../errors.ts';
import { compareKeys } from './key-order.ts';
import type { HashedBody, ObjectMetadata, ObjectFiles } from './object-files.ts';
import { chooseParts, etagOf, type NamedPart, type Part, type Upload } from './parts.ts';
import { openChecked, readMetadata, flush, writeChecked } from './checked-file.ts';

/** State of an unfinished upload in memory, so that adding a part needs no reading of files. */
interface OpenUpload {
  readonly upload: Upload;
  /** Parts by number. Read from the folder on first use after a start. */
  parts?: Promise<Map<number, Part>>;
  /** Flushes of large parts, by number. A flush begins when the part has been written. */
  readonly flushes: Map<number, Promise<void>>;
  /** Set while the parts are being joined; they no longer change then. */
  joining?: Promise<ObjectMetadata>;
}

const UPLOAD_FILE = 'upload';
/** Milliseconds after which a starting store deletes an unfinished upload. */
const STALE_AFTER = 24 * 3_600_000;

/** Bytes. Content of up to this size is copied into one file when the upload is completed. */
const COPIED = 1024 * 1024;

const gone = (error: unknown): unknown => (errorCode(error) === 'ENOENT' ? new S3Error('NoSuchUpload') : error);

/** Multipart uploads. Each is a folder with one checked file for the upload and one per part, named by its number. */
export class Uploads {
  readonly #folder: string;
  readonly #objects: ObjectFiles;
  readonly #open = new Map<string, OpenUpload>();

  private constructor(folder: string, objects: ObjectFiles) {
    this.#folder = join(folder, 'uploads');
    this.#objects = objects;
  }

  static async open(folder: string, objects: ObjectFiles): Promise<Uploads> {
    const uploads = new Uploads(folder, objects);
    await mkdir(uploads.#folder, { recursive: true, mode: 0o700 });
    await uploads.#recover();
    for (const id of await readdir(uploads.#folder)) {
      const upload = await readMetadata<Upload>(uploads.#path(id, UPLOAD_FILE)).catch((error: unknown) => {
        if (errorCode(error) !== 'ENOENT') throw error;
      });
      if (upload && Date.now() - Date.parse(upload.begunAt) > STALE_AFTER) await uploads.#discard(id);
      else if (upload) uploads.#open.set(id, { upload, flushes: new Map() });
    }
    return uploads;
  }

  /**
   * Recovers from a crash. A folder of extents that no object names is one of two things: an upload whose completion was interrupted, which
   * becomes that upload again; or the content of an object that was replaced or removed, which is deleted.
   */
  async #recover(): Promise<void> {
    const { extents } = this.#objects;
    const named = this.#objects.extentIds();
    for (const id of extents.ids) {
      if (named.has(id)) await rm(extents.path(id, UPLOAD_FILE), { force: true });
      // An object whose file could not be read may be the owner of any folder, so no folder is deleted.
      else if (this.#objects.hasUnreadable) continue;
      else if ((await readdir(extents.path(id))).includes(UPLOAD_FILE)) extents.giveBack(this.#path(id), id);
      else await extents.remove(id);
    }
  }

  /** Begins an upload. Throws NoSuchBucket. */
  async begin(bucket: string, key: string, headers: Upload['headers']): Promise<Upload> {
    this.#objects.entries(bucket);
    const upload: Upload = { id: randomUUID(), bucket, key, headers, begunAt: new Date().toISOString() };
    const path = this.#objects.incomingPath();
    await mkdir(path, { mode: 0o700 });
    await writeChecked(join(path, UPLOAD_FILE), { bytes: [] }, () => upload);
    await rename(path, this.#path(upload.id));
    await flush(this.#folder);
    this.#open.set(upload.id, { upload, parts: Promise.resolve(new Map<number, Part>()), flushes: new Map() });
    return upload;
  }

  /** The open upload with this id. Throws NoSuchUpload, also for an upload of another bucket or key. */
  find(bucket: string, key: string, id: string): Upload {
    const { upload } = this.#find(id);
    if (upload.bucket !== bucket || upload.key !== key) throw new S3Error('NoSuchUpload');
    return upload;
  }

  #find(id: string): OpenUpload {
    const open = this.#open.get(id);
    if (!open) throw new S3Error('NoSuchUpload');
    return open;
  }

  /**
   * Stores a part, replacing an earlier one of the same number. The part is flushed in the background, at the latest before the upload is
   * completed. After a power failure it may be missing, and the client sends it again.
   */
  async putPart({ id }: Upload, number: number, body: HashedBody): Promise<Part> {
    const path = this.#objects.incomingPath();
    const describe = async (byteSize: number): Promise<Part> => {
      return { number, byteSize, etag: await body.etag(), modifiedAt: new Date().toISOString() };
    };
    const part = await writeChecked(path, body, describe, { isFlushed: false });
    try {
      const parts = await this.#parts(id);
      const { joining, flushes } = this.#find(id);
      if (joining) throw new S3Error('NoSuchUpload');
      // Synchronous, so that the joined parts are those of the list.
      renameSync(path, this.#path(id, number));
      parts.set(number, part);
      flushes.delete(number);
      if (part.byteSize > COPIED) flushes.set(number, this.#flushPart(id, number));
    } catch (error) {
      await rm(path, { force: true });
      throw gone(error);
    }
    return part;
  }

  /** By number, ascending. */
  async parts({ id }: Upload): Promise<Part[]> {
    return [...(await this.#parts(id)).values()].sort((a, b) => a.number - b.number);
  }

  #parts(id: string): Promise<Map<number, Part>> {
    const open = this.#find(id);
    open.parts ??= this.#readParts(id).catch((error: unknown) => {
      delete open.parts;
      throw gone(error);
    });
    return open.parts;
  }

  async #readParts(id: string): Promise<Map<number, Part>> {
    const parts = new Map<number, Part>();
    for (const name of await readdir(this.#path(id))) {
      if (name === UPLOAD_FILE) continue;
      // A part without metadata was being written when the power failed: the client sends it again.
      const part = await readMetadata<Part>(this.#path(id, name)).catch(() => undefined);
      if (part) parts.set(Number(name), part);
    }
    return parts;
  }

  /**
   * Joins the named parts into the object. Throws InvalidPartOrder, InvalidPart, EntityTooSmall; the upload is then unchanged. A second
   * completion waits for the first and then throws NoSuchUpload, so that it cannot write after the first was answered.
   */
  async complete({ id }: Upload, named: readonly NamedPart[]): Promise<ObjectMetadata> {
    const open = this.#find(id);
    while (open.joining) await open.joining.catch(() => undefined);
    this.#find(id);
    open.joining = this.#complete(open.upload, named);
    try {
      return await open.joining;
    } finally {
      delete open.joining;
    }
  }

  async #complete(upload: Upload, named: readonly NamedPart[]): Promise<ObjectMetadata> {
    const parts = chooseParts(await this.#parts(upload.id), named);
    const metadata =
      parts.reduce((sum, { byteSize }) => sum + byteSize, 0) > COPIED ? await this.#adopt(upload, parts) : await this.#copy(upload, parts);
    this.#open.delete(upload.id);
    return metadata;
  }

  #flushPart(id: string, number: number): Promise<void> {
    const flushed = flush(this.#path(id, number));
    // The completion awaits the flush and reports its error.
    flushed.catch(() => undefined);
    return flushed;
  }

  /** Makes the folder of the upload the content of the object: nothing is read or written again. */
  async #adopt({ id, bucket, key, headers }: Upload, parts: readonly Part[]): Promise<ObjectMetadata> {
    const { flushes } = this.#find(id);
    for (const { number } of parts) await (flushes.get(number) ?? this.#flushPart(id, number));
    const { extents } = this.#objects;
    const path = this.#path(id);
    const kept = new Set([UPLOAD_FILE, ...parts.map(({ number }) => String(number))]);
    let isAdopted = false;
    const metadata = await this.#objects.putExtents(bucket, key, {
      headers,
      etag: etagOf(parts),
      extents: { id, parts: parts.map(({ number, byteSize }) => [number, byteSize] as const) },
      place: async () => {
        extents.adopt(path, id);
        isAdopted = true;
        for (const name of await readdir(extents.path(id))) if (!kept.has(name)) await rm(extents.path(id, name));
        await extents.sync(id);
      },
      undo: () => {
        if (!isAdopted) return;
        extents.giveBack(path, id);
        delete this.#find(id).parts;
      },
      // Deleted at once: if something fails from here on, a repeated completion must not take the folder from its object.
      published: () => void this.#open.delete(id),
    });
    // From now on a folder without an object is not an upload.
    await rm(extents.path(id, UPLOAD_FILE));
    return metadata;
  }

  /** Copies small content into one file: one file per object is worth more than the saved copy. */
  async #copy({ id, bucket, key, headers }: Upload, parts: readonly Part[]): Promise<ObjectMetadata> {
    const metadata = await this.#objects.put(bucket, key, { bytes: this.#joined(id, parts), etag: () => etagOf(parts) }, { headers });
    await this.#discard(id);
    return metadata;
  }

  async *#joined(id: string, parts: readonly Part[]): AsyncGenerator<Uint8Array> {
    for (const { number } of parts) yield* (await openChecked<Part>(this.#path(id, number))).read();
  }

  async abort({ id }: Upload): Promise<void> {
    // Parts that are being joined already belong to the object.
    if (this.#find(id).joining) throw new S3Error('NoSuchUpload');
    this.#open.delete(id);
    await this.#discard(id);
  }

  /** Uploads of one bucket, by key and then by id. */
  list(bucket: string): Upload[] {
    this.#objects.entries(bucket);
    const uploads = [...this.#open.values()].map(({ upload }) => upload).filter((upload) => upload.bucket === bucket);
    return uploads.sort((a, b) => compareKeys(a.key, b.key) || compareKeys(a.id, b.id));
  }

  /** Deletes an upload. The rename hides it at once; the next start deletes what a crash leaves behind. */
  async #discard(id: string): Promise<void> {
    const path = this.#objects.incomingPath();
    try {
      await rename(this.#path(id), path);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      return;
    }
    await rm(path, { recursive: true, force: true });
  }

  #path(id: string, file: string | number = ''): string {
    return join(this.#folder, id, String(file));
  }
}
