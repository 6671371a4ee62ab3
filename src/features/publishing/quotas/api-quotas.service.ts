import type { EntityManager } from '@mikro-orm/postgresql';
import type { Log } from '../../../kernel/log.ts';
import { loadBatched } from '../../../platform/database/lists/load-batched.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { projectOf } from '../../../platform/youtube/youtube-settings.ts';
import type { YouTubeCall, YouTubeSettings } from '../../../platform/youtube/youtube-settings.ts';
import { roleIn } from '../../workspaces/workspace/workspace.access.ts';

/** What daily quotas limit. A Google project has the first two. */
export const API_QUOTAS = ['UPLOADS', 'UNITS', 'REQUESTS'] as const;
export type ApiQuotaName = (typeof API_QUOTAS)[number];
type YouTubeQuota = Exclude<ApiQuotaName, 'REQUESTS'>;

export interface ApiQuota {
  readonly provider: string;
  readonly quota: ApiQuotaName;
  readonly used: number;
  readonly limit: number;
  readonly resetsAt: Date;
}

/** A quota with the account that it belongs to: that of one Google project, or of the installation at another vendor. */
type Ledger = Pick<ApiQuota, 'provider' | 'quota' | 'limit'> & { readonly account: string };

/** The quota that a call counts for. */
const quotaOf = (call: YouTubeCall): YouTubeQuota => (call === 'videos.insert' ? 'UPLOADS' : 'UNITS');

/**
 * The ledger of daily quotas, for each Google project. Google has no call that tells what is left, so Reelwright counts what it sends,
 * before it sends it. Requests to other vendors are counted where they are sent.
 */
export class ApiQuotas {
  constructor(
    private readonly settings: YouTubeSettings | undefined,
    /** The most requests of a day by vendor. */
    private readonly dailyRequests: Readonly<Record<string, number>> = {},
  ) {}

  /**
   * Takes the cost of a call, unless more than this share of the quota would then be used. Undefined when it was taken; otherwise the time
   * at which the quota is reset.
   */
  async take(scope: Scope, call: YouTubeCall, share = 1): Promise<Date | undefined> {
    const { account, costs } = this.#configured();
    const quota = quotaOf(call);
    const [row] = await scope.tx((em) =>
      em.execute<{ taken: boolean; resets_at: Date }[]>('select * from take_api_quota(?, ?, ?, ?)', [
        account,
        quota,
        costs[call],
        Math.floor(this.#limit(quota) * share),
      ]),
    );
    if (!row) throw new Error('take_api_quota returned nothing');
    return row.taken ? undefined : new Date(row.resets_at);
  }

  /** Gives the cost of a call back that Google cannot have counted. */
  async giveBack(scope: Scope, call: YouTubeCall): Promise<void> {
    const { account, costs } = this.#configured();
    await scope.tx((em) => em.execute('select give_back_api_quota(?, ?, ?)', [account, quotaOf(call), costs[call]]));
  }

  /** Records that Google reports the quota of a call as used up. Resolves with the time of its reset. */
  async exhaust(scope: Scope, call: YouTubeCall): Promise<Date> {
    const { account } = this.#configured();
    const quota = quotaOf(call);
    const [row] = await scope.tx((em) =>
      em.execute<{ resets_at: Date }[]>('select exhaust_api_quota(?, ?, ?) as resets_at', [account, quota, this.#limit(quota)]),
    );
    if (!row) throw new Error('exhaust_api_quota returned nothing');
    return new Date(row.resets_at);
  }

  /** The quotas of the installation and what is used of them today; empty without any. @throws ReelwrightError NOT_FOUND */
  async list(scope: Scope, workspaceId: string): Promise<readonly ApiQuota[]> {
    roleIn(scope, workspaceId);
    // All workspaces have the same quotas: a list of workspaces reads them once.
    return Promise.all(
      this.#ledgers().map(async ({ provider, account, quota, limit }) => {
        const today = await loadBatched(scope, { owner: this, question: 'today', id: account }, readToday);
        return { provider, quota, limit, used: today?.used.get(quota) ?? 0, resetsAt: today?.resetsAt ?? new Date(0) };
      }),
    );
  }

  /**
   * Compares the ledgers of the days that are over with what YouTube has answered on them, each day once, and reports the differences in the
   * log: others who use the Google project, limits that are set too high, and uploads that were not counted. Resolves with their number.
   */
  async reconcile(scope: Scope, log: Log): Promise<number> {
    const rows = await scope.tx((em) => em.execute<ReconciledRow[]>('select * from reconcile_api_quotas()'));
    const ledgers = this.#ledgers();
    let differences = 0;
    for (const { account, quota, day, used, counted, started } of rows) {
      const limit = ledgers.find((ledger) => ledger.account === account && ledger.quota === quota)?.limit;
      const fields = { account, quota, day, used, counted, started, limit };
      if (counted !== null && limit !== undefined && counted < limit) {
        differences += 1;
        log.warn(
          { event: 'quota_used_up_early', ...fields },
          'the vendor reported a daily quota as used up before the ledger; other programs use the account, or its limit is lower',
        );
      }
    }
    // Publications do not name the Google project of their upload, and the installation may have changed it within the day.
    for (const [day, ofDay] of Map.groupBy(
      rows.filter(({ quota }) => quota === 'UPLOADS'),
      (row) => row.day,
    )) {
      const used = ofDay.reduce((sum, row) => sum + row.used, 0);
      const started = Math.max(...ofDay.map((row) => row.started));
      if (used < started) {
        differences += 1;
        const fields = { accounts: ofDay.map(({ account }) => account), quota: 'UPLOADS', day, used, started };
        log.warn({ event: 'quota_ledger_low', ...fields }, 'more uploads began than the ledger of the day has counted');
      }
    }
    return differences;
  }

  #ledgers(): readonly Ledger[] {
    const quotas = this.settings ? (['UPLOADS', 'UNITS'] as const) : [];
    return [
      ...quotas.map((quota) => ({ provider: 'youtube', quota, limit: this.#limit(quota), account: this.#configured().account })),
      ...Object.entries(this.dailyRequests).map(([provider, limit]) => ({
        provider,
        quota: 'REQUESTS' as const,
        limit,
        account: provider,
      })),
    ];
  }

  #limit(quota: YouTubeQuota): number {
    const { dailyUploads, dailyUnits } = this.#configured();
    return quota === 'UPLOADS' ? dailyUploads : dailyUnits;
  }

  #configured(): YouTubeSettings & { readonly account: string } {
    if (!this.settings) throw new Error('YouTube is not configured');
    return { ...this.settings, account: `youtube ${projectOf(this.settings)}`.toLowerCase() };
  }
}

/** A ledger of a day that is over. */
interface ReconciledRow {
  readonly account: string;
  readonly quota: ApiQuotaName;
  readonly day: string;
  readonly used: number;
  /** What was counted when the vendor reported the quota as used up; null when it did not. */
  readonly counted: number | null;
  /** Publications whose upload began on the day. */
  readonly started: number;
}

interface Today {
  readonly used: ReadonlyMap<string, number>;
  readonly resetsAt: Date;
}

interface TodayRow {
  readonly account: string;
  readonly quota: string | null;
  readonly used: number | null;
  readonly resets_at: Date;
}

async function readToday(em: EntityManager, accounts: readonly string[]): Promise<ReadonlyMap<string, Today>> {
  const rows = await em.execute<TodayRow[]>(
    `select a.account, u.quota, u.used,
      ((clock_timestamp() at time zone 'America/Los_Angeles')::date + 1)::timestamp at time zone 'America/Los_Angeles' as resets_at
    from unnest(?::text[]) as a (account)
    left join lateral api_quotas_used(a.account) as u on true`,
    [`{${accounts.map((account) => JSON.stringify(account)).join(',')}}`],
  );
  const byAccount = Map.groupBy(rows, ({ account }) => account);
  return new Map(
    [...byAccount].map(([account, found]) => [
      account,
      {
        used: new Map(found.map(({ quota, used }) => [quota ?? '', used ?? 0])),
        resetsAt: new Date(found[0]?.resets_at ?? 0),
      },
    ]),
  );
}
