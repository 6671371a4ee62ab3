import type { ListArgs, ListPage } from '../../../kernel/page.ts';
import { currentAdministrator } from '../../../kernel/actor.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { AdminJobRow } from './admin-job.entity.ts';
import { adminJobs } from './admin-job.read.ts';
import type { AdminJobFilter, AdminJobOrderField } from './admin-job.read.ts';

/** Jobs of all workspaces for administrators. The database checks again that the caller is one. */
export class AdminJobService {
  /**
   * Jobs of every workspace, newest first by default. @throws ReelwrightError UNAUTHENTICATED without a user, FORBIDDEN for a
   * non-administrator
   */
  async list(scope: Scope, args: ListArgs<AdminJobFilter, AdminJobOrderField>): Promise<ListPage<AdminJobRow>> {
    currentAdministrator(scope);
    return adminJobs.root(scope, args);
  }
}
