import type { Log } from '../../../kernel/log.ts';
import type { Database } from '../../../platform/database/database.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { LogTails } from '../../../platform/event-stream/live-logs.ts';
import type { SharedLog } from '../../../platform/event-stream/shared-log.ts';
import type { PubSub } from '../../../platform/pubsub/pubsub.ts';
import type { WorkspaceEventType } from './workspace-event.entity.ts';
import { readWorkspaceLog } from './workspace-log.read.ts';
import type { WorkspaceChange } from './workspace-log.read.ts';

/** Wakes the readers of this process when the workspace that they follow has changed. */
export class WorkspaceFeed {
  readonly #logs: LogTails<WorkspaceChange>;

  constructor(pubsub: PubSub, database: Pick<Database, 'systemScope'>, log: Log) {
    this.#logs = new LogTails({ database, log, read: readWorkspaceLog, maySkip: ({ maySkip }) => maySkip });
    pubsub.listen('workspace_events', (workspaceId) => this.#logs.wake(workspaceId));
  }

  /** Live groups of this process that follow a workspace; for metrics. */
  get open(): number {
    return this.#logs.open;
  }

  /**
   * The changes of a workspace for one subscriber, of these types only (READY always). Without `after`: READY, then new changes. With
   * `after`: every change after the cursor once and in order, then new ones. Never ends by itself.
   */
  logOf(
    scope: Scope,
    workspaceId: string,
    after: bigint | undefined,
    types: readonly WorkspaceEventType[] | undefined,
  ): SharedLog<WorkspaceChange> {
    const log = this.#logs.of(scope, { id: workspaceId, workspaceId }, after);
    return types ? log.only(({ type }) => type === 'READY' || types.includes(type)) : log;
  }
}
