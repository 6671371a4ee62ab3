import { z } from 'zod';
import type { Encryption } from '../../../platform/secrets/encryption.ts';

const youtube = z.object({ refreshToken: z.string(), accessToken: z.string(), expiresAt: z.number() });
const bucket = z.object({ accessKey: z.string(), secretKey: z.string() });
export type BucketKeys = z.infer<typeof bucket>;

type Credentials = z.infer<typeof youtube> | BucketKeys;

/** The column and row to which the credentials of a channel are bound. */
const contextOf = (channelId: string): string => `channels.credentials ${channelId}`;

/** Encrypts the credentials of a channel for its row. */
export const encryptCredentials = (encryption: Encryption, channelId: string, credentials: Credentials): string =>
  encryption.encrypt(JSON.stringify(credentials), contextOf(channelId));

/** Reads tokens of YouTube. @throws when no configured key decrypts them */
export const readYouTubeTokens = (encryption: Encryption, channelId: string, ciphertext: string) =>
  youtube.parse(JSON.parse(encryption.decrypt(ciphertext, contextOf(channelId))));

/** Reads keys of a bucket. @throws when no configured key decrypts them */
export const readBucketKeys = (encryption: Encryption, channelId: string, ciphertext: string): BucketKeys =>
  bucket.parse(JSON.parse(encryption.decrypt(ciphertext, contextOf(channelId))));

/** The same credentials, encrypted with the current key. */
export function reencryptCredentials(encryption: Encryption, channelId: string, ciphertext: string): string {
  const context = contextOf(channelId);
  return encryption.encrypt(encryption.decrypt(ciphertext, context), context);
}
