import type { Log } from '../../kernel/log.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { Config } from '../config.ts';

/**
 * Every kind of row with a retention period, and the database function that deletes its oldest batch and returns the number. The
 * application role may not delete these rows itself. Webhook deliveries are deleted by their feature, rows of queues by pg-boss.
 */
const rules = ({ eventDays, jobDays }: Config['retention']): readonly { readonly rows: string; readonly remove: string }[] => [
  { rows: 'job events', remove: `delete_old_job_events(${eventDays})` },
  { rows: 'workspace events', remove: `delete_old_workspace_events(make_interval(days => ${eventDays}))` },
  { rows: 'jobs', remove: `delete_old_jobs(${jobDays})` },
  { rows: 'idempotency keys', remove: 'delete_old_idempotency_keys()' },
  { rows: 'uploads', remove: 'delete_old_uploads()' },
  { rows: 'sessions', remove: 'delete_old_sessions()' },
  { rows: 'batches', remove: `delete_old_batches(${jobDays})` },
  { rows: 'runs of series', remove: `delete_old_series_runs(${jobDays})` },
  { rows: 'projects', remove: 'delete_old_projects()' },
  { rows: 'slots', remove: 'delete_old_slots()' },
  { rows: 'notifications', remove: `delete_old_notifications('90 days')` },
  { rows: 'review sessions', remove: 'delete_old_review_sessions()' },
  { rows: 'share links', remove: 'delete_old_share_links()' },
  { rows: 'started connections of channels', remove: 'delete_old_channel_authorizations()' },
  { rows: 'daily quotas', remove: 'delete_old_api_quotas()' },
  { rows: 'rate limit counters', remove: 'delete_expired_rate_limits()' },
];

/** Deletes rows beyond their retention, in short transactions. A failure of one kind does not stop the others. */
export async function deleteOldRows(scope: Scope, retention: Config['retention'], log: Log): Promise<void> {
  for (const { rows, remove } of rules(retention)) {
    try {
      let deleted = 0;
      for (let batch = -1; batch !== 0 && !scope.signal.aborted; deleted += batch) {
        const [answer] = await scope.tx((em) => em.execute<{ deleted: number }[]>(`select ${remove} as deleted`));
        batch = answer?.deleted ?? 0;
      }
      if (deleted > 0) log.info({ event: 'rows_deleted', rows, deleted }, 'deleted expired rows');
    } catch (error) {
      log.warn({ event: 'rows_not_deleted', rows, err: error }, 'failed to delete expired rows; retrying');
    }
  }
}
