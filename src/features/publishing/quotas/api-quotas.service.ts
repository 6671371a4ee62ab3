import type { EntityManager } from '@mikro-orm/postgresql';
import { loadBatched } from '../../../platform/database/lists/load-batched.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { projectOf } from '../../../platform/youtube/youtube-settings.ts';
import type { YouTubeCall, YouTubeSettings } from '../../../platform/youtube/youtube-settings.ts';
import { roleIn } from '../../workspaces/workspace/workspace.access.ts';

/** Quotas of a Google project. Uploads have one of their own. */
export const YOUTUBE_QUOTAS = ['UPLOADS', 'UNITS'] as const;
export type YouTubeQuota = (typeof YOUTUBE_QUOTAS)[number];

export interface ApiQuota {
  readonly provider: string;
  readonly quota: YouTubeQuota;
  readonly used: number;
  readonly limit: number;
  readonly resetsAt: Date;
}

/** The quota that a call counts for. */
const quotaOf = (call: YouTubeCall): YouTubeQuota => (call === 'videos.insert' ? 'UPLOADS' : 'UNITS');

/**
 * The ledger of daily quotas, for each Google project. Google has no call that tells what is left, so Reelwright counts what it sends,
 * before it sends it.
 */
export class ApiQuotas {
  constructor(private readonly settings: YouTubeSettings | undefined) {}

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

  /** The quotas of the installation and what is used of them today; empty without a Google project. @throws ReelwrightError NOT_FOUND */
  async list(scope: Scope, workspaceId: string): Promise<readonly ApiQuota[]> {
    roleIn(scope, workspaceId);
    if (!this.settings) return [];
    const { account } = this.#configured();
    // All workspaces have the same quotas: a list of workspaces reads them once.
    const rows = (await loadBatched(scope, { owner: this, question: 'today', id: account }, readToday)) ?? [];
    return rows.map(({ quota, used, resets_at: resetsAt }) => ({
      provider: 'youtube',
      quota,
      used,
      limit: this.#limit(quota),
      resetsAt: new Date(resetsAt),
    }));
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

interface Today {
  readonly quota: YouTubeQuota;
  readonly used: number;
  readonly resets_at: Date;
}

async function readToday(em: EntityManager, accounts: readonly string[]): Promise<ReadonlyMap<string, readonly Today[]>> {
  const rows = await em.execute<(Today & { readonly account: string })[]>(
    `select a.account, q.quota, coalesce(u.used, 0) as used,
      coalesce(u.resets_at, ((now() at time zone 'America/Los_Angeles')::date + 1)::timestamp at time zone 'America/Los_Angeles') as resets_at
    from unnest(?::text[]) as a (account)
    cross join unnest(array['UPLOADS', 'UNITS']) as q (quota)
    left join lateral api_quotas_used(a.account) as u on u.quota = q.quota`,
    [`{${accounts.map((account) => `"${account}"`).join(',')}}`],
  );
  return Map.groupBy(rows, ({ account }) => account);
}
