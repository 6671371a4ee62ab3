import type { EntityManager } from '@mikro-orm/postgresql';
import type { Prices } from '../../../platform/catalogue/providers/costs/prices.ts';
import { clockTime } from '../../../platform/database/database-time.ts';
import type { ProviderCost } from '../../../platform/providers/provider.ts';
import { microsOf, settleInstallationSpend, settleSpend } from '../../billing/spend/spend-ledger.service.ts';
import { NOT_FETCHED } from '../job/job.states.ts';
import type { StepCost } from '../job/job.states.ts';
import { ProviderAttemptEntity } from './provider-attempt.entity.ts';

/** How a recorded call has ended. */
export interface AttemptEnd {
  readonly state: 'DONE' | 'FAILED' | 'UNCERTAIN';
  readonly failure: string | null;
  /** What was charged; UNKNOWN when that is not known, undefined when nothing was. */
  readonly cost: ProviderCost | 'UNKNOWN' | undefined;
}

/** Whether the end was new, and the cost that was booked with it, which is counted after the commit. */
export type WrittenEnd = { readonly isWritten: false } | { readonly isWritten: true; readonly cost: StepCost | undefined };

/**
 * Writes the end of a call and its cost in the transaction of the caller, so that a cost is recorded exactly once. An end that is found
 * later replaces UNCERTAIN. Writes nothing when the end was known already; a finished call whose result then turns out to be gone stays
 * DONE with its cost, and no further retry asks for the result.
 */
export async function endAttempt(
  em: EntityManager,
  { id, state, failure, cost: stated }: AttemptEnd & { readonly id: string },
  prices: Prices,
): Promise<WrittenEnd> {
  const attempt = await em.findOneOrFail(ProviderAttemptEntity, { id });
  const { kind, provider, stepId } = attempt;
  const charged = stated === 'UNKNOWN' ? undefined : stated;
  const usd = charged && prices.usdOf({ kind, provider }, charged);
  const cost = charged && { ...charged, ...(usd !== undefined && { usd }) };
  const ended = await em.nativeUpdate(
    ProviderAttemptEntity,
    { id, state: ['PREPARED', 'SENT', 'UNCERTAIN'] },
    { state, failure, cost: cost ?? null, endedAt: clockTime() },
  );
  if (ended === 0) {
    if (state === 'FAILED') await em.nativeUpdate(ProviderAttemptEntity, { id, state: 'DONE', failure: NOT_FETCHED }, { failure: null });
    return { isWritten: false };
  }
  const { workspaceId, spendMonth: month, installationMonth, expectedMicros: micros } = attempt;
  const isNotCharged = state === 'FAILED' && stated === undefined;
  const costMicros = isNotCharged ? 0 : usd === undefined ? null : microsOf(usd);
  // The reservation of an uncertain call stays, because the vendor may have charged it. A free call has none.
  if (state !== 'UNCERTAIN' && month != null) await settleSpend(em, { workspaceId, month, micros }, costMicros);
  const booked = cost && { kind, provider, ...cost };
  if (booked) await em.execute('update job_steps set costs = costs || ?::jsonb where id = ?', [JSON.stringify([booked]), stepId]);
  // Last, because every call of the installation waits for the row of its month, which stays locked until the transaction ends.
  if (state !== 'UNCERTAIN' && installationMonth != null)
    await settleInstallationSpend(em, { month: installationMonth, micros }, costMicros);
  return { isWritten: true, cost: booked };
}
