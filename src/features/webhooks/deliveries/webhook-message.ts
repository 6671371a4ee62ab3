import { writeCursor } from '../../../kernel/page.ts';
import { changeCursor } from '../../workspaces/events/workspace-event.read.ts';
import type { WebhookDeliveryRow } from '../webhook.entity.ts';

/** The body of a delivery: identical bytes at every attempt. */
export function messageBody({ id, type, createdAt, workspaceId, event }: WebhookDeliveryRow): string {
  const { at, transaction, event: number, ...rest } = event;
  const cursor =
    transaction && number ? changeCursor(transaction, number) : rest.sequence === undefined ? undefined : writeCursor(rest.sequence);
  const data = { cursor, ...rest, ...(typeof at === 'string' ? { at: new Date(at).toISOString() } : {}) };
  return JSON.stringify({ id, type, createdAt: createdAt.toISOString(), workspaceId, data });
}

const KEPT_CHARACTERS = 1_000;

/** The part of a response that is stored for people to read: valid text without secrets that the receiver echoes. */
export function readableAnswer(body: Buffer): string {
  const text = body.toString('utf8').replaceAll(/whsec_[\w+/=-]+/g, 'whsec_…');
  return text
    .replaceAll(/[\0-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '')
    .slice(0, KEPT_CHARACTERS)
    .toWellFormed();
}

/** Backoff in seconds; the last value repeats until the delivery's 24 hours are over. */
const RETRY_AFTER = [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400] as const;
const LAST = 14_400;

/** Backoff after consecutive failures, plus up to 20 % jitter. */
export const retryAfterSeconds = (failures: number): number => (RETRY_AFTER[failures - 1] ?? LAST) * (1 + Math.random() / 5);
