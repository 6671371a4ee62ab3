import { bucketLocation, createBucket, headBucket, listObjects, listUploads, removeBucket, removeObjects } from './bucket-routes.ts';
import { S3Error } from '../errors.ts';
import type { Exchange, Target } from '../http/exchange.ts';
import { copyObject, getObject, putObject, removeObject, RESPONSE_HEADERS } from './object-routes.ts';
import { abortUpload, beginUpload, completeUpload, listParts, putPart } from './upload-routes.ts';

interface Route {
  readonly method: string;
  readonly on: 'BUCKET' | 'OBJECT';
  /** Query parameters that select this route. */
  readonly needs: readonly string[];
  /**
   * Other query parameters that the route accepts. A request with any further one has no route: `?acl` must not be treated as a plain PUT.
   */
  readonly takes: readonly string[];
  readonly run: (exchange: Exchange) => Promise<void>;
}

const LIST = ['prefix', 'delimiter', 'encoding-type'];
const LIST_OBJECTS = [...LIST, 'list-type', 'max-keys', 'start-after', 'continuation-token', 'fetch-owner'];
const LIST_UPLOADS = [...LIST, 'max-uploads', 'key-marker', 'upload-id-marker'];

const ROUTES: readonly Route[] = [
  { method: 'PUT', on: 'BUCKET', needs: [], takes: [], run: createBucket },
  { method: 'HEAD', on: 'BUCKET', needs: [], takes: [], run: headBucket },
  { method: 'DELETE', on: 'BUCKET', needs: [], takes: [], run: removeBucket },
  { method: 'GET', on: 'BUCKET', needs: ['location'], takes: [], run: bucketLocation },
  { method: 'GET', on: 'BUCKET', needs: ['uploads'], takes: LIST_UPLOADS, run: listUploads },
  { method: 'GET', on: 'BUCKET', needs: [], takes: LIST_OBJECTS, run: listObjects },
  { method: 'POST', on: 'BUCKET', needs: ['delete'], takes: [], run: removeObjects },
  { method: 'POST', on: 'OBJECT', needs: ['uploads'], takes: [], run: beginUpload },
  { method: 'PUT', on: 'OBJECT', needs: ['uploadId', 'partNumber'], takes: [], run: putPart },
  { method: 'GET', on: 'OBJECT', needs: ['uploadId'], takes: ['max-parts', 'part-number-marker'], run: listParts },
  { method: 'POST', on: 'OBJECT', needs: ['uploadId'], takes: [], run: completeUpload },
  { method: 'DELETE', on: 'OBJECT', needs: ['uploadId'], takes: [], run: abortUpload },
  { method: 'PUT', on: 'OBJECT', needs: [], takes: [], run: putOrCopy },
  { method: 'GET', on: 'OBJECT', needs: [], takes: RESPONSE_HEADERS, run: getObject },
  { method: 'HEAD', on: 'OBJECT', needs: [], takes: RESPONSE_HEADERS, run: getObject },
  { method: 'DELETE', on: 'OBJECT', needs: [], takes: [], run: removeObject },
];

/**
 * Headers that the store supports. Any other `x-amz-` header requests a feature (encryption, a lock, a checksum) that would silently be
 * ignored.
 */
const HEADERS = ['x-amz-content-sha256', 'x-amz-copy-source', 'x-amz-date', 'x-amz-metadata-directive', 'x-amz-user-agent'];
const HEADER_FAMILIES = ['x-amz-copy-source-if-', 'x-amz-meta-'];

function putOrCopy(exchange: Exchange): Promise<void> {
  return exchange.request.headersDistinct['x-amz-copy-source'] === undefined ? putObject(exchange) : copyObject(exchange);
}

const SIGNATURE = ['Algorithm', 'Credential', 'Date', 'Expires', 'SignedHeaders', 'Signature'].map((name) => `X-Amz-${name}`);

/** The route of a request. Throws NotImplemented for unsupported requests. */
export function findRoute(method: string, { bucket, key, query }: Target, headers: Iterable<string>): Route {
  const names = query.map(([name]) => name).filter((name) => !SIGNATURE.includes(name));
  const matches = ({ needs, takes }: Route) =>
    needs.every((name) => names.includes(name)) && names.every((name) => needs.includes(name) || takes.includes(name));
  const on = key === '' ? 'BUCKET' : 'OBJECT';
  const route = bucket === '' ? undefined : ROUTES.find((each) => each.method === method && each.on === on && matches(each));
  if (!route) throw new S3Error('NotImplemented');
  for (const name of headers) {
    const isKnown = HEADERS.includes(name) || HEADER_FAMILIES.some((family) => name.startsWith(family));
    if (name.startsWith('x-amz-') && !isKnown) throw new S3Error('NotImplemented', `This store does not support ${name}.`);
  }
  return route;
}
