import { createHash } from 'node:crypto';
import aws4 from 'aws4';
import type { GuardedHttp, OutboundResponse } from '../http/guarded-http.ts';
import { OutboundError } from '../http/outbound-url.ts';

const REQUEST_MS = 600_000;
const MAX_ANSWER_BYTES = 1024 ** 2;

/** A customer's bucket, addressed by path. */
export interface BucketAddress {
  /** Origin of the store, such as `https://s3.eu-central-1.amazonaws.com`. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

/** A refusal of a store. `code` is S3's word, such as `AccessDenied`; status 0 and `unreachable` without an answer. */
export class BucketError extends Error {
  override readonly name = 'BucketError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message?: string) {
    super(message ?? `The bucket answered ${status} ${code}.`);
    this.status = status;
    this.code = code;
  }
}

interface BucketRequest {
  readonly method: 'PUT' | 'POST';
  readonly key: string;
  readonly query?: string;
  readonly body: Buffer;
  readonly contentType?: string;
  readonly signal: AbortSignal;
}

/** Writes to buckets of customers. Every address is checked, and redirects are not followed, as for all URLs from users. */
export class BucketClient {
  constructor(private readonly http: GuardedHttp) {}

  /** Writes a small object. @throws BucketError */
  async put(address: BucketAddress, key: string, object: { readonly bytes: Buffer; readonly contentType: string }, signal: AbortSignal) {
    await this.#send(address, { method: 'PUT', key, body: object.bytes, contentType: object.contentType, signal });
  }

  /** Begins an upload in parts and returns its id. @throws BucketError */
  async begin(address: BucketAddress, key: string, contentType: string, signal: AbortSignal): Promise<string> {
    const { body } = await this.#send(address, { method: 'POST', key, query: 'uploads=', body: Buffer.alloc(0), contentType, signal });
    const id = /<UploadId>([^<]+)<\/UploadId>/.exec(body.toString('utf8'))?.[1];
    if (id === undefined) throw new BucketError(200, 'unreadable', 'The store does not answer as S3 does.');
    return id;
  }

  /** Sends part `number`, from 1, and returns its tag. @throws BucketError `NoSuchUpload` when the upload has ended */
  async putPart(
    address: BucketAddress,
    upload: { readonly key: string; readonly id: string },
    part: { readonly number: number; readonly bytes: Buffer },
    signal: AbortSignal,
  ): Promise<string> {
    const query = `partNumber=${part.number}&uploadId=${encodeURIComponent(upload.id)}`;
    const { headers } = await this.#send(address, { method: 'PUT', key: upload.key, query, body: part.bytes, signal });
    if (headers.etag === undefined) throw new BucketError(200, 'unreadable', 'The store does not answer as S3 does.');
    return headers.etag;
  }

  /** Joins the parts. @throws BucketError */
  async complete(
    address: BucketAddress,
    upload: { readonly key: string; readonly id: string },
    tags: readonly string[],
    signal: AbortSignal,
  ): Promise<void> {
    const parts = tags.map((tag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${escaped(tag)}</ETag></Part>`).join('');
    const body = Buffer.from(`<CompleteMultipartUpload>${parts}</CompleteMultipartUpload>`);
    const query = `uploadId=${encodeURIComponent(upload.id)}`;
    const answer = await this.#send(address, { method: 'POST', key: upload.key, query, body, contentType: 'application/xml', signal });
    // S3 begins the answer before the parts are joined, so a failure may have the status 200.
    if (answer.body.includes('<Error>')) throw errorOf(answer);
  }

  async #send(address: BucketAddress, { method, key, query, body, contentType, signal }: BucketRequest): Promise<OutboundResponse> {
    const { host, origin } = new URL(address.endpoint);
    const path = `/${address.bucket}/${key.split('/').map(encodeURIComponent).join('/')}${query === undefined ? '' : `?${query}`}`;
    const signed = aws4.sign(
      {
        ...{ service: 's3', region: address.region, method, host, path },
        headers: {
          'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
          'content-length': String(body.length),
          ...(contentType !== undefined && { 'content-type': contentType }),
        },
      },
      { accessKeyId: address.accessKey, secretAccessKey: address.secretKey },
    );
    const headers = Object.fromEntries(Object.entries(signed.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]));
    try {
      const request = { url: `${origin}${path}`, method, headers, body, timeoutMs: REQUEST_MS, maxBytes: MAX_ANSWER_BYTES, signal };
      const answer = await this.http.send(request);
      if (answer.status !== 200) throw errorOf(answer);
      return answer;
    } catch (error) {
      if (error instanceof OutboundError) throw new BucketError(0, 'unreachable', error.message);
      throw error;
    }
  }
}

function errorOf({ status, body }: OutboundResponse): BucketError {
  const code = /<Code>(\w{1,64})<\/Code>/.exec(body.toString('utf8'))?.[1];
  return new BucketError(status, code ?? 'unknown');
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
