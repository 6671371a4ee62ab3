import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'minio';
import { errorCode } from '../../kernel/error-code.ts';
import { ReelwrightError, notFound } from '../../kernel/errors.ts';
import { contentDisposition } from './content-disposition.ts';
import type { DirectUploads } from './direct-uploads.ts';
import { MinioDirectUploads } from './minio-direct-uploads.ts';
import { once, openClient, PART_SIZE, repeated, type S3Options } from './s3-connection.ts';
import type { ByteRange, ListedObject, PresignOptions, PutOptions, Storage, StoredObject } from './storage.ts';

export interface StorageOptions extends S3Options {
  /** Public endpoint, for which presigned URLs are signed. */
  readonly publicEndpoint: string;
  /** Credentials that sign upload URLs; by default Reelwright's own. */
  readonly uploadKeys?: Pick<S3Options, 'accessKey' | 'secretKey'> | undefined;
  readonly bucket: string;
}

/** Parts that are sent at the same time; each takes 8 MiB of memory. */
const PART_CONCURRENCY = 3;
/** S3's largest part number. */
const MAX_PARTS = 10_000;
const MAX_PAGE = 1000;
/** Timeout of the first request, milliseconds. */
const READY_TIMEOUT = 10_000;

/** Object storage through the minio client. @throws ReelwrightError NOT_CONFIGURED for an invalid endpoint. */
export function openStorage(options: StorageOptions): Storage {
  return new MinioStorage(options);
}

/** Reads bytes of the file that is stored. */
type Read = (position: number, length: number) => Promise<Buffer>;

interface UploadedPart {
  readonly part: number;
  readonly etag: string;
}

class MinioStorage implements Storage {
  readonly uploads: DirectUploads;
  readonly #options: StorageOptions;
  readonly #bucket: string;
  readonly #client: Client;
  readonly #publicClient: Client;

  constructor(options: StorageOptions) {
    this.#options = options;
    this.#bucket = options.bucket;
    this.#client = openClient(options);
    this.#publicClient = openClient({ ...options, endpoint: options.publicEndpoint });
    const signer = { ...options, ...options.uploadKeys };
    this.uploads = new MinioDirectUploads({
      bucket: options.bucket,
      internalClient: this.#client,
      outside: { ...signer, endpoint: options.publicEndpoint },
      internal: signer,
    });
  }

  async ready(signal?: AbortSignal): Promise<void> {
    const timeout = AbortSignal.timeout(READY_TIMEOUT);
    const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
    const client = this.#clientFor(either);
    try {
      if (await repeated(() => client.bucketExists(this.#bucket), either)) return;
      await once(() => client.makeBucket(this.#bucket, this.#options.region), either);
    } catch (error) {
      if (errorCode(error) === 'BucketAlreadyOwnedByYou') return;
      if (timeout.aborted && !signal?.aborted)
        throw new ReelwrightError('UNAVAILABLE', 'The object store does not answer.', { cause: error });
      throw error;
    }
  }

  async putFile(key: string, path: string, options: PutOptions): Promise<StoredObject> {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      return await this.#put(key, size, (position, length) => readExactly(file, position, length), options);
    } finally {
      await file.close();
    }
  }

  async putBytes(key: string, bytes: Uint8Array, options: PutOptions): Promise<StoredObject> {
    const read: Read = async (position, length) => Buffer.from(bytes.buffer, bytes.byteOffset + position, length);
    return await this.#put(key, bytes.byteLength, read, options);
  }

  async getFile(key: string, path: string, { signal }: { signal?: AbortSignal } = {}): Promise<void> {
    const unfinished = `${path}.${randomUUID()}.part`;
    try {
      await repeated(() => this.#download(key, unfinished, signal), signal);
      await rename(unfinished, path);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw errorCode(error) === 'NoSuchKey' ? notFound('Stored file') : error;
    }
  }

  async readBytes(key: string, { offset, length }: ByteRange, signal: AbortSignal): Promise<Buffer> {
    const client = this.#clientFor(signal);
    try {
      return await repeated(async () => {
        const content = await client.getPartialObject(this.#bucket, key, offset, length);
        const bytes = await buffer(content);
        if (bytes.length !== length) throw Object.assign(new Error('The connection ended early.'), { code: 'ECONNRESET' });
        return bytes;
      }, signal);
    } catch (error) {
      throw errorCode(error) === 'NoSuchKey' ? notFound('Stored file') : error;
    }
  }

  async stat(key: string, signal?: AbortSignal): Promise<StoredObject | undefined> {
    const client = this.#clientFor(signal);
    try {
      const { size, etag } = await repeated(() => client.statObject(this.#bucket, key), signal);
      return { key, byteSize: size, etag };
    } catch (error) {
      if (errorCode(error) === 'NotFound' || errorCode(error) === 'NoSuchKey') return undefined;
      throw error;
    }
  }

  async copy(from: string, to: string, signal?: AbortSignal): Promise<StoredObject> {
    const client = this.#clientFor(signal);
    try {
      await repeated(() => client.copyObject(this.#bucket, to, `/${this.#bucket}/${from}`), signal);
    } catch (error) {
      throw errorCode(error) === 'NoSuchKey' ? notFound('Stored file') : error;
    }
    const copied = await this.stat(to, signal);
    if (!copied) throw notFound('Stored file');
    return copied;
  }

  async *list(prefix: string): AsyncIterable<ListedObject> {
    let token = '';
    do {
      const page = await repeated(() => this.#client.listObjectsV2Query(this.#bucket, prefix, token, '', MAX_PAGE, ''));
      for (const { name, size, etag, lastModified } of page.objects) {
        if (name !== undefined) yield { key: name, byteSize: size, etag: etag ?? '', modifiedAt: lastModified ?? new Date() };
      }
      token = page.isTruncated ? page.nextContinuationToken : '';
    } while (token !== '');
  }

  async remove(keys: readonly string[]): Promise<boolean> {
    if (keys.length === 0) return true;
    const refused = await repeated(() => this.#client.removeObjects(this.#bucket, [...keys]));
    if (refused.length > 0) throw new ReelwrightError('UNAVAILABLE', 'The object store did not remove every file.', { cause: refused });
    return true;
  }

  async abortUploads(begunBefore: Date): Promise<number> {
    let [aborted, keyMarker, idMarker] = [0, '', ''];
    do {
      const page = await repeated(() => this.#client.listIncompleteUploadsQuery(this.#bucket, '', keyMarker, idMarker, ''));
      for (const { key, uploadId, initiated } of page.uploads) {
        if (initiated >= begunBefore) continue;
        await repeated(() => this.#client.abortMultipartUpload(this.#bucket, key, uploadId));
        aborted += 1;
      }
      [keyMarker, idMarker] = page.isTruncated ? [page.nextKeyMarker, page.nextUploadIdMarker] : ['', ''];
    } while (keyMarker !== '');
    return aborted;
  }

  async presignGet(key: string, options: PresignOptions): Promise<string> {
    const headers = {
      'response-content-disposition': contentDisposition(options.disposition, options.fileName),
      'response-content-type': options.contentType,
    };
    return await this.#publicClient.presignedGetObject(this.#bucket, key, options.expiresIn, headers, options.signedAt ?? new Date());
  }

  #clientFor(signal: AbortSignal | undefined): Client {
    return signal ? openClient(this.#options, signal) : this.#client;
  }

  async #download(key: string, path: string, signal: AbortSignal | undefined): Promise<void> {
    const content = await this.#clientFor(signal).getObject(this.#bucket, key);
    const announced = Number((content as unknown as { headers: Record<string, string> }).headers['content-length']);
    const file = createWriteStream(path, { mode: 0o600 });
    await pipeline(content, file, ...(signal ? [{ signal }] : []));
    if (file.bytesWritten !== announced) throw Object.assign(new Error('The connection ended early.'), { code: 'ECONNRESET' });
  }

  async #put(key: string, byteSize: number, read: Read, options: PutOptions): Promise<StoredObject> {
    if (byteSize > PART_SIZE) return { key, byteSize, etag: await this.#putParts(key, byteSize, read, options) };
    const client = this.#clientFor(options.signal);
    const bytes = await read(0, byteSize);
    const headers = { 'Content-Type': options.contentType };
    const { etag } = await repeated(() => client.putObject(this.#bucket, key, bytes, byteSize, headers), options.signal);
    return { key, byteSize, etag };
  }

  /**
   * Uploads an object in parts. The client's own multipart upload resumes an unfinished one of the same key, hangs when its source fails,
   * and cannot be aborted. After any error the upload is aborted.
   */
  async #putParts(key: string, byteSize: number, read: Read, { contentType, signal }: PutOptions): Promise<string> {
    const failed = new AbortController();
    const either = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
    const client = this.#clientFor(either);
    const headers = { 'Content-Type': contentType };
    const id = await once(() => this.#client.initiateNewMultipartUpload(this.#bucket, key, headers), signal);
    const lanes = lanesOf(byteSize, async (part, position, length) => {
      const bytes = await read(position, length);
      return await repeated(() => this.#putPart(client, key, id, part, bytes), either);
    });
    try {
      const parts = (await Promise.all(lanes)).flat().sort((a, b) => a.part - b.part);
      const { etag } = await once(() => client.completeMultipartUpload(this.#bucket, key, id, parts), either);
      return etag;
    } catch (error) {
      failed.abort(error);
      // In some stores a part that arrives after the abort would stay forever, so running parts are awaited first.
      await Promise.allSettled(lanes);
      await this.#abort(key, id);
      throw error;
    }
  }

  async #putPart(client: Client, key: string, uploadID: string, partNumber: number, bytes: Buffer): Promise<UploadedPart> {
    const { etag } = await client.uploadPart({ bucketName: this.#bucket, objectName: key, uploadID, partNumber, headers: {} }, bytes);
    return { part: partNumber, etag };
  }

  /** Aborts an upload. If the store does not answer, its lifecycle rules remove the parts later. */
  async #abort(key: string, id: string): Promise<void> {
    await repeated(() => this.#client.abortMultipartUpload(this.#bucket, key, id)).catch(() => undefined);
  }
}

/** Divides an object into parts and sends a few concurrently; returns a promise for each lane. */
function lanesOf<T>(byteSize: number, send: (part: number, position: number, length: number) => Promise<T>): Promise<T[]>[] {
  const partSize = Math.max(PART_SIZE, Math.ceil(byteSize / MAX_PARTS));
  const count = Math.ceil(byteSize / partSize);
  let taken = 0;
  const lane = async () => {
    const sent: T[] = [];
    while (taken < count) {
      const position = taken * partSize;
      taken += 1;
      sent.push(await send(taken, position, Math.min(partSize, byteSize - position)));
    }
    return sent;
  };
  return Array.from({ length: PART_CONCURRENCY }, lane);
}

/** Reads bytes of a file. Throws when the file has shrunk since it was measured. */
async function readExactly(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let read = 0;
  while (read < length) {
    const { bytesRead } = await file.read(bytes, read, length - read, position + read);
    if (bytesRead === 0) throw new Error('The file changed while it was stored.');
    read += bytesRead;
  }
  return bytes;
}
