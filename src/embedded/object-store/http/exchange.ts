import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseQuery, uriDecode, type Query } from './canonical-request.ts';
import { S3Error } from '../errors.ts';
import type { Uploads } from '../files/multipart.ts';
import type { ObjectFiles } from '../files/object-files.ts';
import { buildXml, type XmlValue } from './xml.ts';

/** Target of a request. An empty bucket means the store, an empty key the bucket. */
export interface Target {
  /** The path, decoded exactly once. */
  readonly path: string;
  readonly bucket: string;
  readonly key: string;
  readonly query: Query;
}

/** One verified request and everything needed to answer it. */
export interface Exchange extends Target {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The signed SHA-256 of the body in hex; undefined when it was not signed. */
  readonly bodySha256: string | undefined;
  readonly region: string;
  readonly objects: ObjectFiles;
  readonly uploads: Uploads;
}

const MAX_KEY = 1024;

/**
 * Splits a URL into path and query without parsing it: a URL parser would resolve `..` and change what was signed. Throws InvalidURI,
 * KeyTooLongError.
 */
export function parseTarget(url: string): Target {
  const at = url.includes('?') ? url.indexOf('?') : url.length;
  const path = uriDecode(url.slice(0, at));
  if (!path.startsWith('/')) throw new S3Error('InvalidURI');
  if (path.includes('\0')) throw new S3Error('InvalidArgument', 'A key cannot hold NUL.');
  const slash = path.includes('/', 1) ? path.indexOf('/', 1) : path.length;
  const key = path.slice(slash + 1);
  if (Buffer.byteLength(key) > MAX_KEY) throw new S3Error('KeyTooLongError');
  return { path, bucket: path.slice(1, slash), key, query: parseQuery(url.slice(at + 1)) };
}

/** The first value of a query parameter. */
export const param = ({ query }: Target, name: string): string | undefined => query.find(([each]) => each === name)?.[1];

/** A whole number in the query, at most `most`. Throws InvalidArgument. */
export function countParam(target: Target, name: string, most: number): number {
  const text = param(target, name);
  if (text === undefined || text === '') return most;
  if (!/^\d{1,10}$/.test(text)) throw new S3Error('InvalidArgument', `${name} must be a whole number from 0.`);
  return Math.min(Number(text), most);
}

/** The value of a header that may occur once. */
export const header = ({ headersDistinct }: IncomingMessage, name: string): string | undefined => headersDistinct[name]?.[0];

export const quoted = (etag: string): string => `"${etag}"`;

export function sendXml(response: ServerResponse, root: string, content: { readonly [name: string]: XmlValue }): void {
  const body = buildXml(root, content);
  response.setHeader('Content-Type', 'application/xml');
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.end(body);
}

export function sendNothing(response: ServerResponse, status: 200 | 204 | 304): void {
  response.statusCode = status;
  if (status === 200) response.setHeader('Content-Length', 0);
  response.end();
}
