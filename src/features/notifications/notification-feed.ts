import type { Log } from '../../kernel/log.ts';
import { writeCursor } from '../../kernel/page.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Scope } from '../../platform/database/scope.ts';
import { LogTails } from '../../platform/event-stream/live-logs.ts';
import type { LogPage, SharedLog } from '../../platform/event-stream/shared-log.ts';
import type { PubSub } from '../../platform/pubsub/pubsub.ts';
import { partsOf, placeOf } from '../workspaces/events/workspace-event.read.ts';

const PAGE_SIZE = 100;

/** A new notification, or the beginning of a subscription, which has none. */
export interface NotificationEntry {
  readonly sequence: bigint;
  readonly cursor: string;
  readonly notificationId: string | null;
}

interface StoredLog {
  /** The oldest transaction that may still write. */
  readonly horizon: string;
  readonly held: boolean;
  readonly events: readonly { readonly id: string; readonly xact: string; readonly number: string }[];
}

/** Wakes the subscriptions of this process when their person has a new notification. */
export class NotificationFeed {
  readonly #logs: LogTails<NotificationEntry>;

  constructor(pubsub: PubSub, database: Pick<Database, 'systemScope'>, log: Log) {
    // The log contains ids only; each subscription reads the rows as its own person.
    this.#logs = new LogTails({ database, log, read: (_, userId, after) => readLog(database, userId, after), maySkip: () => false });
    pubsub.listen('notifications', (userId) => this.#logs.wake(userId));
  }

  /**
   * The notifications of a person for one subscriber: without `after`, an entry without a notification and then new ones; with it, those
   * after the cursor and then new ones. Never ends by itself.
   */
  logOf(scope: Scope, userId: string, after: bigint | undefined): SharedLog<NotificationEntry> {
    return this.#logs.of(scope, { id: userId }, after);
  }
}

async function readLog(
  database: Pick<Database, 'systemScope'>,
  userId: string,
  after: bigint | undefined,
): Promise<LogPage<NotificationEntry>> {
  const scope = database.systemScope(AbortSignal.timeout(10_000));
  const [row] = await scope.tx((em) =>
    em.execute<{ log: StoredLog }[]>('select notification_log(?, ?::xid8, ?::bigint, ?) as log', [
      userId,
      ...partsOf(after ?? 0n),
      PAGE_SIZE,
    ]),
  );
  if (!row) throw new Error('a function returns a row');
  const { horizon, held, events } = row.log;
  const ready = placeOf(horizon, '0');
  // A cursor of the future comes from another server.
  if (after === undefined || after > ready) {
    const entry = { sequence: ready, cursor: writeCursor(String(ready)), notificationId: null };
    return { events: [entry], sequence: ready, more: false, held, ended: false };
  }
  const entries = events.map(({ id, xact, number }) => {
    const sequence = placeOf(xact, number);
    return { sequence, cursor: writeCursor(String(sequence)), notificationId: id };
  });
  return { events: entries, sequence: entries.at(-1)?.sequence ?? after, more: entries.length === PAGE_SIZE, held, ended: false };
}
