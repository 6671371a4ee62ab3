import type { EntityManager } from '@mikro-orm/postgresql';
import { MICROS } from './spend.states.ts';

// Writes to the spending of a workspace, in a transaction of the caller. The row of the month is locked until that transaction ends.

/** The expected cost of a call, held until the call has ended. */
export interface SpendReservation {
  readonly workspaceId: string;
  /** First day of the month (UTC) that pays the call, for example `2026-11-01`; null for the current month. */
  readonly month: string | null;
  readonly micros: number;
}

/** Millionths of a dollar, rounded up, so that an estimate is not lower than the cost. */
export const microsOf = (usd: number): number => Math.ceil(usd * MICROS);

/**
 * Reserves the expected cost of a call that is about to be sent. Resolves with undefined when it does not fit into the limit; the caller
 * must commit all the same, so that the limit is shown as reached.
 */
export async function reserveSpend(em: EntityManager, workspaceId: string, micros: number): Promise<SpendReservation | undefined> {
  const [row] = await em.execute<{ month: string | null }[]>('select reserve_spend(?, ?)::text as month', [workspaceId, micros]);
  return row?.month ? { workspaceId, month: row.month, micros } : undefined;
}

/** Ends a reservation with what the call cost: 0 for one that was not charged, null for a cost that is not known, which is booked as it was reserved. */
export async function settleSpend(
  em: EntityManager,
  { workspaceId, month, micros }: SpendReservation,
  costMicros: number | null,
): Promise<void> {
  await em.execute('select settle_spend(?, ?, ?, ?)', [workspaceId, month, micros, costMicros]);
}

/**
 * Reserves the expected cost of a call with a key of the installation; `limitMicros` is the limit of the environment. Call it after
 * `reserveSpend`, so that all calls lock in this order. Resolves with the month that pays, or undefined when the call does not fit.
 */
export async function reserveInstallationSpend(
  em: EntityManager,
  micros: number,
  limitMicros: number | undefined,
): Promise<string | undefined> {
  const [row] = await em.execute<{ month: string | null }[]>('select reserve_installation_spend(?, ?)::text as month', [
    micros,
    limitMicros ?? null,
  ]);
  return row?.month ?? undefined;
}

/** Ends a reservation of the installation, as `settleSpend` does for a workspace. */
export async function settleInstallationSpend(
  em: EntityManager,
  { month, micros }: Pick<SpendReservation, 'month' | 'micros'>,
  costMicros: number | null,
): Promise<void> {
  await em.execute('select settle_installation_spend(?, ?, ?)', [month, micros, costMicros]);
}
