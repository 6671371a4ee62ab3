import type { Pool } from 'pg';
import { stepQueue } from '../../src/features/jobs/steps/step.queue.ts';
import type { Database } from '../../src/platform/database/database.ts';
import type { RunStatement, Transactions } from '../../src/platform/database/prepared-transactions.ts';
import type { Queue } from '../../src/platform/queue/queue.ts';

/** Free slots of the workers that are said to be there, or of four when there are none; no row when no step waits. A step in backoff occupies no slot. */
const FREE_SLOTS = `select
  greatest(4, (select coalesce(sum(concurrency), 0)::int from workers where last_seen_at > clock_timestamp() - interval '15 seconds'))
  - (select count(*)::int from job_steps where dispatched_at is not null and status in ('PENDING', 'RUNNING')
     and (status = 'RUNNING' or backoff_until is null or backoff_until <= clock_timestamp())) as slots
  where exists (select from job_steps where status = 'PENDING' and blocked_by = 0 and dispatched_at is null)`;

/** Dispatches steps to the queue as the rounds of workers would, so that a test can start and finish them by hand. */
export class Dispatcher {
  readonly #transactions: Transactions;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    database: Database,
    private readonly queue: Queue,
    private readonly owner: Pool,
  ) {
    this.#transactions = database.openTransactions();
  }

  /** Fills the free slots, as of the commits so far. */
  dispatch(): Promise<void> {
    const next = this.#last.then(async () => {
      const { rows } = await this.owner.query<{ slots: number }>(FREE_SLOTS);
      const slots = rows[0]?.slots ?? 0;
      if (slots > 0) await this.#transactions.transaction(({ run }) => dispatchSteps(run, this.queue, slots));
    });
    this.#last = next.catch(() => undefined);
    return next;
  }

  close(): Promise<void> {
    return this.#transactions.close();
  }
}

/** Dispatches at most `slots` steps to the queue, where nobody takes them. */
export async function dispatchSteps(run: RunStatement, queue: Queue, slots: number): Promise<void> {
  const steps = await run<{ step_id: string; job_id: string; workspace_id: string }>('select * from dispatch_steps($1)', [slots]);
  const payloads = steps.map((step) => ({ workspaceId: step.workspace_id, jobId: step.job_id, stepId: step.step_id }));
  await queue.batches.send(
    run,
    stepQueue,
    payloads.map((payload) => ({ version: 1, ...payload }) as const),
  );
}
