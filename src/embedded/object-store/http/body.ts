import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { S3Error } from '../errors.ts';
import { openMd5 } from '../files/md5.ts';
import type { HashedBody } from '../files/object-files.ts';
import { header, type Exchange } from './exchange.ts';

/** Bytes of the largest request body: 5 GiB, as in Amazon S3. */
const MAX_BODY = 5 * 1024 ** 3;
/** Bytes of the largest XML body: enough for 10,000 parts, or 1,000 keys of 1,024 bytes with every character escaped. */
const MAX_XML = 8 * 1024 ** 2;

const md5Of = (base64: string): string => {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length !== 16 || bytes.toString('base64') !== base64) throw new S3Error('InvalidDigest');
  return bytes.toString('hex');
};

/** A body for the bytes of a copied object. */
export function hashedBody(bytes: AsyncIterable<Uint8Array>): HashedBody {
  const md5 = createHash('md5');
  return { bytes, hash: (block) => void md5.update(block), etag: () => md5.digest('hex') };
}

/** The body of a PUT, whose Content-Length Node enforces. Throws MissingContentLength, EntityTooLarge, InvalidDigest at once. */
export function announcedBody({ request, bodySha256 }: Exchange): HashedBody {
  const length = header(request, 'content-length');
  if (length === undefined) throw new S3Error('MissingContentLength');
  const byteSize = Number(length);
  if (byteSize > MAX_BODY) throw new S3Error('EntityTooLarge');
  const announced = header(request, 'content-md5');
  const announcedMd5 = announced === undefined ? undefined : md5Of(announced);
  const md5 = openMd5(byteSize);
  const sha256 = bodySha256 === undefined ? undefined : createHash('sha256');
  return {
    bytes: request,
    byteSize,
    hash(block) {
      const hashed = md5.update(block);
      sha256?.update(block);
      return hashed;
    },
    drop: () => md5.drop(),
    async etag() {
      if (sha256 && sha256.digest('hex') !== bodySha256) {
        md5.drop();
        throw new S3Error('XAmzContentSHA256Mismatch');
      }
      const etag = await md5.digest();
      if (announcedMd5 !== undefined && announcedMd5 !== etag) throw new S3Error('BadDigest');
      return etag;
    },
  };
}

/** Passes the bytes on as they arrive, and throws at the end when their hash differs from the signed one. */
async function* signedBody(request: IncomingMessage, sha256: string | undefined): AsyncGenerator<Uint8Array> {
  const hash = sha256 === undefined ? undefined : createHash('sha256');
  for await (const chunk of request as AsyncIterable<Buffer>) {
    hash?.update(chunk);
    yield chunk;
  }
  if (hash && hash.digest('hex') !== sha256) throw new S3Error('XAmzContentSHA256Mismatch');
}

/** A small XML body as text. Throws MalformedXML when it is too long or not UTF-8. */
export async function readXmlBody({ request, bodySha256 }: Exchange): Promise<string> {
  const chunks: Uint8Array[] = [];
  let byteSize = 0;
  for await (const chunk of signedBody(request, bodySha256)) {
    byteSize += chunk.length;
    if (byteSize > MAX_XML) throw new S3Error('MalformedXML', 'The XML is too long.');
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  const announced = header(request, 'content-md5');
  if (announced !== undefined && md5Of(announced) !== createHash('md5').update(bytes).digest('hex')) throw new S3Error('BadDigest');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new S3Error('MalformedXML');
  }
}
