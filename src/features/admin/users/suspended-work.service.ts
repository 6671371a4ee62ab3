import type { Log } from '../../../kernel/log.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { BatchService } from '../../batches/batch.service.ts';
import type { JobService } from '../../jobs/job/job.service.ts';

interface OpenWork {
  readonly workspace_id: string;
  readonly kind: 'BATCH' | 'JOB';
  readonly id: string;
}

/** Ends the jobs and batches of suspended people. */
export class SuspendedWork {
  constructor(
    private readonly jobs: Pick<JobService, 'cancelFor'>,
    private readonly batches: Pick<BatchService, 'cancelFor'>,
    private readonly log: Log,
  ) {}

  /**
   * Cancels every open batch and job that a suspended person has queued, each in a transaction of its own; their workers end ffmpeg at
   * commit. Returns how many were canceled. One that fails is logged and canceled by the next call.
   */
  async cancelAll(scope: Scope): Promise<number> {
    const open = await scope.tx((em) => em.execute<OpenWork[]>('select * from suspended_work()'));
    let canceled = 0;
    for (const { workspace_id: workspaceId, kind, id } of open) {
      const acting = scope.as({ kind: 'worker', workspaceId });
      const cancel = kind === 'BATCH' ? this.batches.cancelFor(acting, id) : this.jobs.cancelFor(acting, id);
      const isCanceled = await cancel.catch((error: unknown) => {
        this.log.warn(
          { event: 'suspended_work_failed', err: error, kind, id },
          'failed to cancel the work of a suspended person; retrying',
        );
        return false;
      });
      if (isCanceled) canceled += 1;
    }
    return canceled;
  }
}
