import { createHash } from 'node:crypto';
import { S3Error } from '../errors.ts';
import type { ObjectMetadata } from './object-files.ts';

export interface Upload {
  /** Id from `randomUUID`. Its hyphens keep the minio client from parsing it as a number. */
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly headers: ObjectMetadata['headers'];
  /** A time in ISO 8601. */
  readonly begunAt: string;
}

export interface Part {
  readonly number: number;
  readonly byteSize: number;
  readonly etag: string;
  /** A time in ISO 8601. */
  readonly modifiedAt: string;
}

/** A part as the client names it on completion. */
export interface NamedPart {
  readonly number: number;
  readonly etag: string;
}

/** Minimum bytes of a part other than the last. */
const MIN_PART = 5 * 1024 * 1024;

/** The named parts as they are stored. Throws InvalidPartOrder, InvalidPart, EntityTooSmall. */
export function chooseParts(stored: ReadonlyMap<number, Part>, named: readonly NamedPart[]): Part[] {
  if (named.some(({ number }, index) => index > 0 && number <= (named[index - 1]?.number ?? 0))) throw new S3Error('InvalidPartOrder');
  return named.map(({ number, etag }, index) => {
    const part = stored.get(number);
    if (part?.etag !== etag) throw new S3Error('InvalidPart');
    if (part.byteSize < MIN_PART && index < named.length - 1) throw new S3Error('EntityTooSmall');
    return part;
  });
}

/** As in Amazon S3: the MD5 of the MD5s, and the number of parts. */
export function etagOf(parts: readonly Part[]): string {
  const md5 = createHash('md5');
  for (const { etag } of parts) md5.update(etag, 'hex');
  return `${md5.digest('hex')}-${parts.length}`;
}
