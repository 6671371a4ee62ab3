import { Failure } from '../../../kernel/failure.ts';
import type { Log } from '../../../kernel/log.ts';
import type { Prices } from '../../../platform/catalogue/providers/costs/prices.ts';
import { PROVIDER_KINDS } from '../../../platform/catalogue/providers.ts';
import type { ProviderKind } from '../../../platform/catalogue/providers.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { NO_METRICS } from '../../../platform/metrics/metrics.ts';
import type { Metrics } from '../../../platform/metrics/metrics.ts';
import type { LeftEnd, ProviderIdentity } from '../../../platform/providers/provider.ts';
import { NOT_FETCHED } from '../job/job.states.ts';
import { endAttempt } from '../steps/attempt-end.ts';
import type { AttemptEnd, WrittenEnd } from '../steps/attempt-end.ts';
import { ProviderAttemptEntity } from '../steps/provider-attempt.entity.ts';
import type { OwnKey } from '../steps/step-handler.ts';
import { countCost } from '../steps/step-metrics.ts';

/** Seconds after the end of a job in which its worker may still end its calls. */
const QUIET_SECONDS = 300;
/** Seconds for which a vendor that does not tell the end of a call is asked again. */
const LAST_SECONDS = 86_400;
/** Milliseconds of one run: vendors that answer slowly must not hold up the tasks of the worker. */
const RUN_MS = 60_000;

interface LeftRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly kind: string;
  readonly provider: string;
  readonly model: string;
  readonly state: 'PREPARED' | 'SENT' | 'UNCERTAIN';
  readonly is_free: boolean;
  readonly task_id: string | null;
  readonly sent_at: string | Date | null;
  readonly is_wanted: boolean;
  readonly left_seconds: number;
}

interface Keys {
  keyOf(scope: Scope, workspaceId: string, provider: string): Promise<OwnKey | undefined>;
}

/** Finds providers by kind and name; rejects with a `Failure` for unknown ones and for those that are not set up. */
export interface OpenedProviders {
  get(kind: ProviderKind, name: string): Promise<ProviderIdentity>;
}

/** Paid calls of jobs that ended while no worker waited for the answer, because it was killed. */
export class LeftCalls {
  /** The call that the last run looked up last. */
  #last = '';

  constructor(
    private readonly keys: Keys,
    private readonly prices: Prices,
    /** Milliseconds of a clock that never goes back. */
    private readonly now = () => performance.now(),
  ) {}

  /**
   * Looks each of them up at its vendor where the API can tell its end, and cancels work that nobody wants; every other call becomes
   * UNCERTAIN. A vendor that does not answer is asked again for a day. A run starts no look-up after a minute; the next one
   * goes on behind its last call. Resolves with the number of calls that became UNCERTAIN.
   */
  async settle(scope: Scope, providers: OpenedProviders, log: Log, metrics: Metrics = NO_METRICS): Promise<number> {
    const rows = await scope.tx((em) => em.execute<LeftRow[]>('select * from left_provider_calls(?, ?)', [QUIET_SECONDS, LAST_SECONDS]));
    const endsAt = this.now() + RUN_MS;
    const next = Math.max(
      0,
      rows.findIndex(({ id }) => id > this.#last),
    );
    let uncertain = 0;
    for (const row of [...rows.slice(next), ...rows.slice(0, next)]) {
      scope.signal.throwIfAborted();
      if (this.now() >= endsAt) break;
      this.#last = row.id;
      const own = scope.as({ kind: 'worker', workspaceId: row.workspace_id });
      try {
        const end = row.state === 'PREPARED' ? NOT_SENT : await this.#endOf(own, row, providers);
        if (!end || (end.state === 'UNCERTAIN' && row.state === 'UNCERTAIN')) continue;
        const written = await this.#write(own, row, end);
        if (written.isWritten && end.state === 'UNCERTAIN') uncertain += 1;
        if (written.isWritten && written.cost) countCost(metrics, written.cost);
      } catch (error) {
        if (scope.signal.aborted) throw error;
        log.warn(
          { event: 'provider_call_settle_failed', attemptId: row.id, provider: row.provider, err: error },
          'failed to settle a call to a provider; retrying',
        );
      }
    }
    return uncertain;
  }

  /** Undefined while the vendor may still tell it. */
  async #endOf(scope: Scope, row: LeftRow, providers: OpenedProviders): Promise<(AttemptEnd & { readonly taskId?: string }) | undefined> {
    const end = await this.#ask(scope, row, providers);
    if (end === 'LATER') return row.left_seconds < LAST_SECONDS ? undefined : this.#unknown(row);
    if (end === 'UNKNOWN') return this.#unknown(row);
    if (end === 'NEVER_ARRIVED') return LOST;
    const { taskId, failure, cost: stated } = end;
    const cost = row.is_free ? undefined : stated;
    if (failure !== undefined) return { state: 'FAILED', failure, cost, taskId };
    return { state: 'DONE', failure: row.is_wanted ? NOT_FETCHED : null, cost, taskId };
  }

  async #ask(scope: Scope, row: LeftRow, providers: OpenedProviders): Promise<Exclude<LeftEnd, 'RUNNING'> | 'LATER'> {
    const { workspace_id: workspaceId, provider: name, model, task_id: taskId, is_wanted: isWanted } = row;
    const kind = PROVIDER_KINDS.find((one) => one === row.kind);
    if (!kind || row.sent_at === null) return 'UNKNOWN';
    try {
      const provider = await providers.get(kind, name);
      if (!provider.settle) return 'UNKNOWN';
      const key = await this.keys.keyOf(scope, workspaceId, name);
      const sentAt = new Date(row.sent_at);
      const hasOtherKey = key !== undefined && key.setAt > sentAt;
      const earlier = { id: row.id, sentAt, model, hasOtherKey, ...(taskId !== null && { taskId }) };
      const end = await provider.settle({ earlier, isWanted, apiKey: key?.key, signal: scope.signal });
      return end === 'RUNNING' ? 'LATER' : end;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return error.retryable ? 'LATER' : 'UNKNOWN';
    }
  }

  /** A free call has cost nothing, whatever became of it. */
  #unknown({ is_free: isFree }: LeftRow): AttemptEnd {
    return isFree ? LOST : { state: 'UNCERTAIN', failure: 'UNCERTAIN', cost: undefined };
  }

  #write(scope: Scope, { id }: LeftRow, { taskId, ...end }: AttemptEnd & { readonly taskId?: string }): Promise<WrittenEnd> {
    return scope.tx(async (em) => {
      if (taskId !== undefined) await em.nativeUpdate(ProviderAttemptEntity, { id }, { taskId });
      return endAttempt(em, { id, ...end }, this.prices);
    });
  }
}

const NOT_SENT: AttemptEnd = { state: 'FAILED', failure: 'NOT_SENT', cost: undefined };
const LOST: AttemptEnd = { state: 'FAILED', failure: 'LOST', cost: undefined };
