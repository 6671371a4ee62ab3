import type { Log } from '../../../kernel/log.ts';
import { NEVER_ABORTED } from '../../../kernel/signals.ts';
import type { Database } from '../../../platform/database/database.ts';
import { SharedLog } from '../../../platform/event-stream/shared-log.ts';
import type { LogListener, LogPage } from '../../../platform/event-stream/shared-log.ts';
import { spendOf } from '../spend/installation-spend.ts';
import type { InstallationSpend, StoredSpend } from '../spend/installation-spend.ts';
import type { InstallationSettings } from '../settings/installation-settings.ts';
import type { StepName } from '../../jobs/job/job.states.ts';
import type { WatchedStepState, WorkerState } from './operation.states.ts';

/** Milliseconds between two snapshots while somebody follows them. */
const EVERY_MS = 2_000;
/** The feed belongs to no workspace. */
const NO_WORKSPACE = '00000000-0000-0000-0000-000000000000';

interface Snapshot {
  readonly at: Date;
  readonly workers: readonly {
    readonly id: string;
    readonly state: WorkerState;
    readonly slots: number;
    readonly running: number;
    readonly load: number;
    readonly startedAt: Date;
    readonly lastSeenAt: Date;
  }[];
  readonly queue: {
    readonly paused: boolean;
    readonly queuedJobs: number;
    readonly runningJobs: number;
    readonly waitingSteps: number;
    readonly runningSteps: number;
  };
  readonly spend: StoredSpend;
  readonly steps: readonly {
    readonly id: string;
    readonly jobId: string;
    readonly workspaceId: string;
    readonly name: StepName;
    readonly state: WatchedStepState;
    readonly attempt: number;
    readonly failures: number;
    readonly since: Date | null;
  }[];
}

/** The state of workers, of the queue and of the spending at one time. */
export interface OperationEvent extends Omit<Snapshot, 'spend'> {
  readonly sequence: number;
  readonly spend: InstallationSpend;
}

const TIMES = new Set(['at', 'startedAt', 'lastSeenAt', 'since']);

/**
 * Snapshots of workers and queue, read every two seconds while somebody in this process follows them. A snapshot replaces all earlier
 * ones, so a new follower receives the newest.
 */
export class OperationFeed {
  readonly #listeners = new Set<LogListener<OperationEvent>>();
  #latest: OperationEvent | undefined;
  #isTicking = false;

  constructor(
    private readonly database: Pick<Database, 'systemScope'>,
    private readonly settings: Pick<InstallationSettings, 'spendLimit'>,
    private readonly log: Log,
  ) {}

  /** The snapshots for one subscriber, whom the caller has authorized. Never ends by itself. */
  events(): SharedLog<OperationEvent> {
    return new SharedLog<OperationEvent>({
      workspaceId: NO_WORKSPACE,
      after: undefined,
      maySkip: () => true,
      read: (after) => this.#read(after),
      follow: (after, listener) => this.#follow(after, listener),
    });
  }

  /** The newest snapshot, unless the subscriber has it. The first one is read at once. */
  async #read(after: number | undefined): Promise<LogPage<OperationEvent>> {
    const latest = after === undefined || !this.#latest ? await this.#take() : this.#latest;
    const isNew = after === undefined || latest.sequence > after;
    return { events: isNew ? [latest] : [], sequence: latest.sequence, more: false, ended: false };
  }

  #follow(after: number, listener: LogListener<OperationEvent>): (() => void) | undefined {
    if (this.#latest && after < this.#latest.sequence) return undefined;
    this.#listeners.add(listener);
    if (!this.#isTicking) this.#schedule();
    return () => void this.#listeners.delete(listener);
  }

  async #tick(): Promise<void> {
    try {
      const event = await this.#take();
      await Promise.all([...this.#listeners].map((listener) => listener.onEvent(event)));
    } catch (error) {
      this.log.warn({ event: 'worker_state_failed', err: error }, 'failed to read the state of workers; retrying');
    }
    this.#isTicking = false;
    if (this.#listeners.size > 0) this.#schedule();
  }

  #schedule(): void {
    this.#isTicking = true;
    setTimeout(() => void this.#tick(), EVERY_MS).unref();
  }

  async #take(): Promise<OperationEvent> {
    const [row] = await this.database
      .systemScope(NEVER_ABORTED)
      .tx((em) => em.execute<{ snapshot: string }[]>('select operation_snapshot()::text as snapshot'));
    const snapshot = JSON.parse(row?.snapshot ?? '', (name, value: unknown) =>
      TIMES.has(name) && typeof value === 'string' ? new Date(value) : value,
    ) as Snapshot;
    const spend = spendOf(snapshot.spend, await this.settings.spendLimit());
    this.#latest = { ...snapshot, spend, sequence: (this.#latest?.sequence ?? 0) + 1 };
    return this.#latest;
  }
}
