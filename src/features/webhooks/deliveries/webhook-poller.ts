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
  // Without it, the shutdown of a worker would wait for an unavailable database, minutes for each workspace.
  const stopped = new AbortController();
  const { signal } = stopped;

  // Polls one at a time: all notifications that arrive meanwhile cause one more poll.
  async function pollAll(): Promise<void> {
    for (const [workspaceId] of wanted.entries()) {
      if (signal.aborted) return;
      wanted.delete(workspaceId);
      await deliveries.wake(workspaceId, signal).catch((error: unknown) => {
        if (!signal.aborted) log.warn({ event: 'webhook_poll_failed', err: error }, 'failed to poll due webhooks; retrying');
      });
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
    stopped.abort(new Error('shutting down'));
    await polling;
  };
}
