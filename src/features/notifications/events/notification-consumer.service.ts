import type { EntityManager } from '@mikro-orm/postgresql';
import type { Log } from '../../../kernel/log.ts';
import type { Database } from '../../../platform/database/database.ts';
import { NEVER_ABORTED } from '../../../kernel/signals.ts';
import type { WorkspaceSubject } from '../../workspaces/events/workspace-event.entity.ts';
import { WorkspaceEntity } from '../../workspaces/workspace/workspace.entity.ts';
import { adminsOf } from './notification-hooks.ts';
import { NOTIFICATION_SOURCES } from './notification-sources.ts';
import type { NotedEvent, NotedWorkspace, Source } from './notification-sources.ts';
import { NotificationCursorEntity } from '../notification.entity.ts';
import type { NotificationWriter } from '../delivery/notification-writer.ts';

/** Events that one transaction reads. */
const MAX_EVENTS = 200;

interface StoredEvent {
  readonly xact: string;
  readonly id: string;
  readonly at: string | Date;
  readonly type: keyof typeof NOTIFICATION_SOURCES | 'SLOT';
  readonly subject_id: string;
}

/**
 * Reads the event logs of workspaces behind the changes, and writes the notifications that come from them. The position in a log moves in
 * the transaction of its notifications and emails, so a worker that dies in between leaves everything to the next one, and nobody is
 * notified twice.
 */
export class NotificationConsumer {
  constructor(
    private readonly database: Pick<Database, 'systemScope'>,
    private readonly writer: NotificationWriter,
    private readonly slots: Source,
    private readonly log: Log,
  ) {}

  /**
   * Reads the logs that have grown: of these workspaces, or of all. Resolves with those that have more to read. A log that fails is left
   * out. `signal` ends it early, also while it waits for an unavailable database.
   */
  async consumeDue(workspaceIds?: readonly string[], signal: AbortSignal = NEVER_ABORTED): Promise<readonly string[]> {
    const wanted = workspaceIds ? `{${workspaceIds.join(',')}}` : null;
    const due = await this.database
      .systemScope(signal)
      .tx((em) => em.execute<{ workspace_id: string }[]>('select workspace_id from due_notifications(?::uuid[])', [wanted]));
    const unfinished: string[] = [];
    for (const { workspace_id: workspaceId } of due) {
      if (signal.aborted) break;
      try {
        if (!(await this.consume(workspaceId, signal))) unfinished.push(workspaceId);
      } catch (error) {
        if (signal.aborted) break;
        // The background task reads this log again.
        this.log.error({ event: 'notifications_failed', workspaceId, err: error }, 'Reading the events of a workspace failed');
      }
    }
    return unfinished;
  }

  /** Reads one log. Resolves with false when there is more to read: another worker reads it, or older transactions are still open. */
  async consume(workspaceId: string, signal: AbortSignal = NEVER_ABORTED): Promise<boolean> {
    return this.database.systemScope(signal, workspaceId).tx(async (em) => {
      const stored = await em.execute<StoredEvent[]>('select * from next_notification_events(?, ?)', [workspaceId, MAX_EVENTS]);
      const last = stored.at(-1);
      if (!last) return false;
      await this.#write(
        em,
        workspaceId,
        stored.map(({ type, at, subject_id: subjectId }) => ({ type, at: new Date(at), subjectId })),
      );
      if (stored.length < MAX_EVENTS) return true;
      await em.nativeUpdate(NotificationCursorEntity, { workspaceId }, { xact: last.xact, eventId: last.id });
      return false;
    });
  }

  async #write(em: EntityManager, workspaceId: string, events: readonly NotedEvent[]): Promise<void> {
    const found = await em.findOne(WorkspaceEntity, { id: workspaceId });
    if (!found) return;
    const workspace: NotedWorkspace = { id: workspaceId, name: found.name, admins: await adminsOf(em, workspaceId) };
    for (const [type, source] of Object.entries({ ...NOTIFICATION_SOURCES, SLOT: this.slots }) as [WorkspaceSubject, Source][]) {
      const ofType = events.filter((event) => event.type === type);
      if (ofType.length === 0) continue;
      for (const occurrence of await source(em, workspace, ofType)) await this.writer.write(em, workspaceId, occurrence);
    }
  }
}
