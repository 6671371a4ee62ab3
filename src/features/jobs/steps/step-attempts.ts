import type { EntityManager } from '@mikro-orm/postgresql';
import { Failure } from '../../../kernel/failure.ts';
import { newId } from '../../../kernel/id.ts';
import { Prices } from '../../../platform/catalogue/providers/prices.ts';
import { clockTime } from '../../../platform/database/database-time.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { ProviderAttempts, ProviderCost, SentAttempt } from '../../../platform/providers/provider.ts';
import { microsOf, reserveSpend } from '../../billing/spend/spend-ledger.service.ts';
import { JobEntity, JobStepEntity } from '../job/job.entity.ts';
import { endAttempt } from './attempt-end.ts';
import type { AttemptEnd } from './attempt-end.ts';
import { ProviderAttemptEntity } from './provider-attempt.entity.ts';
import { FencedError, Postponed } from './step-handler.ts';
import type { BegunStep } from './step-handler.ts';

interface AttemptTerms {
  /** Those of the program when omitted. */
  readonly prices?: Prices | undefined;
  /** The most requests to the provider in a day; undefined without a limit. */
  readonly dailyRequests?: number | undefined;
}

/**
 * Calls of a step to one provider, as rows. Recording a call is fenced by the attempt of the step, so that a worker that lost the step
 * sends nothing. Recording its end is not fenced, because the money is spent whichever worker has the step now.
 */
export class StepAttempts implements ProviderAttempts {
  readonly #prices: Prices;

  constructor(
    private readonly scope: Scope,
    private readonly begun: BegunStep,
    private readonly of: { readonly kind: string; readonly provider: string },
    private readonly terms: AttemptTerms = {},
  ) {
    this.#prices = terms.prices ?? new Prices();
  }

  /**
   * The last call to this provider that may have been carried out. A DONE call counts too: the step has begun again, so its result was lost before it was
   * stored.
   */
  unanswered(key: string): Promise<SentAttempt | undefined> {
    const { id: stepId } = this.begun.step;
    return this.scope.tx(async (em) => {
      const row = await em.findOne(
        ProviderAttemptEntity,
        { ...this.of, stepId, key, state: ['SENT', 'DONE', 'UNCERTAIN'] },
        { orderBy: { id: 'desc' } },
      );
      if (!row?.sentAt) return undefined;
      return { id: row.id, sentAt: row.sentAt, model: row.model, ...(row.taskId !== null && { taskId: row.taskId }) };
    });
  }

  prepare({ key, model, isFree, expected }: Parameters<ProviderAttempts['prepare']>[0]): Promise<string> {
    const { workspaceId, jobId, id: stepId } = this.begun.step;
    const expectedMicros = isFree ? 0 : microsOf(this.#prices.expectedUsd(this.of, expected));
    return this.scope.tx(async (em) => {
      await this.#assertHeld(em);
      const id = newId();
      em.create(ProviderAttemptEntity, { id, workspaceId, jobId, stepId, key, model, isFree, expectedMicros, ...this.of });
      await em.flush();
      return id;
    });
  }

  /**
   * The reservation of a call that does not fit into the limit is refused in a committed transaction, which marks the limit as reached. A
   * call beyond the requests of the day waits for the next one. @throws Postponed; Failure SPEND_LIMIT_REACHED
   */
  async sent(id: string): Promise<void> {
    const fits = await this.scope.tx(async (em) => {
      await this.#assertHeld(em);
      const { isFree, expectedMicros, workspaceId } = await em.findOneOrFail(ProviderAttemptEntity, { id });
      const reservation = isFree ? undefined : await reserveSpend(em, workspaceId, expectedMicros);
      const refused = !isFree && !reservation;
      if (!refused) await this.#takeRequest(em);
      const sent = { state: 'SENT', sentAt: clockTime(), spendMonth: reservation?.month ?? null } as const;
      const ended = { state: 'FAILED', failure: 'SPEND_LIMIT_REACHED', endedAt: clockTime() } as const;
      await em.nativeUpdate(ProviderAttemptEntity, { id }, refused ? ended : sent);
      return !refused;
    });
    if (!fits) throw spendLimitReached();
  }

  /** Not fenced: whichever worker has the step now must find the work. */
  submitted(id: string, taskId: string): Promise<void> {
    return this.scope.tx(async (em) => void (await em.nativeUpdate(ProviderAttemptEntity, { id }, { taskId })));
  }

  jobEnd(): Promise<'CANCELED' | 'FAILED' | undefined> {
    const { jobId } = this.begun.step;
    return this.scope.tx(async (em) => {
      const status = (await em.findOne(JobEntity, { id: jobId }))?.status;
      return status === 'CANCELED' || status === 'FAILED' ? status : undefined;
    });
  }

  done(id: string, cost: ProviderCost | undefined): Promise<void> {
    return this.#end(id, { state: 'DONE', failure: null, cost });
  }

  failed(id: string, failure: string, cost?: ProviderCost | 'UNKNOWN'): Promise<void> {
    return this.#end(id, { state: 'FAILED', failure, cost });
  }

  uncertain(id: string): Promise<void> {
    return this.#end(id, { state: 'UNCERTAIN', failure: 'UNCERTAIN', cost: undefined });
  }

  #end(id: string, end: AttemptEnd): Promise<void> {
    return this.scope.tx(async (em) => void (await endAttempt(em, { id, ...end }, this.#prices)));
  }

  /** The attempt stays as prepared, so the step prepares another one when it continues. @throws Postponed */
  async #takeRequest(em: EntityManager): Promise<void> {
    const { dailyRequests } = this.terms;
    if (dailyRequests === undefined) return;
    const { provider } = this.of;
    const [row] = await em.execute<{ taken: boolean; resets_at: Date }[]>('select * from take_api_quota(?, ?, 1, ?)', [
      ...[provider, 'REQUESTS', dailyRequests],
    ]);
    if (!row || row.taken) return;
    const until = new Date(row.resets_at);
    throw new Postponed({
      until,
      note: `The requests of the installation to ${provider} are used up for today. The job continues at ${until.toISOString()}.`,
    });
  }

  async #assertHeld(em: EntityManager): Promise<void> {
    const { step, attempt } = this.begun;
    const held = await em.count(JobStepEntity, { id: step.id, attempt, status: 'RUNNING' });
    if (held === 0) throw new FencedError();
  }
}

const spendLimitReached = (): Failure =>
  new Failure(
    'SPEND_LIMIT_REACHED',
    'The call to the provider may cost more than the workspace may still spend this month. It was not made.',
    {
      category: 'QUOTA',
      retryable: false,
      hint: 'Ask an administrator of the workspace to raise the limit with `setSpendLimit`, or wait for the next month, then retry the job; finished steps are kept.',
    },
  );
