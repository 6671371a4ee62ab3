import { S3Error } from '../errors.ts';

/** A range of bytes; both ends are inclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Parses one `Range` header (RFC 9110, 14.1.2). Undefined means the whole object, also when several ranges are requested or the header
 * is unreadable. Throws InvalidRange for a start beyond the end.
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
