import { GraphQLDateTime } from 'graphql-scalars';
import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { writeCursor } from '../../kernel/page.ts';
import type { PageArgs } from '../../kernel/page.ts';
import { cameAlong } from '../../platform/database/shape.ts';
import { connectionOf } from '../../platform/graphql/connection.ts';
import type { Connection } from '../../platform/graphql/connection.ts';
import type { Context } from '../../platform/graphql/context.ts';
import { PageArgsType } from '../../platform/graphql/page-args.ts';
import { UserType } from '../identity/identity.type.ts';
import { loadUser, users } from '../identity/user.read.ts';
import type { SeenUser } from '../identity/user.read.ts';
import type { JobEventRow, JobRow } from './job.entity.ts';
import { forecastOf } from './job-forecast.ts';
import { foldStages } from './job-stages.ts';
import type { JobStage } from './job-stages.ts';
import type { ListedJob } from './job.read.ts';
import type { JobService } from './job.service.ts';
import { JobEventConnectionType, JobObjectType, JobStepType, RetryJobArgs } from './job.type.ts';

type EventNode = JobEventRow & { readonly cursor: string };

@Resolver(() => JobObjectType)
export class JobResolver {
  readonly #jobs: JobService;

  constructor(jobs: JobService) {
    this.#jobs = jobs;
  }

  @Query(() => JobObjectType, { nullable: true })
  job(@Ctx() { scope }: Context, @Arg('id', () => ID) id: string): Promise<JobRow> {
    return this.#jobs.get(scope, id);
  }

  @Query(() => JobEventConnectionType, { description: 'The durable log, oldest first; cursors are those of the subscription.' })
  async jobEvents(
    @Ctx() { scope }: Context,
    @Arg('jobId', () => ID) jobId: string,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
    @Arg('first', () => Int, { nullable: true }) first?: number | null,
  ): Promise<Connection<EventNode>> {
    return this.#eventsOf(scope, await this.#jobs.get(scope, jobId), { first, after });
  }

  @FieldResolver(() => JobEventConnectionType, { description: 'The durable log, oldest first, as in `Query.jobEvents`.' })
  events(@Ctx() { scope }: Context, @Root() job: ListedJob, @Args(() => PageArgsType) args: PageArgsType): Promise<Connection<EventNode>> {
    return this.#eventsOf(scope, job, args);
  }

  @Mutation(() => JobObjectType, { description: 'Canceling a canceled job changes nothing; a finished one is INVALID_STATE.' })
  async cancelJob(@Ctx() { scope }: Context, @Arg('id', () => ID) id: string): Promise<JobRow> {
    await this.#jobs.cancel(scope, id);
    return this.#jobs.get(scope, id);
  }

  @Mutation(() => JobObjectType, {
    description:
      'Queues a failed job again: what is finished stays, what is missing is made. `fromStep` makes that stage anew and all that waits for it. Reserves credits anew. Needs EDITOR; administrators may do it with any job.',
  })
  retryJob(@Ctx() { scope }: Context, @Args(() => RetryJobArgs) args: RetryJobArgs): Promise<JobRow> {
    return this.#jobs.retry(scope, args);
  }

  @Mutation(() => Boolean, {
    description:
      'Hides a job that has ended, with its log, from everybody; this cannot be undone. Its outputs stay, and so does what it cost. INVALID_STATE for a job that has not ended. Needs EDITOR.',
  })
  async deleteJob(@Ctx() { scope }: Context, @Arg('id', () => ID) id: string): Promise<boolean> {
    await this.#jobs.delete(scope, id);
    return true;
  }

  @FieldResolver(() => [JobStepType])
  async steps(@Ctx() { scope }: Context, @Root() job: ListedJob): Promise<readonly JobStage[]> {
    return foldStages(this.#jobs.stagesOf(job.type), await this.#jobs.steps(scope, job));
  }

  @FieldResolver(() => UserType, { nullable: true })
  createdBy(@Ctx() { scope }: Context, @Root() job: ListedJob): Promise<SeenUser | null> | SeenUser | null {
    const seen = cameAlong(job, 'createdBy', users);
    if (seen !== undefined) return seen;
    return job.createdBy ? loadUser(scope, job.createdBy) : null;
  }

  @FieldResolver(() => String, { description: 'Of the newest event: subscribe with it as `after` to see what follows.' })
  cursor(@Root() job: ListedJob): string {
    return writeCursor(job.sequence);
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: '1 is next, over all workspaces, in the order in which they take turns; null once the job has started.',
  })
  async queuePosition(@Ctx() { scope }: Context, @Root() job: ListedJob): Promise<number | undefined> {
    return (await forecastOf(scope, job)).queuePosition;
  }

  @FieldResolver(() => GraphQLDateTime, {
    nullable: true,
    description: 'When it started or, by measured speeds, is expected to; null while nothing is known.',
  })
  async estimatedStartAt(@Ctx() { scope }: Context, @Root() job: ListedJob): Promise<Date | undefined> {
    return (await forecastOf(scope, job)).startAt;
  }

  @FieldResolver(() => GraphQLDateTime, {
    nullable: true,
    description: 'When it ended or, by measured speeds, is expected to; null while nothing is known.',
  })
  async estimatedFinishAt(@Ctx() { scope }: Context, @Root() job: ListedJob): Promise<Date | undefined> {
    return (await forecastOf(scope, job)).finishAt;
  }

  async #eventsOf(scope: Context['scope'], job: ListedJob, args: PageArgs): Promise<Connection<EventNode>> {
    const page = await this.#jobs.events(scope, job, args);
    const rows = page.rows.map((row) => ({ ...row, cursor: writeCursor(row.sequence) }));
    return connectionOf(
      { ...page, rows },
      ({ sequence }) => sequence,
      () => this.#jobs.countEvents(scope, job.id),
    );
  }
}
