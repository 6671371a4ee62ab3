import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import type { ListArgs } from '../../../kernel/page.ts';
import { ofNodes } from '../../../kernel/selection.ts';
import { connectionOf } from '../../../platform/graphql/types/connection.ts';
import type { Connection } from '../../../platform/graphql/types/connection.ts';
import type { Context } from '../../../platform/graphql/context.ts';
import { selectionOf } from '../../../platform/graphql/selection.ts';
import type { WorkspaceRow } from '../../workspaces/workspace/workspace.entity.ts';
import type { WorkspaceService } from '../../workspaces/workspace/workspace.service.ts';
import { WorkspaceType } from '../../workspaces/workspace/workspace.type.ts';
import type { JobFilter, JobOrderField, ListedJob } from './job.read.ts';
import type { JobService } from './job.service.ts';
import { JobListArgs } from './job-list.type.ts';
import { JobConnectionType, JobObjectType } from './job.type.ts';

/** `Workspace.jobs` and `Job.workspace`. */
@Resolver(() => WorkspaceType)
export class WorkspaceJobsResolver {
  readonly #jobs: JobService;

  constructor(jobs: JobService) {
    this.#jobs = jobs;
  }

  @FieldResolver(() => JobConnectionType, { description: 'The jobs of the workspace, newest first by default.' })
  async jobs(
    @Ctx() { scope }: Context,
    @Root() workspace: WorkspaceRow,
    @Info() info: GraphQLResolveInfo,
    @Args(() => JobListArgs) args: ListArgs<JobFilter, JobOrderField>,
  ): Promise<Connection<ListedJob>> {
    return connectionOf(await this.#jobs.list(scope, workspace.id, args, ofNodes(selectionOf(info))));
  }
}

@Resolver(() => JobObjectType)
export class JobWorkspaceResolver {
  constructor(private readonly workspaces: WorkspaceService) {}

  @FieldResolver(() => WorkspaceType, { description: 'The workspace that the job belongs to.' })
  workspace(@Ctx() { scope }: Context, @Root() job: ListedJob): Promise<WorkspaceRow> {
    return this.workspaces.load(scope, job.workspaceId);
  }
}
