import type { Log } from '../../../kernel/log.ts';
import type { PubSub } from '../../../platform/pubsub/pubsub.ts';
import type { NotificationConsumer } from './notification-consumer.service.ts';

/** Milliseconds between two looks at the logs of workspaces that have changed meanwhile: many changes cost one look. */
const GATHER_MS = 1_000;

/**
 * Reads the event logs of workspaces soon after they have changed. Returns a stop function. Lost notifications of the database are found
 * by the background task `notifications`. Every worker does this; the cursor of a log lets one of them read it.
 */
export function startNotificationPoller(pubsub: PubSub, consumer: NotificationConsumer, log: Log): () => Promise<void> {
  const changed = new Set<string>();
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  // Without it, the shutdown of a worker would wait minutes for an unavailable database.
  const stopped = new AbortController();
  const { signal } = stopped;

  async function consume(): Promise<void> {
    const workspaceIds = [...changed];
    changed.clear();
    try {
      for (const workspaceId of await consumer.consumeDue(workspaceIds, signal)) changed.add(workspaceId);
    } catch (error) {
      if (signal.aborted) return;
      log.warn({ event: 'notifications_write_failed', err: error }, 'failed to write notifications; retrying');
      for (const workspaceId of workspaceIds) changed.add(workspaceId);
    }
    timer = undefined;
    if (changed.size > 0) schedule();
  }
  function schedule(): void {
    if (timer || signal.aborted) return;
    timer = setTimeout(() => {
      running = consume();
    }, GATHER_MS);
  }
  const stopListening = pubsub.listen('workspace_events', (workspaceId) => {
    if (workspaceId === undefined) return;
    changed.add(workspaceId);
    schedule();
  });
  return async () => {
    stopped.abort(new Error('shutting down'));
    stopListening();
    clearTimeout(timer);
    await running;
  };
}
