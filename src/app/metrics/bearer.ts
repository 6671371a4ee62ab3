import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares hashes in constant time, so that neither the token nor its length can be measured. */
export function isBearerOf(token: string, authorization = ''): boolean {
  const sent = /^Bearer (\S+)$/i.exec(authorization)?.[1] ?? '';
  return timingSafeEqual(hash(sent), hash(token));
}

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
