import type { EntityManager } from '@mikro-orm/postgresql';
import { Failure } from '../../../kernel/failure.ts';
import { newId } from '../../../kernel/id.ts';
import { Prices } from '../../../platform/catalogue/providers/costs/prices.ts';
import { clockTime } from '../../../platform/database/database-time.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { ProviderAttempts, ProviderCost, SentAttempt } from '../../../platform/providers/provider.ts';
import {
  microsOf,
  reserveInstallationSpend,
  reserveSpend,
  settleInstallationSpend,
  settleSpend,
} from '../../billing/spend/spend-ledger.service.ts';
import { JobEntity, JobStepEntity } from '../job/job.entity.ts';
import type { StepCost } from '../job/job.states.ts';
import { endAttempt } from './attempt-end.ts';
import type { AttemptEnd } from './attempt-end.ts';
import { ProviderAttemptEntity } from './provider-attempt.entity.ts';
import type { ProviderAttemptRow } from './provider-attempt.entity.ts';
import { FencedError, Postponed } from './step-handler.ts';
import type { BegunStep } from './step-handler.ts';

interface AttemptTerms {
  /** Those of the program when omitted. */
  readonly prices?: Prices | undefined;
  /** The most requests to the provider in a day; undefined without a limit. */
  readonly dailyRequests?: number | undefined;
  /** The limit of the installation that the environment sets, in millionths of a US dollar; by default that of the settings. */
  readonly limitMicros?: number | undefined;
  /** Called with each cost after it is booked, once. */
  readonly onCost?: ((cost: StepCost) => void) | undefined;
}

/** A provider of a step, and who pays its calls. */
export interface CalledProvider {
  readonly kind: string;
  readonly provider: string;
  /** Whether a key of the workspace pays, so that the limit of the installation does not count. */
  readonly hasOwnKey?: boolean | undefined;
  /** When that key was stored. */
  readonly keySetAt?: Date | undefined;
}

/** What a call has reserved; no months for a free one. */
interface Reserved {
  readonly workspaceId: string;
  readonly micros: number;
  readonly spendMonth?: string | null;
  readonly installationMonth?: string | null;
}

/**
 * Calls of a step to one provider, as rows. Recording a call is fenced by the attempt of the step, so that a worker that lost the step
 * sends nothing. Recording its end is not fenced, because the money is spent whichever worker has the step now.
 */
export class StepAttempts implements ProviderAttempts {
  readonly #of: { readonly kind: string; readonly provider: string };
  readonly #hasOwnKey: boolean;
  readonly #keySetAt: Date | undefined;
  readonly #prices: Prices;

  constructor(
    private readonly scope: Scope,
    private readonly begun: BegunStep,
    { hasOwnKey = false, keySetAt, ...of }: CalledProvider,
    private readonly terms: AttemptTerms = {},
  ) {
    this.#of = of;
    this.#hasOwnKey = hasOwnKey;
    this.#keySetAt = keySetAt;
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
        { ...this.#of, stepId, key, state: ['SENT', 'DONE', 'UNCERTAIN'] },
        { orderBy: { id: 'desc' } },
      );
      if (!row?.sentAt) return undefined;
      const { id, sentAt, model, taskId } = row;
      return { id, sentAt, model, ...(taskId !== null && { taskId }), ...(this.#hasOtherKey(row, sentAt) && { hasOtherKey: true }) };
    });
  }

  /** Whether another key may have paid the call: that of the installation, or one that was replaced or removed since. */
  #hasOtherKey({ isFree, spendMonth, installationMonth }: ProviderAttemptRow, sentAt: Date): boolean {
    if (isFree || spendMonth == null) return false;
    const hadOwnKey = installationMonth == null;
    return hadOwnKey !== this.#hasOwnKey || (this.#keySetAt !== undefined && this.#keySetAt > sentAt);
  }

  prepare({ key, model, isFree, expected }: Parameters<ProviderAttempts['prepare']>[0]): Promise<string> {
    const { workspaceId, jobId, id: stepId } = this.begun.step;
    const expectedMicros = isFree ? 0 : microsOf(this.#prices.expectedUsd(this.#of, expected));
    return this.scope.tx(async (em) => {
      await this.#assertHeld(em);
      const id = newId();
      em.create(ProviderAttemptEntity, { id, workspaceId, jobId, stepId, key, model, isFree, expectedMicros, ...this.#of });
      await em.flush();
      return id;
    });
  }

  /**
   * The reservation of a call that does not fit into a limit is refused in a committed transaction, which marks the limit as reached. A
   * call beyond the requests of the day fails, and its step waits for the next day. @throws Postponed; Failure SPEND_LIMIT_REACHED
   */
  async sent(id: string): Promise<void> {
    const refusal = await this.scope.tx(async (em) => {
      await this.#assertHeld(em);
      const { isFree, expectedMicros: micros, workspaceId } = await em.findOneOrFail(ProviderAttemptEntity, { id });
      const paid = isFree ? undefined : await this.#reserve(em, workspaceId, micros);
      if (paid instanceof Failure) {
        await em.nativeUpdate(ProviderAttemptEntity, { id }, { state: 'FAILED', failure: paid.code, endedAt: clockTime() });
        return paid;
      }
      const wait = await this.#takeRequest(em);
      if (wait) {
        await this.#release(em, { workspaceId, micros, ...paid });
        await em.nativeUpdate(ProviderAttemptEntity, { id }, { state: 'FAILED', failure: 'QUOTA', endedAt: clockTime() });
        return wait;
      }
      await em.nativeUpdate(ProviderAttemptEntity, { id }, { state: 'SENT', sentAt: clockTime(), ...paid });
      return undefined;
    });
    if (refusal) throw refusal;
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

  async #end(id: string, end: AttemptEnd): Promise<void> {
    const written = await this.scope.tx((em) => endAttempt(em, { id, ...end }, this.#prices));
    if (written.isWritten && written.cost) this.terms.onCost?.(written.cost);
  }

  /** Why the step waits for the next day; undefined when the request was taken. */
  async #takeRequest(em: EntityManager): Promise<Postponed | undefined> {
    const { dailyRequests } = this.terms;
    if (dailyRequests === undefined) return undefined;
    const { provider } = this.#of;
    const [row] = await em.execute<{ taken: boolean; resets_at: Date }[]>('select * from take_api_quota(?, ?, 1, ?)', [
      ...[provider, 'REQUESTS', dailyRequests],
    ]);
    if (!row || row.taken) return undefined;
    const until = new Date(row.resets_at);
    return new Postponed({
      until,
      note: `The requests of the installation to ${provider} are used up for today. The job continues at ${until.toISOString()}.`,
    });
  }

  /** Ends both reservations of a call that is not sent. */
  async #release(em: EntityManager, { workspaceId, micros, spendMonth, installationMonth }: Reserved): Promise<void> {
    if (spendMonth != null) await settleSpend(em, { workspaceId, month: spendMonth, micros }, 0);
    if (installationMonth != null) await settleInstallationSpend(em, { month: installationMonth, micros }, 0);
  }

  /** The months of workspace and installation that pay the call, or why it must not be made. */
  async #reserve(
    em: EntityManager,
    workspaceId: string,
    micros: number,
  ): Promise<Failure | { readonly spendMonth: string | null; readonly installationMonth: string | null }> {
    const reservation = await reserveSpend(em, workspaceId, micros);
    if (!reservation) return spendLimitReached();
    if (this.#hasOwnKey) return { spendMonth: reservation.month, installationMonth: null };
    const installationMonth = await reserveInstallationSpend(em, micros, this.terms.limitMicros);
    if (installationMonth !== undefined) return { spendMonth: reservation.month, installationMonth };
    await settleSpend(em, reservation, 0);
    return installationLimitReached();
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

const installationLimitReached = (): Failure =>
  new Failure(
    'SPEND_LIMIT_REACHED',
    'The call to the provider may cost more than the installation may still spend this month. It was not made.',
    {
      category: 'QUOTA',
      retryable: false,
      hint: 'Ask the operator of the installation to raise its limit, set a key of the workspace with `setProviderKey`, or wait for the next month, then retry the job; finished steps are kept.',
    },
  );
