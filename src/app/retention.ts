import type { Log } from '../kernel/log.ts';
import type { Scope } from '../platform/database/scope.ts';
import type { Config } from './config.ts';

/**
 * Every kind of row that goes when it is old, with the function of the database that deletes the oldest of them, a batch a call, and
 * returns how many went. The application may not delete them itself. A new log adds its line here. (Deliveries of webhooks are tidied
 * by their feature, rows of the queue by the queue.)
 */
const rules = ({ eventDays, jobDays }: Config['retention']): readonly { readonly rows: string; readonly remove: string }[] => [
  { rows: 'job events', remove: `delete_old_job_events(${eventDays})` },
  { rows: 'workspace events', remove: `delete_old_workspace_events(make_interval(days => ${eventDays}))` },
  { rows: 'jobs', remove: `delete_old_jobs(${jobDays})` },
  { rows: 'idempotency keys', remove: 'delete_old_idempotency_keys()' },
  { rows: 'uploads', remove: 'delete_old_uploads()' },
  { rows: 'sessions', remove: 'delete_old_sessions()' },
  { rows: 'share links', remove: 'delete_old_share_links()' },
  { rows: 'counters of rate limits', remove: 'delete_expired_rate_limits()' },
];

/** Deletes what is older than the settings keep, in short transactions. One kind that fails does not keep the others. */
export async function deleteOldRows(scope: Scope, retention: Config['retention'], log: Log): Promise<void> {
  for (const { rows, remove } of rules(retention)) {
    try {
      let gone = 0;
      for (let batch = -1; batch !== 0 && !scope.signal.aborted; gone += batch) {
        const [answer] = await scope.tx((em) => em.execute<{ gone: number }[]>(`select ${remove} as gone`));
        batch = answer?.gone ?? 0;
      }
      if (gone > 0) log.info({ rows, gone }, 'old rows are deleted');
    } catch (error) {
      log.warn({ rows, err: error }, 'old rows could not be deleted; the next sweep tries again');
    }
  }
}
