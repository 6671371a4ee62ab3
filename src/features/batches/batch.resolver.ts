import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, ID, Info, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { ListArgs } from '../../kernel/page.ts';
import { ofNodes } from '../../kernel/selection.ts';
import { preloaded } from '../../platform/database/lists/row-mapper.ts';
import type { Context } from '../../platform/graphql/context.ts';
import { selectionOf } from '../../platform/graphql/selection.ts';
import { connectionOf } from '../../platform/graphql/types/connection.ts';
import type { Connection } from '../../platform/graphql/types/connection.ts';
import type { JobRow } from '../jobs/job/job.entity.ts';
import type { ListedJob } from '../jobs/job/job.read.ts';
import { JobObjectType } from '../jobs/job/job.type.ts';
import { WorkspaceEventObjectType } from '../workspaces/events/workspace-event.type.ts';
import type { WorkspaceRow } from '../workspaces/workspace/workspace.entity.ts';
import { WorkspaceType } from '../workspaces/workspace/workspace.type.ts';
import { CreateBatchInput, OneBatchArgs } from './batch.input.ts';
import { batchesById } from './batch.read.ts';
import type { BatchFilter, BatchOrderField, ListedBatch } from './batch.read.ts';
import type { BatchCheck, BatchService, OneBatch } from './batch.service.ts';
import { BatchCheckType, BatchConnectionType, BatchListArgs, BatchType } from './batch.type.ts';

/** The operations on batches, and `Workspace.batches`. */
@Resolver(() => WorkspaceType)
export class BatchResolver {
  readonly #batches: BatchService;

  constructor(batches: BatchService) {
    this.#batches = batches;
  }

  @Query(() => BatchType, {
    nullable: true,
    description: 'A batch by its id. Answers NOT_FOUND for a missing one and, identically, for one of another workspace.',
  })
  batch(@Ctx() { scope }: Context, @Arg('id', () => ID, { description: 'The id of the batch.' }) id: string): Promise<ListedBatch> {
    return this.#batches.get(scope, id);
  }

  @Query(() => BatchCheckType, {
    description:
      'Checks all rows of a new batch as `createBatch` does: which are wrong, what they cost, and how many the credits pay for. Writes nothing. Requires the role EDITOR.',
  })
  checkBatch(@Ctx() { scope }: Context, @Arg('input', () => CreateBatchInput) input: CreateBatchInput): Promise<BatchCheck> {
    return this.#batches.check(scope, input);
  }

  @FieldResolver(() => BatchConnectionType, { description: 'Batches of the workspace, newest first by default.' })
  async batches(
    @Ctx() { scope }: Context,
    @Root() { id }: WorkspaceRow,
    @Info() info: GraphQLResolveInfo,
    @Args(() => BatchListArgs) args: ListArgs<BatchFilter, BatchOrderField>,
  ): Promise<Connection<ListedBatch>> {
    return connectionOf(await this.#batches.list(scope, id, args, ofNodes(selectionOf(info))));
  }

  @Mutation(() => BatchType, {
    description:
      'Makes a film of each row and reserves the maximum cost of all. Nothing is created when a row is wrong or the credits do not suffice; `checkBatch` tells beforehand. Rows become jobs in waves, so that other films need not wait. Requires the role EDITOR.',
  })
  createBatch(@Ctx() { scope }: Context, @Arg('input', () => CreateBatchInput) input: CreateBatchInput): Promise<ListedBatch> {
    return this.#batches.create(scope, input);
  }

  @Mutation(() => BatchType, {
    description:
      'Starts no further rows of a batch; jobs that are open continue. Does nothing for a paused batch; answers INVALID_STATE for one that has ended. Requires the role EDITOR.',
  })
  pauseBatch(@Ctx() { scope }: Context, @Arg('id', () => ID, { description: 'The id of the batch.' }) id: string): Promise<ListedBatch> {
    return this.#batches.pause(scope, id);
  }

  @Mutation(() => BatchType, {
    description:
      'Continues a paused batch. Does nothing for a running batch; answers INVALID_STATE for one that has ended. Requires the role EDITOR.',
  })
  resumeBatch(@Ctx() { scope }: Context, @Arg('id', () => ID, { description: 'The id of the batch.' }) id: string): Promise<ListedBatch> {
    return this.#batches.resume(scope, id);
  }

  @Mutation(() => BatchType, {
    description:
      'Cancels the open jobs of a batch and the rows that wait, and releases their credits. Finished films stay. Does nothing for a canceled batch; answers INVALID_STATE for a completed one. Requires the role EDITOR.',
  })
  cancelBatch(@Ctx() { scope }: Context, @Arg('id', () => ID, { description: 'The id of the batch.' }) id: string): Promise<ListedBatch> {
    return this.#batches.cancel(scope, id);
  }

  @Mutation(() => BatchType, {
    description:
      'Makes the failed rows of a batch wait again and reserves their credits again; only what is missing of their films is made. A paused batch stays paused. Answers INVALID_STATE for a canceled batch and for one without failed rows. Requires the role EDITOR.',
  })
  retryBatch(@Ctx() { scope }: Context, @Args(() => OneBatchArgs) one: OneBatch): Promise<ListedBatch> {
    return this.#batches.retry(scope, one);
  }

  @Mutation(() => JobObjectType, {
    description:
      "Exports a batch as CSV with the values, the state, the failure and a link to the film of each row. The finished job's `outputs` contain the file; its links work for 7 days. Requires the role EDITOR.",
  })
  exportBatch(@Ctx() { scope }: Context, @Args(() => OneBatchArgs) one: OneBatch): Promise<JobRow> {
    return this.#batches.export(scope, one);
  }
}

/** `Job.batch`. */
@Resolver(() => JobObjectType)
export class JobBatchResolver {
  constructor(private readonly batches: BatchService) {}

  @FieldResolver(() => BatchType, { nullable: true, description: 'The batch that the job belongs to. Null when there is none.' })
  batch(@Ctx() { scope }: Context, @Root() job: ListedJob): Promise<ListedBatch | null> | ListedBatch | null {
    const along = preloaded(job, 'batch', batchesById);
    if (along !== undefined) return along;
    return job.batchId ? this.batches.load(scope, job.batchId) : null;
  }
}

/** `WorkspaceEvent.batch`. */
@Resolver(() => WorkspaceEventObjectType)
export class WorkspaceEventBatchResolver {
  constructor(private readonly batches: BatchService) {}

  @FieldResolver(() => BatchType, {
    nullable: true,
    description: 'The batch that has changed or progressed, as it is at delivery. Null for other types, and when it no longer exists.',
  })
  batch(@Ctx() { scope }: Context, @Root() { type, subjectId }: WorkspaceEventObjectType): Promise<ListedBatch | null> | null {
    return type === 'BATCH' && subjectId ? this.batches.load(scope, subjectId) : null;
  }
}
