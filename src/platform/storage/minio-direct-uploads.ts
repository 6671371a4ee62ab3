import { randomUUID } from 'node:crypto';
import aws4 from 'aws4';
import type { Client } from 'minio';
import { errorCode } from '../../kernel/error-code.ts';
import { ReelwrightError, notConfigured } from '../../kernel/errors.ts';
import type { DirectUpload, DirectUploads, StoredPart } from './direct-uploads.ts';
import { once, repeated, type S3Options } from './s3-connection.ts';

export interface DirectUploadClients {
  readonly bucket: string;
  /** Client with Reelwright's own credentials and endpoint. */
  readonly internalClient: Client;
  /** The keys that sign uploads, with the public endpoint. */
  readonly outside: S3Options;
  /** The keys that sign uploads, with Reelwright's own endpoint. */
  readonly internal: S3Options;
}

/** A method of the client that its types omit. */
interface ListsParts {
  listParts(bucket: string, key: string, id: string): Promise<readonly { part: number; size: number; etag: string }[]>;
}

type Part = Pick<StoredPart, 'number' | 'byteSize'>;

const UPLOAD_KEYS = ['S3_UPLOAD_ACCESS_KEY', 'S3_UPLOAD_SECRET_KEY'];

/** Prefix of the check's own objects; nothing else is stored below it. */
const CHECK = '.reelwright/copy-check';
const CHECK_TEXT = Buffer.from('not for copying');
/** Milliseconds for each request of the check. */
const CHECK_WITHIN = 10_000;

export class MinioDirectUploads implements DirectUploads {
  readonly #clients: DirectUploadClients;
  readonly #bucket: string;
  #checked: Promise<void> | undefined;

  constructor(clients: DirectUploadClients) {
    this.#clients = clients;
    this.#bucket = clients.bucket;
  }

  async ready(): Promise<void> {
    this.#checked ??= this.#assertNoCopies().catch((error: unknown) => {
      this.#checked = undefined;
      throw error;
    });
    await this.#checked;
  }

  async begin(key: string): Promise<DirectUpload> {
    await this.ready();
    return await this.#begin(key);
  }

  presignPart(upload: DirectUpload, part: Part, expiresIn: number): string {
    return presign(this.#clients.outside, this.#bucket, upload, part, expiresIn);
  }

  async parts({ key, storeId }: DirectUpload): Promise<readonly StoredPart[] | undefined> {
    const client = this.#clients.internalClient as unknown as ListsParts;
    try {
      const listed = await repeated(() => client.listParts(this.#bucket, key, storeId));
      return listed.map(({ part, size, etag }) => ({ number: part, byteSize: size, etag }));
    } catch (error) {
      if (errorCode(error) === 'NoSuchUpload') return undefined;
      throw error;
    }
  }

  async complete({ key, storeId }: DirectUpload, parts: readonly StoredPart[]): Promise<'DONE' | 'CHANGED' | 'GONE'> {
    const named = parts.map(({ number: part, etag }) => ({ part, etag }));
    try {
      await once(() => this.#clients.internalClient.completeMultipartUpload(this.#bucket, key, storeId, named));
      return 'DONE';
    } catch (error) {
      if (errorCode(error) === 'InvalidPart') return 'CHANGED';
      if (errorCode(error) === 'NoSuchUpload') return 'GONE';
      throw error;
    }
  }

  async abort({ key, storeId }: DirectUpload): Promise<void> {
    try {
      await repeated(() => this.#clients.internalClient.abortMultipartUpload(this.#bucket, key, storeId));
    } catch (error) {
      if (errorCode(error) !== 'NoSuchUpload') throw error;
    }
  }

  async #begin(key: string): Promise<DirectUpload> {
    return { key, storeId: await repeated(() => this.#clients.internalClient.initiateNewMultipartUpload(this.#bucket, key, {})) };
  }

  /**
   * Checks that upload URLs cannot copy. Some stores (MinIO) follow an unsigned `x-amz-copy-source` header: the holder of an upload URL
   * could copy any object that the signing key may read. The store is asked to do exactly that, and the result is checked.
   */
  async #assertNoCopies(): Promise<void> {
    await repeated(() => this.#clients.internalClient.putObject(this.#bucket, CHECK, CHECK_TEXT));
    const upload = await this.#begin(`${CHECK}-${randomUUID()}`);
    try {
      const url = (signer: S3Options, byteSize: number): string =>
        presign(signer, this.#bucket, upload, { number: 1, byteSize }, CHECK_WITHIN / 1_000);
      // The public endpoint may be a proxy that cannot be reached from this machine.
      await slipCopy(url(this.#clients.outside, 0), this.#bucket).catch(() => slipCopy(url(this.#clients.internal, 0), this.#bucket));
      const parts = await this.parts(upload);
      if (parts?.some(({ byteSize }) => byteSize === CHECK_TEXT.length))
        throw notConfigured(
          'Uploads are off on this installation: the object store needs a key of their own (docs/storage.md).',
          UPLOAD_KEYS,
        );
      await putPlain(url(this.#clients.internal, CHECK_TEXT.length));
    } finally {
      await this.abort(upload);
    }
  }
}

/** Signs the URL of a part. The minio client never signs Content-Length, and an upload URL without it accepts up to 5 GiB. */
function presign(signer: S3Options, bucket: string, { key, storeId }: DirectUpload, { number, byteSize }: Part, expiresIn: number): string {
  const { endpoint, region, accessKey, secretKey } = signer;
  const { origin, host } = new URL(endpoint);
  const path = [bucket, ...key.split('/')].map(encodeURIComponent).join('/');
  const query = new URLSearchParams({ partNumber: `${number}`, uploadId: storeId, 'X-Amz-Expires': `${expiresIn}` }).toString();
  const signed = aws4.sign(
    {
      ...{ service: 's3', region, method: 'PUT', path: `/${path}?${query}`, signQuery: true },
      headers: { Host: host, 'Content-Length': byteSize },
    },
    { accessKeyId: accessKey, secretAccessKey: secretKey },
  );
  return `${origin}${signed.path ?? ''}`;
}

/** Sends a part as a client would; otherwise only the first user would discover that a key can sign URLs but not put objects. */
async function putPlain(url: string): Promise<void> {
  const status = await put(url, CHECK_TEXT);
  if (status >= 400)
    throw notConfigured('Uploads are off on this installation: the object store refuses the key that signs them.', UPLOAD_KEYS);
}

async function slipCopy(url: string, bucket: string): Promise<void> {
  await put(url, '', { 'x-amz-copy-source': `/${bucket}/${CHECK}` });
}

/** Sends a PUT and returns its status. @throws ReelwrightError UNAVAILABLE when the store does not answer */
async function put(url: string, body: string | Buffer<ArrayBuffer>, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  const response = await fetch(url, {
    method: 'PUT',
    headers,
    body,
    signal: AbortSignal.timeout(CHECK_WITHIN),
  }).catch((error: unknown) => {
    throw new ReelwrightError('UNAVAILABLE', 'The object store does not answer.', { cause: error });
  });
  await response.body?.cancel();
  if (response.status >= 500) throw new ReelwrightError('UNAVAILABLE', 'The object store does not answer.');
  return response.status;
}
