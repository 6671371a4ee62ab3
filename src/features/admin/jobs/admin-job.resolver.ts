import { Args, Ctx, Query, Resolver } from 'type-graphql';
import type { ListArgs } from '../../../kernel/page.ts';
import { connectionOf } from '../../../platform/graphql/types/connection.ts';
import type { Connection } from '../../../platform/graphql/types/connection.ts';
import type { Context } from '../../../platform/graphql/context.ts';
import type { AdminJobRow } from './admin-job.entity.ts';
import type { AdminJobFilter, AdminJobOrderField } from './admin-job.read.ts';
import type { AdminJobService } from './admin-job.service.ts';
import { AdminJobConnectionType, AdminJobListArgs } from './admin-job.type.ts';

@Resolver()
export class AdminJobResolver {
  constructor(private readonly jobs: AdminJobService) {}

  @Query(() => AdminJobConnectionType, {
    description:
      'The jobs of all workspaces, newest first by default. Jobs of deleted workspaces are not listed. Only for administrators of the installation.',
  })
  async adminJobs(
    @Ctx() { scope }: Context,
    @Args(() => AdminJobListArgs) args: ListArgs<AdminJobFilter, AdminJobOrderField>,
  ): Promise<Connection<AdminJobRow>> {
    return connectionOf(await this.jobs.list(scope, args));
  }
}
