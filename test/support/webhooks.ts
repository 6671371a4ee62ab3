import { createHmac, timingSafeEqual } from 'node:crypto';
import { appendEvent } from '../../src/features/jobs/job/job-writes.ts';
import type { NewEvent } from '../../src/features/jobs/job/job-writes.ts';
import { startWebhookPoller } from '../../src/features/webhooks/deliveries/webhook-poller.ts';
import { webhookQueue } from '../../src/features/webhooks/deliveries/webhook.queue.ts';
import { WebhookHandler } from '../../src/features/webhooks/deliveries/webhook.handler.ts';
import { silentLog } from '../../src/kernel/log.ts';
import { workerScope, type Engine, type Tenant } from './engine.ts';
import type { Received } from './receiver.ts';

/** Takes part in sending as a worker does. Returns what ends it. */
export async function startSending(engine: Engine): Promise<() => Promise<void>> {
  const sender = new WebhookHandler({ ...engine, http: engine.webhookHttp, log: silentLog });
  await engine.queue.work(webhookQueue, 2, (payload, { signal }) => sender.run(payload, signal));
  return startWebhookPoller(engine.pubsub, engine.deliveries, silentLog);
}

/** Appends an event to a job's log, as everything that happens to a job does. */
export async function happen(engine: Engine, tenant: Tenant, jobId: string, event: NewEvent): Promise<void> {
  await workerScope(engine, tenant).tx((em) => appendEvent(em, jobId, event));
}

/** The Standard Webhooks specification read once more, from the receiver's side: which of the signatures this secret made. */
export function signaturesOf({ headers, body }: Received, secret: string | null): boolean[] {
  const key = Buffer.from((secret ?? '').replace('whsec_', ''), 'base64');
  const expected = createHmac('sha256', key).update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`).digest();
  return headers['webhook-signature']!.split(' ').map((signature) => {
    const [version, given = ''] = signature.split(',');
    const bytes = Buffer.from(given, 'base64');
    return version === 'v1' && bytes.length === expected.length && timingSafeEqual(bytes, expected);
  });
}

export interface Message {
  readonly id: string;
  readonly type: string;
  readonly createdAt: string;
  readonly workspaceId: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export const messageOf = ({ body }: Received): Message => JSON.parse(body) as Message;
