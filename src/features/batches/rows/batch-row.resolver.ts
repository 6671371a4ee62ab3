import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import type { ListArgs } from '../../../kernel/page.ts';
import { ofNodes } from '../../../kernel/selection.ts';
import { preloaded } from '../../../platform/database/lists/row-mapper.ts';
import type { Context } from '../../../platform/graphql/context.ts';
import { selectionOf } from '../../../platform/graphql/selection.ts';
import { connectionOf } from '../../../platform/graphql/types/connection.ts';
import type { Connection } from '../../../platform/graphql/types/connection.ts';
import type { ListedJob } from '../../jobs/job/job.read.ts';
import type { JobService } from '../../jobs/job/job.service.ts';
import { JobObjectType } from '../../jobs/job/job.type.ts';
import type { ListedBatch } from '../batch.read.ts';
import { BatchType } from '../batch.type.ts';
import { rowsOfBatch } from './batch-row.read.ts';
import type { BatchRowFilter, BatchRowOrderField, ListedRow } from './batch-row.read.ts';
import { BatchRowConnectionType, BatchRowListArgs, BatchRowType } from './batch-row.type.ts';

/** `Batch.rows`. */
@Resolver(() => BatchType)
export class BatchRowsResolver {
  @FieldResolver(() => BatchRowConnectionType, { description: 'The rows of the batch, in their order by default.' })
  async rows(
    @Ctx() { scope }: Context,
    @Root() batch: ListedBatch,
    @Info() info: GraphQLResolveInfo,
    @Args(() => BatchRowListArgs) args: ListArgs<BatchRowFilter, BatchRowOrderField>,
  ): Promise<Connection<ListedRow>> {
    const options = { selection: ofNodes(selectionOf(info)), preloaded: preloaded(batch, 'rows', rowsOfBatch) };
    return connectionOf(await rowsOfBatch.list(scope, batch.id, args, options));
  }
}

/** `BatchRow.job`. */
@Resolver(() => BatchRowType)
export class BatchRowJobResolver {
  constructor(private readonly jobs: JobService) {}

  @FieldResolver(() => JobObjectType, {
    nullable: true,
    description:
      'The job that makes the film of the row. Null while the row is WAITING, when no job could be made, and when the job was deleted.',
  })
  job(@Ctx() { scope }: Context, @Root() { jobId }: ListedRow): Promise<ListedJob | null> | null {
    return jobId === null ? null : this.jobs.load(scope, jobId);
  }
}
