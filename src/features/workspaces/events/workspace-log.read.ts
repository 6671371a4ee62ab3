import type { EntityManager } from '@mikro-orm/postgresql';
import { writeCursor } from '../../../kernel/page.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { LogPage } from '../../../platform/event-stream/shared-log.ts';
import type { ChangeAction, WorkspaceEventType } from './workspace-event.entity.ts';
import { partsOf, placeOf } from './workspace-event.read.ts';

const PAGE_SIZE = 200;
/** A change as subscribers receive it. READY is not a change: it guarantees every change after its cursor. */
export interface WorkspaceChange {
  readonly sequence: bigint;
  readonly cursor: string;
  readonly type: WorkspaceEventType;
  readonly action: ChangeAction | null;
  readonly at: Date;
  readonly subjectId: string | null;
  readonly actorId: string | null;
  /** Whether it is progress of a job, which may be skipped because later progress replaces it. */
  readonly maySkip: boolean;
}

/** The state of a log in one database snapshot. */
interface LogState {
  /** The oldest transaction that may still write. Everything before it is final, even if it was committed late. */
  readonly horizon: string;
  /** Whether events exist at or after the horizon, which are not returned yet. */
  readonly held: boolean;
  /** Whether no event after the position was deleted. Deletion starts with the oldest events and always keeps the newest one. */
  readonly known: boolean;
}

interface StoredChange extends Omit<WorkspaceChange, 'sequence' | 'cursor' | 'at'> {
  readonly transaction: string;
  readonly event: string;
  readonly at: string | Date;
}

/**
 * Events after a position of a workspace's log, in one database snapshot. An event is returned once every transaction that could write an
 * earlier one has ended, so no event appears behind the position of a reader. Without a position, or for an expired or unknown one: READY.
 */
export async function readWorkspaceLog(scope: Scope, workspaceId: string, after: bigint | undefined): Promise<LogPage<WorkspaceChange>> {
  try {
    return await scope.read(async (em) => {
      const { horizon, held, known } = await readState(em, workspaceId, after);
      const ready = placeOf(horizon, '0');
      if (after === undefined || after > ready || !known)
        return { events: [readyAt(ready)], sequence: ready, more: false, held, ended: false };
      const events = await readChanges(em, workspaceId, after);
      return { events, sequence: events.at(-1)?.sequence ?? after, more: events.length === PAGE_SIZE, held, ended: false };
    });
  } finally {
    await scope.close();
  }
}

async function readState(em: EntityManager, workspaceId: string, after: bigint = 0n): Promise<LogState> {
  const [row] = await em.execute<LogState[]>(
    `select pg_snapshot_xmin(pg_current_snapshot())::text as horizon,
       exists (select from workspace_events where workspace_id = ? and xact >= pg_snapshot_xmin(pg_current_snapshot())
         and xact < pg_snapshot_xmax(pg_current_snapshot())) as held,
       exists (select from workspace_events where workspace_id = ? and (xact, id) <= (?::xid8, ?::bigint)) as known`,
    [workspaceId, workspaceId, ...partsOf(after)],
  );
  if (!row) throw new Error('a select without from answers one row');
  return row;
}

/** Columns are aliased, because an order by their own names would use their text form. */
async function readChanges(em: EntityManager, workspaceId: string, after: bigint): Promise<WorkspaceChange[]> {
  const rows = await em.execute<StoredChange[]>(
    `select xact::text as transaction, id::text as event, at, type, action, subject_id as "subjectId", actor_id as "actorId", may_skip as "maySkip"
     from workspace_events
     where workspace_id = ? and (xact, id) > (?::xid8, ?::bigint) and xact < pg_snapshot_xmin(pg_current_snapshot())
     order by xact, id limit ${PAGE_SIZE}`,
    [workspaceId, ...partsOf(after)],
  );
  return rows.map(asTold);
}

const asTold = ({ transaction, event, at, ...change }: StoredChange): WorkspaceChange => ({
  ...change,
  at: new Date(at),
  ...placed(placeOf(transaction, event)),
});

const placed = (sequence: bigint) => ({ sequence, cursor: writeCursor(String(sequence)) });

const readyAt = (place: bigint): WorkspaceChange => ({
  ...placed(place),
  type: 'READY',
  action: null,
  at: new Date(),
  subjectId: null,
  actorId: null,
  maySkip: false,
});
