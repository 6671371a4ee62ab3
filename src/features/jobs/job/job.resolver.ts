import { GraphQLDateTime } from 'graphql-scalars';
import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { writeCursor } from '../../../kernel/page.ts';
import type { ListArgs } from '../../../kernel/page.ts';
import { preloaded } from '../../../platform/database/lists/row-mapper.ts';
import { connectionOf } from '../../../platform/graphql/types/connection.ts';
import type { Connection } from '../../../platform/graphql/types/connection.ts';
import type { Context } from '../../../platform/graphql/context.ts';
import { UserType } from '../../identity/identity.type.ts';
import { loadUser, users } from '../../identity/account/user.read.ts';
import type { SeenUser } from '../../identity/account/user.read.ts';
import type { JobEventRow, JobRow } from './job.entity.ts';
import { forecastOf } from '../scheduling/job-forecast.ts';
import { foldStages } from './job-stages.ts';
import type { JobStage } from './job-stages.ts';
import type { JobEventFilter, JobEventOrderField, ListedJob } from './job.read.ts';
import type { JobService } from './job.service.ts';
import { JobEventConnectionType, JobEventListArgs, JobObjectType, JobStepType, RetryJobArgs } from './job.type.ts';

type EventArgs = ListArgs<JobEventFilter, JobEventOrderField>;
type EventNode = JobEventRow & { readonly cursor: string };

@Resolver(() => JobObjectType)
export class JobResolver {
  constructor(private readonly jobs: JobService) {}

  @Query(() => JobObjectType, {
    nullable: true,
    description:
      'The job with this id. Null, with the error NOT_FOUND, for an unknown id and, identically, for a job of another workspace.',
  })
  job(@Ctx() { scope }: Context, @Arg('id', () => ID, { description: 'The id of the job.' }) id: string): Promise<JobRow> {
    return this.jobs.get(scope, id);
  }

  @Query(() => JobEventConnectionType, {
    description:
      'The event log of a job, oldest first by default. A cursor of this list is also an `after` of the subscription `jobProgress`.',
  })
  async jobEvents(
    @Ctx() { scope }: Context,
    @Arg('jobId', () => ID, { description: 'The id of the job.' }) jobId: string,
    @Args(() => JobEventListArgs) args: EventArgs,
  ): Promise<Connection<EventNode>> {
    return this.#eventsOf(scope, await this.jobs.get(scope, jobId), args);
  }

  @FieldResolver(() => JobEventConnectionType, {
    description: 'The event log of the job, oldest first by default, as in `Query.jobEvents`.',
  })
  events(@Ctx() { scope }: Context, @Root() job: ListedJob, @Args(() => JobEventListArgs) args: EventArgs): Promise<Connection<EventNode>> {
    return this.#eventsOf(scope, job, args);
  }

  @Mutation(() => JobObjectType, {
    description:
      'Cancels a job and releases its credits. Canceling a canceled job changes nothing; a completed or failed job answers INVALID_STATE. Requires the role EDITOR.',
  })
  async cancelJob(@Ctx() { scope }: Context, @Arg('id', () => ID, { description: 'The id of the job.' }) id: string): Promise<JobRow> {
    await this.jobs.cancel(scope, id);
    return this.jobs.get(scope, id);
  }

  @Mutation(() => JobObjectType, {
    description:
      'Queues a failed job again and reserves its credits again. Finished steps are kept, unless `fromStep` names a stage to repeat. Requires the role EDITOR; administrators of the installation may retry any job.',
  })
  retryJob(@Ctx() { scope }: Context, @Args(() => RetryJobArgs) args: RetryJobArgs): Promise<JobRow> {
    return this.jobs.retry(scope, args);
  }

  @Mutation(() => Boolean, {
    description:
      'Deletes a job that has ended, with its event log; this cannot be undone. Its outputs and ledger entries are kept. A job that has not ended answers INVALID_STATE. Requires the role EDITOR. Returns true.',
  })
  async deleteJob(@Ctx() { scope }: Context, @Arg('id', () => ID, { description: 'The id of the job.' }) id: string): Promise<boolean> {
    await this.jobs.delete(scope, id);
    return true;
  }

  @FieldResolver(() => [JobStepType], {
    description:
      'The stages of the job with their progress, in the order in which they run. Stages that the job does not need are left out.',
  })
  async steps(@Ctx() { scope }: Context, @Root() job: ListedJob): Promise<readonly JobStage[]> {
    return foldStages(this.jobs.stagesOf(job.type), await this.jobs.steps(scope, job));
  }

  @FieldResolver(() => UserType, {
    nullable: true,
    description: 'The person who created the job, directly or with an API key. Null when that person has left the workspace.',
  })
  createdBy(@Ctx() { scope }: Context, @Root() job: ListedJob): Promise<SeenUser | null> | SeenUser | null {
    const seen = preloaded(job, 'createdBy', users);
    if (seen !== undefined) return seen;
    return job.createdBy ? loadUser(scope, job.createdBy) : null;
  }

  @FieldResolver(() => String, {
    description: 'The cursor of the newest event of the job. Pass it as `after` to `jobProgress` to receive only later events.',
  })
  cursor(@Root() job: ListedJob): string {
    return writeCursor(job.sequence);
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: 'The position of the job in the queue of all workspaces; 1 is next. Null when the job has started or ended.',
  })
  async queuePosition(@Ctx() { scope }: Context, @Root() job: ListedJob): Promise<number | undefined> {
    return (await forecastOf(scope, job)).queuePosition;
  }

  @FieldResolver(() => GraphQLDateTime, {
    nullable: true,
    description:
      'The time at which the job started or is expected to start, by the measured speed of earlier jobs. Null when there is no estimate.',
  })
  async estimatedStartAt(@Ctx() { scope }: Context, @Root() job: ListedJob): Promise<Date | undefined> {
    return (await forecastOf(scope, job)).startAt;
  }

  @FieldResolver(() => GraphQLDateTime, {
    nullable: true,
    description:
      'The time at which the job ended or is expected to end, by the measured speed of earlier jobs. Null when there is no estimate.',
  })
  async estimatedFinishAt(@Ctx() { scope }: Context, @Root() job: ListedJob): Promise<Date | undefined> {
    return (await forecastOf(scope, job)).finishAt;
  }

  async #eventsOf(scope: Context['scope'], job: ListedJob, args: EventArgs): Promise<Connection<EventNode>> {
    const page = await this.jobs.events(scope, job, args);
    const rows = page.rows.map((row) => ({ ...row, cursor: writeCursor(row.sequence) }));
    return connectionOf({ ...page, rows });
  }
}
