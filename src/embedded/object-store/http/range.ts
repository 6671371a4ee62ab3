import { S3Error } from '../errors.ts';

/** Both ends included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads one `Range` header (RFC 9110, 14.1.2). Undefined means: send everything, which is also the answer to several ranges
 * and to what cannot be read. Throws InvalidRange for one that begins behind the end.
 */
export function parseRange(header: string | undefined, byteSize: number): ByteRange | undefined {
  const fields = header === undefined ? null : /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  const [, from = '', to = ''] = fields ?? [];
  if (!fields || (from === '' && to === '')) return undefined;
  if (from === '') {
    if (Number(to) === 0 || byteSize === 0) throw new S3Error('InvalidRange');
    return { start: Math.max(0, byteSize - Number(to)), end: byteSize - 1 };
  }
  const start = Number(from);
  const end = to === '' ? byteSize - 1 : Math.min(Number(to), byteSize - 1);
  if (to !== '' && Number(to) < start) return undefined;
  if (start >= byteSize) throw new S3Error('InvalidRange');
  return { start, end };
}
