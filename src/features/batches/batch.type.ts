import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../platform/graphql/types/connection.ts';
import { enumType } from '../../platform/graphql/types/enum.ts';
import { OneOfField, ReferenceField, TextField, TimeRangeInput, listArgs } from '../../platform/graphql/types/list-args.ts';
import { NodeType } from '../../platform/graphql/types/node.ts';
import type { RowProblem } from './batch-check.ts';
import type { BatchFilter, BatchOrderField } from './batch.read.ts';
import type { BatchCheck } from './batch.service.ts';
import { BATCH_STATUSES } from './batch.states.ts';
import type { BatchStatus } from './batch.states.ts';

const BatchStatusEnum = enumType(BATCH_STATUSES, 'BatchStatus', 'The state of a batch.', {
  CANCELED: 'The batch was canceled by `cancelBatch`, with its unfinished jobs and the rows without a job. This is final.',
  COMPLETED: 'Every row has ended, some perhaps with a failure. `retryBatch` makes the batch RUNNING again when rows have failed.',
  PAUSED: 'No more jobs are created; jobs that exist continue. `resumeBatch` makes the batch RUNNING again.',
  RUNNING: 'Jobs are created for the rows, a few rows at a time. The batch becomes COMPLETED when every row has ended.',
});

@ObjectType('BatchCounts', { description: 'Number of rows of a batch in each state. A row is in exactly one state.' })
export class BatchCountsType {
  @Field(() => Int, { description: 'Number of all rows of the batch.' }) total!: number;
  @Field(() => Int, {
    description: 'Number of rows that have no job yet, or whose job is QUEUED. Jobs are created for a few rows at a time.',
  })
  queued!: number;
  @Field(() => Int, { description: 'Number of rows whose job is RUNNING.' }) running!: number;
  @Field(() => Int, { description: 'Number of rows whose film is finished.' }) completed!: number;
  @Field(() => Int, { description: 'Number of rows that have failed. `retryBatch` starts them again.' }) failed!: number;
  @Field(() => Int, { description: 'Number of rows that were canceled, with the batch or by `cancelJob` for their job.' })
  canceled!: number;
}

@ObjectType('Batch', {
  implements: NodeType,
  description: 'Many films that are made from one prompt template: each row of values for its variables becomes one film.',
})
export class BatchType implements NodeType {
  id!: string;
  @Field(() => String, { description: 'The name of the batch, 1 to 200 characters. Names need not be unique.' }) name!: string;
  @Field(() => BatchStatusEnum, { description: 'The state of the batch.' }) status!: BatchStatus;
  @Field(() => Float, {
    description:
      'The progress of the batch, from 0 to 1: the mean over its rows. A row that has completed, failed or was canceled counts as 1.',
  })
  progress!: number;
  @Field(() => Int, { description: 'The maximum cost of all rows in credits, which was reserved when the batch was created.' })
  creditsReserved!: number;
  @Field(() => Int, { description: 'Credits that the finished films of the batch were charged so far.' }) creditsCharged!: number;
  @Field(() => GraphQLDateTime, { description: 'The time at which the batch was created.' }) createdAt!: Date;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time at which the batch was completed or canceled. Null while it has not ended.',
  })
  finishedAt!: Date | null;
}

export const BatchConnectionType = connectionType('Batch', () => BatchType);

@InputType('BatchFilter', { description: 'Restricts a list of batches. A batch must match all given fields.' })
class BatchFilterInput extends TimeRangeInput implements BatchFilter {
  @OneOfField(BatchStatusEnum, 'statuses') status?: BatchStatus[] | null;
  @TextField('name') text?: string | null;
  @ReferenceField('created by the person') createdBy?: string | null;
  @ReferenceField('that use the prompt template') templateId?: string | null;
}

export const BatchListArgs = listArgs<BatchFilterInput, BatchOrderField>('Batch', BatchFilterInput, {
  CREATED_AT: 'The time at which the batch was created.',
  NAME: 'The name of the batch, without regard to upper and lower case.',
});

@ObjectType('BatchRowProblem', { description: 'A reason why a row of a batch cannot become a film.' })
class BatchRowProblemType implements RowProblem {
  @Field(() => Int, {
    description: 'The number of the row, starting with 1. The first line of a CSV file and empty lines are not counted.',
  })
  row!: number;
  @Field(() => String, {
    nullable: true,
    description: 'The name of the variable whose value is wrong. Null when the problem is about the whole row.',
  })
  column!: string | null;
  @Field(() => String, { description: 'What is wrong and what is accepted, for people.' }) message!: string;
}

@ObjectType('BatchCheck', {
  description: 'Whether `createBatch` would accept an input, what the batch would cost, and which rows are wrong.',
})
export class BatchCheckType implements BatchCheck {
  @Field(() => Boolean, {
    description: 'Whether `createBatch` would create the batch: no row has a problem, and the available credits suffice.',
  })
  ok!: boolean;
  @Field(() => Int, { description: 'Number of all rows of the input.' }) rows!: number;
  @Field(() => Int, { description: 'Number of rows, counted from the first one without a problem, that the available credits pay for.' })
  rowsThatFit!: number;
  @Field(() => Int, { description: 'The maximum cost of all rows without a problem, in credits.' }) credits!: number;
  @Field(() => Int, { description: 'The credits that the workspace has available for new jobs.' }) available!: number;
  @Field(() => [BatchRowProblemType], {
    description: 'The first 100 problems, in the order of the rows. Empty when there are none.',
  })
  problems!: readonly RowProblem[];
  @Field(() => Int, { description: 'Number of all problems, of which `problems` lists the first 100.' }) problemCount!: number;
}
