import { readXmlBody } from '../http/body.ts';
import { uriEncodePath } from '../http/canonical-request.ts';
import { S3Error } from '../errors.ts';
import { countParam, param, quoted, sendNothing, sendXml, type Exchange } from '../http/exchange.ts';
import { listPage, type ListOptions, type Page } from '../files/list.ts';
import { compareKeys } from '../files/key-order.ts';
import { parseXmlList, textOf } from '../http/xml.ts';

const MAX_PAGE = 1000;

export async function createBucket({ objects, bucket, response }: Exchange): Promise<void> {
  await objects.createBucket(bucket);
  response.setHeader('Location', `/${bucket}`);
  sendNothing(response, 200);
}

export async function headBucket({ objects, bucket, region, response }: Exchange): Promise<void> {
  objects.entries(bucket);
  response.setHeader('x-amz-bucket-region', region);
  sendNothing(response, 200);
}

export async function removeBucket({ objects, bucket, response }: Exchange): Promise<void> {
  objects.removeBucket(bucket);
  sendNothing(response, 204);
}

/** Answers the region of a bucket; an empty string means Amazon's first region. */
export async function bucketLocation({ objects, bucket, region, response }: Exchange): Promise<void> {
  objects.entries(bucket);
  sendXml(response, 'LocationConstraint', { '#text': region === 'us-east-1' ? '' : region });
}

/** The continuation token. Its leading letter keeps the minio client from parsing it as a number. */
function tokenOf(next: Page<unknown>['next']): string | undefined {
  if (next === undefined) return undefined;
  return 'after' in next ? `k${Buffer.from(next.after).toString('base64url')}` : `p${Buffer.from(next.afterPrefix).toString('base64url')}`;
}

function positionOf(token: string): Pick<ListOptions, 'after' | 'afterPrefix'> {
  const text = Buffer.from(token.slice(1), 'base64url').toString();
  if (token.startsWith('k')) return { after: text };
  if (token.startsWith('p')) return { afterPrefix: text };
  throw new S3Error('InvalidArgument', 'The continuation token is not valid.');
}

/** How to write keys into XML: with `encoding-type=url` any key survives XML and parsers that trim spaces. */
function keyWriter(exchange: Exchange): (key: string) => string {
  const encoding = param(exchange, 'encoding-type');
  if (encoding !== undefined && encoding !== 'url') throw new S3Error('InvalidArgument', 'encoding-type must be url.');
  return encoding === undefined ? (key) => key : uriEncodePath;
}

export async function listObjects(exchange: Exchange): Promise<void> {
  const { objects, bucket, response } = exchange;
  if (param(exchange, 'list-type') !== '2') throw new S3Error('NotImplemented', 'Use list-type=2.');
  const write = keyWriter(exchange);
  const prefix = param(exchange, 'prefix') ?? '';
  const delimiter = param(exchange, 'delimiter') ?? '';
  const startAfter = param(exchange, 'start-after');
  const token = param(exchange, 'continuation-token');
  const limit = countParam(exchange, 'max-keys', MAX_PAGE);
  const position = token !== undefined ? positionOf(token) : startAfter ? { after: startAfter } : {};
  const { items, prefixes, next } = listPage(objects.entries(bucket), { prefix, delimiter, limit, ...position });
  sendXml(response, 'ListBucketResult', {
    Name: bucket,
    Prefix: write(prefix),
    Delimiter: delimiter === '' ? undefined : write(delimiter),
    MaxKeys: limit,
    KeyCount: items.length + prefixes.length,
    EncodingType: param(exchange, 'encoding-type'),
    StartAfter: startAfter === undefined ? undefined : write(startAfter),
    ContinuationToken: token,
    IsTruncated: next !== undefined,
    NextContinuationToken: tokenOf(next),
    Contents: items.map(({ key, byteSize, etag, modifiedAt }) => ({
      Key: write(key),
      LastModified: modifiedAt,
      ETag: quoted(etag),
      Size: byteSize,
      StorageClass: 'STANDARD',
    })),
    CommonPrefixes: prefixes.map((common) => ({ Prefix: write(common) })),
  });
}

export async function listUploads(exchange: Exchange): Promise<void> {
  const { uploads, bucket, response } = exchange;
  const write = keyWriter(exchange);
  const prefix = param(exchange, 'prefix') ?? '';
  const delimiter = param(exchange, 'delimiter') ?? '';
  const keyMarker = param(exchange, 'key-marker') ?? '';
  const idMarker = param(exchange, 'upload-id-marker') ?? '';
  const limit = countParam(exchange, 'max-uploads', MAX_PAGE);
  const isBeyond = ({ key, id }: { key: string; id: string }) =>
    compareKeys(key, keyMarker) > 0 || (idMarker !== '' && key === keyMarker && id > idMarker);
  const waiting = uploads.list(bucket).filter((upload) => keyMarker === '' || isBeyond(upload));
  const { items, prefixes, next } = listPage(waiting, { prefix, delimiter, limit });
  const last = next && 'after' in next ? items.at(-1) : undefined;
  sendXml(response, 'ListMultipartUploadsResult', {
    Bucket: bucket,
    Prefix: write(prefix),
    Delimiter: delimiter === '' ? undefined : write(delimiter),
    KeyMarker: write(keyMarker),
    UploadIdMarker: idMarker,
    MaxUploads: limit,
    EncodingType: param(exchange, 'encoding-type'),
    IsTruncated: next !== undefined,
    NextKeyMarker: last ? write(last.key) : next && 'afterPrefix' in next ? write(next.afterPrefix) : undefined,
    NextUploadIdMarker: last?.id,
    Upload: items.map(({ key, id, begunAt }) => ({ Key: write(key), UploadId: id, StorageClass: 'STANDARD', Initiated: begunAt })),
    CommonPrefixes: prefixes.map((common) => ({ Prefix: write(common) })),
  });
}

/** Deletes up to 1,000 keys; missing keys count as deleted. */
export async function removeObjects(exchange: Exchange): Promise<void> {
  const { objects, bucket, response } = exchange;
  const { items, root } = parseXmlList(await readXmlBody(exchange), 'Delete', 'Object');
  if (items.length > MAX_PAGE) throw new S3Error('MalformedXML');
  const keys = items.map((item) => textOf(item, 'Key'));
  for (const key of keys) await objects.remove(bucket, key);
  sendXml(response, 'DeleteResult', { Deleted: root['Quiet'] === 'true' ? [] : keys.map((key) => ({ Key: key })) });
}
