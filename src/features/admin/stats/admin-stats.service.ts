import { currentAdministrator } from '../../../kernel/actor.ts';
import { badInput } from '../../../kernel/errors.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { MICROS } from '../../billing/spend/spend.states.ts';

const DAY_MS = 86_400_000;
/** Maximum days between the first and the last day of one answer. */
const MAX_DAYS = 366;

/** Figures of one day (UTC). */
export interface AdminDay {
  readonly day: Date;
  readonly users: number;
  readonly jobs: number;
  readonly films: number;
  readonly failedJobs: number;
  readonly failures: readonly { readonly code: string; readonly jobs: number }[];
  readonly creditsGranted: number;
  readonly creditsCharged: number;
  /** US dollars. */
  readonly providerSpend: number;
  readonly storageBytes: number;
  readonly updatedAt: Date;
}

interface StoredDay {
  readonly day: string;
  readonly users: number;
  readonly jobs: number;
  readonly films: number;
  readonly failed: number;
  readonly failures: Readonly<Record<string, number>>;
  readonly credits_granted: number;
  readonly credits_charged: number;
  readonly spent_micros: number;
  readonly storage_bytes: number;
  readonly rolled_up_at: string;
}

/** Figures of the installation by day. Workers compute them, so that reading them costs the same with any number of jobs. */
export class AdminStatsService {
  /**
   * The days from that of `from` to that of `to`, oldest first. Days without figures are missing. @throws ReelwrightError FORBIDDEN for a
   * non-administrator, BAD_USER_INPUT for a reversed range and for more than a year
   */
  async days(scope: Scope, from: Date, to: Date): Promise<readonly AdminDay[]> {
    currentAdministrator(scope);
    if (from > to) throw badInput('to', 'Must not be before `from`.');
    if (to.getTime() - from.getTime() > MAX_DAYS * DAY_MS) throw badInput('to', `Must be at most ${MAX_DAYS} days after \`from\`.`);
    const [row] = await scope.read((em) =>
      em.execute<{ days: readonly StoredDay[] | null }[]>('select json_agg(d) as days from admin_days(?::date, ?::date) d', [
        dayOf(from),
        dayOf(to),
      ]),
    );
    return (row?.days ?? []).map(shown);
  }

  /** Computes the figures of the last days again, for the engine. */
  async rollUp(scope: Scope): Promise<void> {
    await scope.tx((em) => em.execute('select roll_up_installation_days()'));
  }
}

/** The day in UTC, as ISO 8601. */
const dayOf = (time: Date): string => time.toISOString().slice(0, 'yyyy-mm-dd'.length);

const shown = (day: StoredDay): AdminDay => ({
  day: new Date(`${day.day}T00:00:00Z`),
  users: day.users,
  jobs: day.jobs,
  films: day.films,
  failedJobs: day.failed,
  failures: Object.entries(day.failures)
    .map(([code, jobs]) => ({ code, jobs }))
    .toSorted((one, other) => other.jobs - one.jobs || one.code.localeCompare(other.code, 'en')),
  creditsGranted: day.credits_granted,
  creditsCharged: day.credits_charged,
  providerSpend: day.spent_micros / MICROS,
  storageBytes: day.storage_bytes,
  updatedAt: new Date(day.rolled_up_at),
});
