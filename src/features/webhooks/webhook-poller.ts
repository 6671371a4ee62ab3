import type { Log } from '../../kernel/log.ts';
import type { PubSub } from '../../platform/pubsub/pubsub.ts';
import type { DeliveryService } from './delivery.service.ts';

/** Poll interval, for retries and for lost notifications and dead workers. */
const LOOK_EVERY_MS = 2_000;
const TIDY_EVERY_MS = 60_000;

/**
 * Queues due webhooks on every notification and every two seconds. Returns a stop function. Every worker polls; the queue deduplicates per
 * webhook.
 */
export function startWebhookPoller(pubsub: PubSub, deliveries: DeliveryService, log: Log): () => Promise<void> {
  const wanted = new Set<string | undefined>();
  let looking: Promise<void> = Promise.resolve();
  let isLooking = false;

  // One poll at a time: notifications that arrive meanwhile cause one more poll in total.
  async function lookAll(): Promise<void> {
    for (const [workspaceId] of wanted.entries()) {
      wanted.delete(workspaceId);
      await deliveries.wake(workspaceId).catch((error: unknown) => log.warn({ err: error }, 'failed to poll due webhooks; retrying'));
    }
    isLooking = false;
  }
  const ring = (workspaceId?: string): void => {
    wanted.add(workspaceId);
    if (isLooking) return;
    isLooking = true;
    looking = lookAll();
  };

  const stopListening = pubsub.listen('webhooks_due', ring);
  const look = setInterval(ring, LOOK_EVERY_MS);
  const tidy = setInterval(
    () => void deliveries.tidy().catch((error: unknown) => log.warn({ err: error }, 'failed to expire webhook deliveries; retrying')),
    TIDY_EVERY_MS,
  );
  return async () => {
    stopListening();
    clearInterval(look);
    clearInterval(tidy);
    await looking;
  };
}
