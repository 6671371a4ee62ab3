import { createHash, createHmac } from 'node:crypto';
import { request, type ClientRequest, type IncomingHttpHeaders } from 'node:http';

/** Signs and sends requests with nothing but Node, so that neither our store nor the minio client judges itself. */
export interface S3Access {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
}

export interface RawRequest {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** The value of `x-amz-content-sha256`; the hash of the body unless given. */
  readonly payloadHash?: string;
  readonly date?: Date;
  /** Sent, but not signed. */
  readonly unsignedHeaders?: Readonly<Record<string, string>>;
  /** Changes the finished authorization header. */
  readonly forge?: (authorization: string) => string;
}

const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

export const md5 = (bytes: string | Uint8Array): string => createHash('md5').update(bytes).digest('hex');
export const md5Base64 = (bytes: string | Uint8Array): string => createHash('md5').update(bytes).digest('base64');

export const encode = (text: string): string =>
  Array.from(new TextEncoder().encode(text), (byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9_.~-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');

/** `/bucket/key`, encoded. */
export const pathOf = (bucket: string, key: string): string => `/${bucket}/${key.split('/').map(encode).join('/')}`;

const stamp = (date: Date): string => date.toISOString().replace(/[:-]|\.\d{3}/g, '');

/** Sorted, with `=` behind a name without a value. */
const canonicalQuery = (query: string): string =>
  query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => (pair.includes('=') ? pair : `${pair}=`))
    .sort()
    .join('&');

function signature(access: S3Access, method: string, target: string, headers: Record<string, string>, hash: string, when: string): string {
  const [path = '', query = ''] = target.split('?');
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join('');
  const canonical = [method, path, canonicalQuery(query), lines, names.join(';'), hash].join('\n');
  const scope = [when.slice(0, 8), access.region, 's3', 'aws4_request'];
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${access.secretKey}`);
  return hmac(key, ['AWS4-HMAC-SHA256', when, scope.join('/'), sha256(canonical)].join('\n')).toString('hex');
}

function credential({ accessKey, region }: S3Access, when: string): string {
  return `${accessKey}/${when.slice(0, 8)}/${region}/s3/aws4_request`;
}

/** All headers of a signed request. `target` is path and query as they are sent, already encoded. */
export function signedHeaders(access: S3Access, method: string, target: string, options: RawRequest = {}): Record<string, string> {
  const when = stamp(options.date ?? new Date());
  const hash = options.payloadHash ?? sha256(options.body ?? '');
  const signed = { host: new URL(access.endpoint).host, 'x-amz-content-sha256': hash, 'x-amz-date': when, ...options.headers };
  const names = Object.keys(signed).sort().join(';');
  const value = signature(access, method, target, signed, hash, when);
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential(access, when)}, SignedHeaders=${names}, Signature=${value}`;
  return { ...signed, ...options.unsignedHeaders, authorization: options.forge?.(authorization) ?? authorization };
}

/** Begins a request exactly as written: no library tidies up the path. */
export function beginRaw(access: S3Access, method: string, target: string, headers: Record<string, string>): ClientRequest {
  const { hostname, port } = new URL(access.endpoint);
  return request({ hostname, port, method, path: target, headers, agent: false });
}

export function answerTo(sent: ClientRequest): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    sent.on('error', reject).on('response', (response) => {
      const chunks: Buffer[] = [];
      response
        .on('error', reject)
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () => {
          const bytes = Buffer.concat(chunks);
          resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text: bytes.toString() });
        });
    });
  });
}

/** Sends what is given, signed by nobody. */
export function sendUnsigned(
  access: S3Access,
  method: string,
  target: string,
  headers: Record<string, string> = {},
  body?: string | Uint8Array,
): Promise<RawAnswer> {
  const sent = beginRaw(access, method, target, {
    ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
    ...headers,
  });
  const answer = answerTo(sent);
  sent.end(body);
  return answer;
}

export function sendSigned(access: S3Access, method: string, target: string, options: RawRequest = {}): Promise<RawAnswer> {
  return sendUnsigned(access, method, target, signedHeaders(access, method, target, options), options.body);
}

export interface Presign {
  /** Seconds. */
  readonly expires?: number;
  readonly date?: Date;
  /** Names and values, encoded by this function. */
  readonly query?: Readonly<Record<string, string>>;
}

/** Path and query of a presigned URL. */
export function presign(
  access: S3Access,
  method: string,
  path: string,
  { expires = 60, date = new Date(), query = {} }: Presign = {},
): string {
  const when = stamp(date);
  const parameters = {
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': credential(access, when),
    'X-Amz-Date': when,
    'X-Amz-Expires': String(expires),
    'X-Amz-SignedHeaders': 'host',
    ...query,
  };
  const text = Object.entries(parameters)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&');
  const target = `${path}?${text}`;
  return `${target}&X-Amz-Signature=${signature(access, method, target, { host: new URL(access.endpoint).host }, 'UNSIGNED-PAYLOAD', when)}`;
}

/** The text of the first such element of an XML answer. */
export const element = (xml: string, name: string): string | undefined =>
  new RegExp(`<${name}(?: [^>]*)?>([^<]*)</${name}>`).exec(xml)?.[1];
export const elements = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text = '']) => text);
