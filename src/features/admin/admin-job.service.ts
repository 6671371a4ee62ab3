import { raw } from '@mikro-orm/core';
import { badInput } from '../../kernel/errors.ts';
import { isId } from '../../kernel/id.ts';
import { pageOf, pageWindow } from '../../kernel/page.ts';
import type { Page, PageArgs } from '../../kernel/page.ts';
import { currentAdministrator } from '../../kernel/scope.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { JobStatus, JobType } from '../jobs/job.states.ts';
import { AdminJobEntity } from './admin-job.entity.ts';
import type { AdminJobRow } from './admin-job.entity.ts';

export interface AdminJobFilter {
  readonly type?: JobType | null | undefined;
  readonly status?: JobStatus | null | undefined;
  readonly workspaceId?: string | null | undefined;
  readonly failureCode?: string | null | undefined;
  /** Somewhere in the title or in the workspace's name. */
  readonly text?: string | null | undefined;
}

/** What whoever runs the installation sees of all workspaces. The database asks again who it is that looks. */
export class AdminJobService {
  /** Jobs of every workspace, newest first. UNAUTHENTICATED for nobody, FORBIDDEN for who is no administrator. */
  async list(scope: Scope, args: PageArgs, filter: AdminJobFilter): Promise<Page<AdminJobRow>> {
    currentAdministrator(scope);
    const window = pageWindow(args);
    const beyond = window.beyond ? { id: window.reverse ? { $gt: window.beyond } : { $lt: window.beyond } } : {};
    const rows = await scope.read((em) =>
      em.find(
        AdminJobEntity,
        { $and: [where(filter), beyond] },
        { orderBy: { id: window.reverse ? 'asc' : 'desc' }, limit: window.limit + 1 },
      ),
    );
    return pageOf(window, rows);
  }

  count(scope: Scope, filter: AdminJobFilter): Promise<number> {
    currentAdministrator(scope);
    return scope.read((em) => em.count(AdminJobEntity, where(filter)));
  }
}

function where({ type, status, workspaceId, failureCode, text }: AdminJobFilter) {
  if (workspaceId && !isId(workspaceId)) throw badInput('filter.workspaceId', 'This is not an id.');
  return {
    ...(type ? { type } : {}),
    ...(status ? { status } : {}),
    ...(workspaceId ? { workspaceId } : {}),
    ...(failureCode ? { [raw(`failure->>'code'`)]: failureCode } : {}),
    ...(text ? { [raw('position(fold_text(?) in fold_text(title || chr(10) || workspace_name))', [text])]: { $gt: 0 } } : {}),
  };
}
