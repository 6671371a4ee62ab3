import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, Field, FieldResolver, Info, InputType, Resolver, Root } from 'type-graphql';
import { ofNodes } from '../../../kernel/selection.ts';
import { connectionOf } from '../../../platform/graphql/connection.ts';
import type { Connection } from '../../../platform/graphql/connection.ts';
import type { Context } from '../../../platform/graphql/context.ts';
import { OrderDirectionEnum, enumType } from '../../../platform/graphql/enum.ts';
import { PageArgsType } from '../../../platform/graphql/page-args.ts';
import { selectionOf } from '../../../platform/graphql/selection.ts';
import type { WorkspaceRow } from '../../workspaces/workspace/workspace.entity.ts';
import type { WorkspaceService } from '../../workspaces/workspace/workspace.service.ts';
import { WorkspaceType } from '../../workspaces/workspace/workspace.type.ts';
import type { ListedJob } from './job.read.ts';
import type { JobService } from './job.service.ts';
import type { JobStatus, JobType } from './job.states.ts';
import { JobConnectionType, JobObjectType, JobStatusEnum, JobTypeEnum } from './job.type.ts';

const JobOrderFieldEnum = enumType(['CREATED_AT'], 'JobOrderField');

@InputType('JobFilter')
class JobFilterInput {
  @Field(() => JobTypeEnum, { nullable: true }) type?: JobType | null;
  @Field(() => JobStatusEnum, { nullable: true }) status?: JobStatus | null;
}

@InputType('JobOrder')
class JobOrderInput {
  @Field(() => JobOrderFieldEnum) field!: 'CREATED_AT';
  @Field(() => OrderDirectionEnum) direction!: 'ASC' | 'DESC';
}

/** `Workspace.jobs` and `Job.workspace`. */
@Resolver(() => WorkspaceType)
export class WorkspaceJobsResolver {
  readonly #jobs: JobService;

  constructor(jobs: JobService) {
    this.#jobs = jobs;
  }

  @FieldResolver(() => JobConnectionType)
  async jobs(
    @Ctx() { scope }: Context,
    @Root() workspace: WorkspaceRow,
    @Info() info: GraphQLResolveInfo,
    @Args(() => PageArgsType) args: PageArgsType,
    @Arg('filter', () => JobFilterInput, { nullable: true }) filter?: JobFilterInput | null,
    @Arg('orderBy', () => JobOrderInput, { nullable: true }) orderBy?: JobOrderInput | null,
  ): Promise<Connection<ListedJob>> {
    const page = await this.#jobs.list(scope, workspace.id, args, {
      filter: filter ?? {},
      direction: orderBy?.direction ?? 'DESC',
      selection: ofNodes(selectionOf(info)),
    });
    return connectionOf(
      page,
      ({ id }) => id,
      () => this.#jobs.count(scope, workspace.id, filter ?? {}),
    );
  }
}

@Resolver(() => JobObjectType)
export class JobWorkspaceResolver {
  constructor(private readonly workspaces: WorkspaceService) {}

  @FieldResolver(() => WorkspaceType)
  workspace(@Ctx() { scope }: Context, @Root() job: ListedJob): Promise<WorkspaceRow> {
    return this.workspaces.load(scope, job.workspaceId);
  }
}
