import type { Log } from '../../../kernel/log.ts';
import type { PubSub } from '../../../platform/pubsub/pubsub.ts';
import type { DeliveryService } from './delivery.service.ts';

/** Milliseconds between two polls, which find retries, and deliveries whose notification was lost or whose worker died. */
const POLL_EVERY_MS = 2_000;

/**
 * Queues due webhooks on every notification and every two seconds. Returns a stop function. Every worker polls; the queue deduplicates per
 * webhook.
 */
export function startWebhookPoller(pubsub: PubSub, deliveries: DeliveryService, log: Log): () => Promise<void> {
  const wanted = new Set<string | undefined>();
  let polling: Promise<void> = Promise.resolve();
  let isPolling = false;

  // Polls one at a time: all notifications that arrive meanwhile cause one more poll.
  async function pollAll(): Promise<void> {
    for (const [workspaceId] of wanted.entries()) {
      wanted.delete(workspaceId);
      await deliveries
        .wake(workspaceId)
        .catch((error: unknown) => log.warn({ event: 'webhook_poll_failed', err: error }, 'failed to poll due webhooks; retrying'));
    }
    isPolling = false;
  }
  const wake = (workspaceId?: string): void => {
    wanted.add(workspaceId);
    if (isPolling) return;
    isPolling = true;
    polling = pollAll();
  };

  const stopListening = pubsub.listen('webhooks_due', wake);
  const timer = setInterval(wake, POLL_EVERY_MS);
  return async () => {
    stopListening();
    clearInterval(timer);
    await polling;
  };
}
