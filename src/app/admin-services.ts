import { OperationFeed } from '../features/admin/operation/operation-feed.ts';
import { QueuePauseService } from '../features/admin/operation/queue-pause.service.ts';
import { AdminJobService } from '../features/admin/jobs/admin-job.service.ts';
import { SetupService } from '../features/admin/setup/setup.service.ts';
import { SystemStatusService } from '../features/admin/setup/system-status.service.ts';
import { AdminStatsService } from '../features/admin/stats/admin-stats.service.ts';
import { AdminUserService } from '../features/admin/users/admin-user.service.ts';
import { SuspendedWork } from '../features/admin/users/suspended-work.service.ts';
import type { BatchService } from '../features/batches/batch.service.ts';
import type { IdentityService } from '../features/identity/session/identity.service.ts';
import type { JobService } from '../features/jobs/job/job.service.ts';
import type { Log } from '../kernel/log.ts';
import type { Mutations } from '../platform/mutation/mutations.ts';
import type { Config } from './config.ts';
import type { Platform } from './platform.ts';

interface AdminParts {
  readonly platform: Pick<Platform, 'check' | 'database'>;
  readonly config: Pick<Config, 'setupToken' | 'mail'>;
  readonly mutations: Mutations;
  readonly identity: IdentityService;
  readonly jobs: JobService;
  readonly batches: BatchService;
  readonly log: Log;
}

/** Services for administrators of the installation. */
export function openAdministration({ platform: { check, database }, config, mutations, identity, jobs, batches, log }: AdminParts) {
  const suspendedWork = new SuspendedWork(jobs, batches, log);
  return {
    setup: new SetupService(identity, mutations, config.setupToken),
    systemStatus: new SystemStatusService({ check, sendsEmails: config.mail.smtpUrl !== undefined }),
    suspendedWork,
    adminUsers: new AdminUserService(mutations, suspendedWork),
    adminStats: new AdminStatsService(),
    adminJobs: new AdminJobService(),
    operationFeed: new OperationFeed(database, log),
    queuePauses: new QueuePauseService(mutations),
  };
}
