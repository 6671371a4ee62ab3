import { Arg, Args, Ctx, Query, Resolver } from 'type-graphql';
import { connectionOf } from '../../platform/graphql/connection.ts';
import type { Connection } from '../../platform/graphql/connection.ts';
import type { Context } from '../../platform/graphql/context.ts';
import { PageArgsType } from '../../platform/graphql/page-args.ts';
import type { AdminJobRow } from './admin-job.entity.ts';
import type { AdminJobService } from './admin-job.service.ts';
import { AdminJobConnectionType, AdminJobFilterInput } from './admin-job.type.ts';

@Resolver()
export class AdminJobResolver {
  constructor(private readonly jobs: AdminJobService) {}

  @Query(() => AdminJobConnectionType, {
    description: 'Jobs of every workspace, newest first, including failed and canceled ones. Administrators of the installation only.',
  })
  async adminJobs(
    @Ctx() { scope }: Context,
    @Args(() => PageArgsType) args: PageArgsType,
    @Arg('filter', () => AdminJobFilterInput, { nullable: true }) filter?: AdminJobFilterInput | null,
  ): Promise<Connection<AdminJobRow>> {
    const page = await this.jobs.list(scope, args, filter ?? {});
    return connectionOf(
      page,
      ({ id }) => id,
      () => this.jobs.count(scope, filter ?? {}),
    );
  }
}
