import { validateHeaderValue, type IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { announcedBody, hashedBody } from '../http/body.ts';
import { checkConditions, etagListed, type Conditions } from '../http/conditions.ts';
import { S3Error } from '../errors.ts';
import { header, param, parseTarget, quoted, sendNothing, sendXml, type Exchange } from '../http/exchange.ts';
import type { ObjectEntry, ObjectMetadata } from '../files/object-files.ts';
import { parseRange, type ByteRange } from '../http/range.ts';

const KEPT = ['cache-control', 'content-disposition', 'content-encoding', 'content-language', 'content-type', 'expires'];
/** Query parameters that override headers of the answer. They are signed like the whole query. */
export const RESPONSE_HEADERS = KEPT.map((name) => `response-${name}`);
/** Bytes: Amazon S3's limit for all `x-amz-meta-…` headers together. */
const MAX_METADATA = 2048;

/** The headers of a PUT that are stored with the object. Throws InvalidArgument. */
export function storedHeaders(request: IncomingMessage): ObjectMetadata['headers'] {
  const names = Object.keys(request.headersDistinct).filter((name) => KEPT.includes(name) || name.startsWith('x-amz-meta-'));
  const kept = names.map((name) => [name, (request.headersDistinct[name] ?? []).join(',')] as const);
  const metadata = kept.filter(([name]) => name.startsWith('x-amz-meta-')).flat();
  if (Buffer.byteLength(metadata.join('')) > MAX_METADATA) throw new S3Error('InvalidArgument', 'The metadata is longer than 2 KB.');
  return Object.fromEntries(kept);
}

/** Reads the conditions of a request. `prefix` is empty, or `x-amz-copy-source-` for conditions on the source of a copy. */
function conditionsOf(request: IncomingMessage, prefix = ''): Conditions {
  return {
    ifMatch: header(request, `${prefix}if-match`),
    ifNoneMatch: header(request, `${prefix}if-none-match`),
    ifModifiedSince: header(request, `${prefix}if-modified-since`),
    ifUnmodifiedSince: header(request, `${prefix}if-unmodified-since`),
  };
}

/** The condition of a write: `If-None-Match: *` only creates, `If-Match` only replaces a known version. */
function writeCondition(request: IncomingMessage): (existing: ObjectEntry | undefined) => void {
  const { ifMatch, ifNoneMatch } = conditionsOf(request);
  return (existing) => {
    if (ifNoneMatch !== undefined && existing && etagListed(ifNoneMatch, existing.etag)) throw new S3Error('PreconditionFailed');
    if (ifMatch !== undefined && !existing) throw new S3Error('NoSuchKey');
    if (ifMatch !== undefined && existing && !etagListed(ifMatch, existing.etag)) throw new S3Error('PreconditionFailed');
  };
}

export async function putObject(exchange: Exchange): Promise<void> {
  const { objects, bucket, key, request, response } = exchange;
  const metadata = await objects.put(bucket, key, announcedBody(exchange), {
    headers: storedHeaders(request),
    allow: writeCondition(request),
  });
  response.setHeader('ETag', quoted(metadata.etag));
  sendNothing(response, 200);
}

/** Copies an object. `x-amz-copy-source` is `/bucket/key`, encoded as a path. */
export async function copyObject(exchange: Exchange): Promise<void> {
  const { objects, bucket, key, request, response } = exchange;
  const source = header(request, 'x-amz-copy-source') ?? '';
  const from = parseTarget(source.startsWith('/') ? source : `/${source}`);
  if (from.query.length > 0) throw new S3Error('NotImplemented', 'Versioning is not supported.');
  const replaces = header(request, 'x-amz-metadata-directive') === 'REPLACE';
  if (from.bucket === bucket && from.key === key && !replaces)
    throw new S3Error('InvalidRequest', 'An object cannot be copied onto itself.');
  const file = await objects.open(from.bucket, from.key);
  try {
    const holds = checkConditions(conditionsOf(request, 'x-amz-copy-source-'), file.metadata);
    if (holds !== 'HOLD') throw new S3Error('PreconditionFailed');
    const headers = replaces ? storedHeaders(request) : file.metadata.headers;
    const metadata = await objects.put(bucket, key, hashedBody(file.read()), { headers, allow: writeCondition(request) });
    sendXml(response, 'CopyObjectResult', { LastModified: metadata.modifiedAt, ETag: quoted(metadata.etag) });
  } finally {
    await file.close();
  }
}

/** The requested range. With `If-Range` it counts only while the object is the version that the client has a part of. */
function rangeOf(request: IncomingMessage, { etag, byteSize, modifiedAt }: ObjectMetadata): ByteRange | undefined {
  const ifRange = header(request, 'if-range');
  const isSame = ifRange === undefined || etagListed(ifRange, etag) || ifRange === new Date(modifiedAt).toUTCString();
  return isSame ? parseRange(header(request, 'range'), byteSize) : undefined;
}

/** The headers of an answer. Throws InvalidArgument when the query sets an invalid header value. */
function answerHeaders(exchange: Exchange, { headers, etag, modifiedAt }: ObjectMetadata): Record<string, string> {
  const asked: Record<string, string> = {};
  for (const name of KEPT) {
    const value = param(exchange, `response-${name}`);
    if (value === undefined) continue;
    try {
      validateHeaderValue(name, value);
    } catch {
      throw new S3Error('InvalidArgument', `response-${name} is not a valid header value.`);
    }
    asked[name] = value;
  }
  const metadata = { etag: quoted(etag), 'last-modified': new Date(modifiedAt).toUTCString(), 'accept-ranges': 'bytes' };
  return { 'content-type': 'binary/octet-stream', ...headers, ...asked, ...metadata };
}

/** Answers GET and HEAD. */
export async function getObject(exchange: Exchange): Promise<void> {
  const { objects, bucket, key, request, response } = exchange;
  const file = await objects.open(bucket, key);
  try {
    const holds = checkConditions(conditionsOf(request), file.metadata);
    if (holds === 'FAILED') throw new S3Error('PreconditionFailed');
    const range = holds === 'HOLD' ? rangeOf(request, file.metadata) : undefined;
    for (const [name, value] of Object.entries(answerHeaders(exchange, file.metadata))) response.setHeader(name, value);
    if (holds === 'NOT_MODIFIED') return sendNothing(response, 304);
    if (range) response.setHeader('Content-Range', `bytes ${range.start}-${range.end}/${file.byteSize}`);
    response.statusCode = range ? 206 : 200;
    response.setHeader('Content-Length', range ? range.end - range.start + 1 : file.byteSize);
    if (request.method === 'HEAD') response.end();
    else await pipeline(file.read(range), response);
  } finally {
    await file.close();
  }
}

export async function removeObject({ objects, bucket, key, response }: Exchange): Promise<void> {
  await objects.remove(bucket, key);
  sendNothing(response, 204);
}
