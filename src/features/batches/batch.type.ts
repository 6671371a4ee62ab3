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
  CANCELED: 'The batch was canceled, with its open jobs and the rows that waited.',
  COMPLETED: 'Every row has ended, some of them perhaps with a failure.',
  PAUSED: 'No further rows become jobs; jobs that are open continue.',
  RUNNING: 'Rows become jobs in waves.',
});

@ObjectType('BatchCounts', { description: 'How many rows of a batch are in each state. A row is in one state.' })
export class BatchCountsType {
  @Field(() => Int, { description: 'Number of all rows of the batch.' }) total!: number;
  @Field(() => Int, { description: 'Number of rows that wait for their wave, or whose job is QUEUED.' }) queued!: number;
  @Field(() => Int, { description: 'Number of rows whose job is RUNNING.' }) running!: number;
  @Field(() => Int, { description: 'Number of rows whose film is finished.' }) completed!: number;
  @Field(() => Int, { description: 'Number of rows that have failed. `retryBatch` makes them wait again.' }) failed!: number;
  @Field(() => Int, { description: 'Number of rows that were canceled, with their batch or by themselves.' }) canceled!: number;
}

@ObjectType('Batch', { implements: NodeType, description: 'Many films of one prompt template: each row of values becomes one film.' })
export class BatchType implements NodeType {
  id!: string;
  @Field(() => String, { description: 'The name of the batch, 1 to 200 characters. Names need not be unique.' }) name!: string;
  @Field(() => BatchStatusEnum, { description: 'The state of the batch.' }) status!: BatchStatus;
  @Field(() => Float, {
    description: 'The progress of the batch from 0 to 1: the mean over its rows. A row that has ended counts as 1, however it ended.',
  })
  progress!: number;
  @Field(() => Int, { description: 'The maximum cost of all rows in credits. It was reserved when the batch was created.' })
  creditsReserved!: number;
  @Field(() => Int, { description: 'Credits charged for the finished films of the batch so far.' }) creditsCharged!: number;
  @Field(() => GraphQLDateTime, { description: 'The time at which the batch was created.' }) createdAt!: Date;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time at which the batch was completed or canceled. Null while it has not ended.',
  })
  finishedAt!: Date | null;
}

export const BatchConnectionType = connectionType('Batch', () => BatchType);

@InputType('BatchFilter', { description: 'Restricts a list of batches.' })
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

@ObjectType('BatchRowProblem', { description: 'Why a row of a batch cannot become a film.' })
class BatchRowProblemType implements RowProblem {
  @Field(() => Int, {
    description: 'The number of the row, from 1. The first line of a CSV file does not count, and neither do empty lines.',
  })
  row!: number;
  @Field(() => String, { nullable: true, description: 'The name of the variable. Null when the problem is about the whole row.' })
  column!: string | null;
  @Field(() => String, { description: 'What is wrong and what is accepted, for people.' }) message!: string;
}

@ObjectType('BatchCheck', { description: 'What `createBatch` would say of the same input.' })
export class BatchCheckType implements BatchCheck {
  @Field(() => Boolean, { description: 'Whether `createBatch` would create the batch: every row is right and the credits suffice.' })
  ok!: boolean;
  @Field(() => Int, { description: 'Number of all rows.' }) rows!: number;
  @Field(() => Int, { description: 'Number of rows without a problem, from the first on, that the available credits pay for.' })
  rowsThatFit!: number;
  @Field(() => Int, { description: 'The maximum cost in credits of all rows without a problem.' }) credits!: number;
  @Field(() => Int, { description: 'The available credits of the workspace.' }) available!: number;
  @Field(() => [BatchRowProblemType], {
    description: 'The first 100 problems of rows, in the order of the rows. Empty when there is none.',
  })
  problems!: readonly RowProblem[];
  @Field(() => Int, { description: 'Number of all problems of rows.' }) problemCount!: number;
}
