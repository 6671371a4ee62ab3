import { announcedBody, readXmlBody } from '../http/body.ts';
import { S3Error } from '../errors.ts';
import { countParam, header, param, quoted, sendNothing, sendXml, type Exchange } from '../http/exchange.ts';
import type { Upload } from '../files/parts.ts';
import { storedHeaders } from './object-routes.ts';
import { parseXmlList, textOf } from '../http/xml.ts';

const MAX_PARTS = 10_000;
const MAX_PAGE = 1000;

const findUpload = (exchange: Exchange): Upload => exchange.uploads.find(exchange.bucket, exchange.key, param(exchange, 'uploadId') ?? '');

export async function beginUpload({ uploads, bucket, key, request, response }: Exchange): Promise<void> {
  const { id } = await uploads.begin(bucket, key, storedHeaders(request));
  sendXml(response, 'InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId: id });
}

export async function putPart(exchange: Exchange): Promise<void> {
  const number = Number(param(exchange, 'partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > MAX_PARTS) {
    throw new S3Error('InvalidArgument', `partNumber must be between 1 and ${MAX_PARTS}.`);
  }
  if (header(exchange.request, 'x-amz-copy-source') !== undefined) throw new S3Error('NotImplemented', 'Copying a part is not supported.');
  const upload = findUpload(exchange);
  const part = await exchange.uploads.putPart(upload, number, announcedBody(exchange));
  exchange.response.setHeader('ETag', quoted(part.etag));
  sendNothing(exchange.response, 200);
}

export async function listParts(exchange: Exchange): Promise<void> {
  const upload = findUpload(exchange);
  const marker = countParam(exchange, 'part-number-marker', MAX_PARTS);
  const after = param(exchange, 'part-number-marker') ? marker : 0;
  const limit = countParam(exchange, 'max-parts', MAX_PAGE);
  const waiting = (await exchange.uploads.parts(upload)).filter(({ number }) => number > after);
  const page = waiting.slice(0, limit);
  const isTruncated = page.length > 0 && waiting.length > page.length;
  sendXml(exchange.response, 'ListPartsResult', {
    Bucket: exchange.bucket,
    Key: exchange.key,
    UploadId: upload.id,
    StorageClass: 'STANDARD',
    PartNumberMarker: after,
    NextPartNumberMarker: isTruncated ? page.at(-1)?.number : undefined,
    MaxParts: limit,
    IsTruncated: isTruncated,
    Part: page.map(({ number, byteSize, etag, modifiedAt }) => ({
      PartNumber: number,
      LastModified: modifiedAt,
      ETag: quoted(etag),
      Size: byteSize,
    })),
  });
}

export async function completeUpload(exchange: Exchange): Promise<void> {
  const upload = findUpload(exchange);
  const { items } = parseXmlList(await readXmlBody(exchange), 'CompleteMultipartUpload', 'Part');
  const named = items.map((item) => ({ number: Number(textOf(item, 'PartNumber')), etag: textOf(item, 'ETag').replaceAll('"', '') }));
  const { etag } = await exchange.uploads.complete(upload, named);
  sendXml(exchange.response, 'CompleteMultipartUploadResult', {
    Location: `http://${header(exchange.request, 'host') ?? ''}/${exchange.bucket}/${encodeURI(exchange.key)}`,
    Bucket: exchange.bucket,
    Key: exchange.key,
    ETag: quoted(etag),
  });
}

export async function abortUpload(exchange: Exchange): Promise<void> {
  await exchange.uploads.abort(findUpload(exchange));
  sendNothing(exchange.response, 204);
}
