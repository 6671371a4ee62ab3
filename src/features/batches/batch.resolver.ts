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
    description:
      'The batch with this id. Null, with the error NOT_FOUND, for an unknown id and, identically, for a batch of another workspace.',
  })
  batch(@Ctx() { scope }: Context, @Arg('id', () => ID, { description: 'The id of the batch.' }) id: string): Promise<ListedBatch> {
    return this.#batches.get(scope, id);
  }

  @Query(() => BatchCheckType, {
    description:
      'Checks an input of `createBatch` without creating anything: which rows are wrong, what the batch costs, and how many rows the credits pay for. Requires the role EDITOR.',
  })
  checkBatch(@Ctx() { scope }: Context, @Arg('input', () => CreateBatchInput) input: CreateBatchInput): Promise<BatchCheck> {
    return this.#batches.check(scope, input);
  }

  @FieldResolver(() => BatchConnectionType, { description: 'The batches of the workspace, newest first by default.' })
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
      'Creates a batch that makes a film from each row, and reserves the maximum cost of all films. Nothing is created when a row is wrong or the credits do not suffice; `checkBatch` finds this out before. Requires the role EDITOR.',
  })
  createBatch(@Ctx() { scope }: Context, @Arg('input', () => CreateBatchInput) input: CreateBatchInput): Promise<ListedBatch> {
    return this.#batches.create(scope, input);
  }

  @Mutation(() => BatchType, {
    description:
      'Pauses a batch: no more jobs are created for its rows, and jobs that exist continue. Changes nothing for a paused batch; answers INVALID_STATE for a batch that has ended. Requires the role EDITOR.',
  })
  pauseBatch(@Ctx() { scope }: Context, @Arg('id', () => ID, { description: 'The id of the batch.' }) id: string): Promise<ListedBatch> {
    return this.#batches.pause(scope, id);
  }

  @Mutation(() => BatchType, {
    description:
      'Continues a paused batch. Changes nothing for a running batch; answers INVALID_STATE for a batch that has ended. Requires the role EDITOR.',
  })
  resumeBatch(@Ctx() { scope }: Context, @Arg('id', () => ID, { description: 'The id of the batch.' }) id: string): Promise<ListedBatch> {
    return this.#batches.resume(scope, id);
  }

  @Mutation(() => BatchType, {
    description:
      'Cancels a batch with its unfinished jobs and releases their credits; finished films are kept. Changes nothing for a canceled batch; answers INVALID_STATE for a completed batch. Requires the role EDITOR.',
  })
  cancelBatch(@Ctx() { scope }: Context, @Arg('id', () => ID, { description: 'The id of the batch.' }) id: string): Promise<ListedBatch> {
    return this.#batches.cancel(scope, id);
  }

  @Mutation(() => BatchType, {
    description:
      'Starts the failed rows of a batch again and reserves their credits again; finished steps are kept. Answers INVALID_STATE for a canceled batch and for a batch without failed rows. Requires the role EDITOR.',
  })
  retryBatch(@Ctx() { scope }: Context, @Args(() => OneBatchArgs) one: OneBatch): Promise<ListedBatch> {
    return this.#batches.retry(scope, one);
  }

  @Mutation(() => JobObjectType, {
    description:
      'Starts a job that exports a batch as CSV: for each row its values, its state, its failure and a link to its film, which is valid for 7 days. `Job.outputs` has the file. Requires the role EDITOR.',
  })
  exportBatch(@Ctx() { scope }: Context, @Args(() => OneBatchArgs) one: OneBatch): Promise<JobRow> {
    return this.#batches.export(scope, one);
  }
}

/** `Job.batch`. */
@Resolver(() => JobObjectType)
export class JobBatchResolver {
  constructor(private readonly batches: BatchService) {}

  @FieldResolver(() => BatchType, { nullable: true, description: 'The batch that the job belongs to. Null when the job belongs to none.' })
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
    description:
      'The batch that has changed, read when the event is delivered. Null for events of another type than BATCH, and when the batch no longer exists.',
  })
  batch(@Ctx() { scope }: Context, @Root() { type, subjectId }: WorkspaceEventObjectType): Promise<ListedBatch | null> | null {
    return type === 'BATCH' && subjectId ? this.batches.load(scope, subjectId) : null;
  }
}
