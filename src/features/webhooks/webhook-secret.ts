import { createHmac, randomBytes } from 'node:crypto';
import { assertQuota } from '../../kernel/errors.ts';
import type { PreviousSecret } from './webhook.entity.ts';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** A new secret in the format of the Standard Webhooks specification. */
export const newWebhookSecret = (): string => PREFIX + randomBytes(SECRET_BYTES).toString('base64');

/** Encryption context of a webhook's secrets. */
export const secretEncryptionContext = ({ workspaceId, id }: { readonly workspaceId: string; readonly id: string }): string =>
  `webhooks.secret ${workspaceId} ${id}`;

/** Encryption context of the secrets of a workspace's callbacks. */
export const callbackEncryptionContext = (workspaceId: string): string => `callback_secrets.secret ${workspaceId}`;

/** Milliseconds that a secret signs after it was rotated, and the maximum number of such secrets at the same time. */
const EARLIER_SIGNS_MS = 24 * 3_600_000;
const MAX_EARLIER_SECRETS = 10;

/**
 * The previous secrets that still sign, and one more, which signs for 24 hours. Each adds a signature to every message. @throws
 * ReelwrightError QUOTA_EXCEEDED above the maximum
 */
export function withEarlier(previous: readonly PreviousSecret[], secret: string): readonly PreviousSecret[] {
  const signing = previous.filter(({ until }) => Date.parse(until) > Date.now());
  const message = `At most ${MAX_EARLIER_SECRETS} earlier secrets sign at the same time, each for 24 hours.`;
  assertQuota(signing.length + 1, MAX_EARLIER_SECRETS, message, new Date(signing[0]?.until ?? Date.now()));
  return [...signing, { secret, until: new Date(Date.now() + EARLIER_SIGNS_MS).toISOString() }];
}

/** The signed parts of a message; exactly the bytes of `body` are sent. */
export interface SignedMessage {
  readonly id: string;
  /** Unix time in seconds. */
  readonly timestamp: number;
  readonly body: string;
}

/** Headers of the Standard Webhooks specification, with one signature per currently valid secret. */
export function signedHeaders({ id, timestamp, body }: SignedMessage, secrets: readonly string[]): Record<string, string> {
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signatures.join(' ') };
}
