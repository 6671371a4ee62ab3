import { createHash } from 'node:crypto';

/** What is stored of a random token: SHA-256 in base64url. Enough for 128 random bits and more; passwords need `hashPassword`. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('base64url');
