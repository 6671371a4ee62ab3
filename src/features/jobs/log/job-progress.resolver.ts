import { Arg, Ctx, FieldResolver, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import type { SharedLog } from '../../../platform/event-stream/shared-log.ts';
import { notFound } from '../../../kernel/errors.ts';
import { readSequence } from '../../../kernel/page.ts';
import type { JobFeed } from './job-feed.ts';
import type { JobProgressEvent } from './job-log.ts';
import type { JobEventRow } from '../job/job.entity.ts';
import type { ListedJob } from '../job/job.read.ts';
import type { JobService } from '../job/job.service.ts';
import { JobEventObjectType, JobObjectType } from '../job/job.type.ts';

@Resolver(() => JobEventObjectType)
export class JobProgressResolver {
  constructor(
    private readonly jobs: JobService,
    private readonly feed: JobFeed,
  ) {}

  @Subscription(() => JobEventObjectType, {
    description:
      'Events of a job, in order. It starts with a SNAPSHOT, or with the event after the cursor `after`, and continues with live events. It completes when the job has ended and all its events were sent.',
    subscribe: ({ args, context }: { args: { jobId: string; after?: string | null }; context: Context }) =>
      context.instance(JobProgressResolver).open(context, args.jobId, args.after ?? undefined),
  })
  jobProgress(
    @Root() event: JobProgressEvent,
    @Arg('jobId', () => ID, { description: 'The id of the job.' }) _jobId: string,
    @Arg('after', () => String, {
      nullable: true,
      description:
        'The cursor of the last event that you received: every later event follows once. When omitted or null, or older than the log, the subscription starts with a SNAPSHOT.',
    })
    _after?: string,
  ): JobProgressEvent {
    return event;
  }

  @FieldResolver(() => JobObjectType, {
    description: 'The job, read when the event is delivered: never older than the event, perhaps newer.',
  })
  async job(@Ctx() { scope }: Context, @Root() event: JobEventRow): Promise<ListedJob> {
    const job = await this.jobs.load(scope, event.jobId);
    if (!job) throw notFound('Job');
    return job;
  }

  /** Authorizes the subscriber before the first event. */
  async open({ scope }: Context, jobId: string, after: string | undefined): Promise<SharedLog<JobProgressEvent>> {
    const sequence = after === undefined ? undefined : readSequence(after, 'after');
    const job = await this.jobs.get(scope, jobId);
    await scope.close();
    return this.feed.logOf(scope, job, sequence);
  }
}
