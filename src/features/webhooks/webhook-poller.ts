import type { Log } from '../../kernel/log.ts';
import type { PubSub } from '../../platform/pubsub/pubsub.ts';
import type { DeliveryService } from './delivery.service.ts';

/** For retries, and for what a lost notification or a dead worker left. */
const LOOK_EVERY_MS = 2_000;
const TIDY_EVERY_MS = 60_000;

/** Looks what is due when the database rings, and every two seconds. Returns what ends it. Every worker does; the queue takes each webhook once. */
export function startWebhookPoller(pubsub: PubSub, deliveries: DeliveryService, log: Log): () => Promise<void> {
  const wanted = new Set<string | undefined>();
  let looking: Promise<void> = Promise.resolve();
  let isLooking = false;

  // One look after the other: what rings meanwhile is answered by one more look, not by one each.
  async function lookAll(): Promise<void> {
    for (const [workspaceId] of wanted.entries()) {
      wanted.delete(workspaceId);
      await deliveries.wake(workspaceId).catch((error: unknown) => log.warn({ err: error }, 'will look again'));
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
    () => void deliveries.tidy().catch((error: unknown) => log.warn({ err: error }, 'will tidy again')),
    TIDY_EVERY_MS,
  );
  return async () => {
    stopListening();
    clearInterval(look);
    clearInterval(tidy);
    await looking;
  };
}
