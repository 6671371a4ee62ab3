import { MICROS } from '../../billing/spend/spend.states.ts';
import type { SpendState } from '../../billing/spend/spend.states.ts';

/** From this share of the limit on, spending is near to it; the same as for workspaces. */
const NEAR = 0.8;

/** As `installation_spend_state` returns it: millionths of a US dollar in the current month (UTC). */
export interface StoredSpend {
  /** First day of the month. */
  readonly month: string;
  readonly spentMicros: number;
  readonly reservedMicros: number;
  /** The highest limit that refused a call this month. */
  readonly refusedMicros: number | null;
}

/** What calls with keys of the installation cost in the current month, in US dollars. */
export interface InstallationSpend {
  readonly limit: number | null;
  readonly spent: number;
  readonly reserved: number;
  readonly state: SpendState;
  readonly resetsAt: Date;
}

/** Compares what was spent with the limit in US dollars; null for none. A refusal by a lower limit says nothing about this one. */
export function spendOf({ month, spentMicros, reservedMicros, refusedMicros }: StoredSpend, limit: number | null): InstallationSpend {
  const first = new Date(`${month}T00:00:00Z`);
  const micros = limit === null ? Infinity : Math.round(limit * MICROS);
  const isReached = spentMicros >= micros || (refusedMicros ?? -1) >= micros;
  return {
    limit,
    spent: spentMicros / MICROS,
    reserved: reservedMicros / MICROS,
    state: isReached ? 'REACHED' : spentMicros >= micros * NEAR ? 'NEAR' : 'OK',
    resetsAt: new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 1)),
  };
}
