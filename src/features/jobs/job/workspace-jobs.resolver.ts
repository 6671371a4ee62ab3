import type { GraphQLResolveInfo } from 'graphql';
import { GraphQLJSON } from 'graphql-scalars';
import { Args, Ctx, Field, FieldResolver, Info, InputType, Resolver, Root } from 'type-graphql';
import type { ListArgs } from '../../../kernel/page.ts';
import { ofNodes } from '../../../kernel/selection.ts';
import { connectionOf } from '../../../platform/graphql/types/connection.ts';
import type { Connection } from '../../../platform/graphql/types/connection.ts';
import type { Context } from '../../../platform/graphql/context.ts';
import { OneOfField, ReferenceField, TextField, TimeRangeInput, listArgs } from '../../../platform/graphql/types/list-args.ts';
import { selectionOf } from '../../../platform/graphql/selection.ts';
import type { WorkspaceRow } from '../../workspaces/workspace/workspace.entity.ts';
import type { WorkspaceService } from '../../workspaces/workspace/workspace.service.ts';
import { WorkspaceType } from '../../workspaces/workspace/workspace.type.ts';
import type { JobFilter, JobOrderField, ListedJob } from './job.read.ts';
import type { JobService } from './job.service.ts';
import type { JobStatus, JobType } from './job.states.ts';
import { JobConnectionType, JobObjectType, JobStatusEnum, JobTypeEnum } from './job.type.ts';

@InputType('JobFilter', { description: 'Restricts a list of jobs.' })
class JobFilterInput extends TimeRangeInput implements JobFilter {
  @OneOfField(JobTypeEnum, 'types') type?: JobType[] | null;
  @OneOfField(JobStatusEnum, 'statuses') status?: JobStatus[] | null;
  @TextField('title') text?: string | null;
  @ReferenceField('created by the person') createdBy?: string | null;
  @Field(() => GraphQLJSON, {
    nullable: true,
    description:
      'Only jobs whose metadata has all of these entries: an object of at most 50 texts by key, for example `{ orderId: "1234" }`.',
  })
  metadata?: unknown;
}

const JobListArgs = listArgs<JobFilterInput, JobOrderField>('Job', JobFilterInput, {
  CREATED_AT: 'The time at which the job was created.',
  TITLE: 'The title of the job.',
});

/** `Workspace.jobs` and `Job.workspace`. */
@Resolver(() => WorkspaceType)
export class WorkspaceJobsResolver {
  readonly #jobs: JobService;

  constructor(jobs: JobService) {
    this.#jobs = jobs;
  }

  @FieldResolver(() => JobConnectionType, { description: 'Jobs of the workspace, newest first by default.' })
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
