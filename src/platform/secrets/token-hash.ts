import { createHash } from 'node:crypto';

/**
 * The stored form of a random token: SHA-256 in base64url. Enough for tokens with at least 128 random bits; passwords need `hashPassword`.
 */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('base64url');
