import { GraphQLJSON } from 'graphql-scalars';
import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../../platform/graphql/types/connection.ts';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import { OneOfField, listArgs } from '../../../platform/graphql/types/list-args.ts';
import { BATCH_ROW_STATUSES } from '../batch.states.ts';
import type { BatchRowFailure, BatchRowStatus, BatchVariables } from '../batch.states.ts';
import type { BatchRowFilter, BatchRowOrderField } from './batch-row.read.ts';

const BatchRowStatusEnum = enumType(BATCH_ROW_STATUSES, 'BatchRowStatus', 'The state of a row of a batch.', {
  CANCELED: 'The row was canceled, with the batch or by `cancelJob` for its job. This is final.',
  COMPLETED: 'The film of the row is finished.',
  FAILED: 'The row has failed; `BatchRow.failure` says why. `retryBatch` makes it WAITING again.',
  QUEUED: 'The job of the row has not started.',
  RUNNING: 'The job of the row is at work.',
  WAITING: 'The row has no job yet. Jobs are created for a few rows at a time.',
});

@ObjectType('BatchRowFailure', { description: 'Why a row of a batch failed. `BatchRow.job` has the details, where the row has a job.' })
class BatchRowFailureType implements BatchRowFailure {
  @Field(() => String, { description: 'The stable code of the failure, for example `ROW_INVALID`; docs/errors.md lists all codes.' })
  code!: string;
  @Field(() => String, { description: 'What happened, for people.' }) message!: string;
}

@ObjectType('BatchRow', { description: 'A row of a batch: values for the variables of its template, of which one film is made.' })
export class BatchRowType {
  @Field(() => Int, {
    description: 'The number of the row, starting with 1. The first line of a CSV file and empty lines are not counted.',
  })
  number!: number;
  @Field(() => BatchRowStatusEnum, { description: 'The state of the row.' }) status!: BatchRowStatus;
  @Field(() => BatchRowFailureType, { nullable: true, description: 'Why the row failed. Null unless its status is FAILED.' })
  failure!: BatchRowFailure | null;
  @Field(() => Int, { description: 'Credits that the film of the row was charged: 0 until it is finished.' }) creditsCharged!: number;
  @Field(() => GraphQLJSON, {
    description: 'The values of the row: an object with texts and numbers by the names of variables of the template.',
  })
  variables!: BatchVariables;
}

export const BatchRowConnectionType = connectionType('BatchRow', () => BatchRowType);

@InputType('BatchRowFilter', { description: 'Restricts a list of the rows of a batch. A row must match all given fields.' })
class BatchRowFilterInput implements BatchRowFilter {
  @OneOfField(BatchRowStatusEnum, 'statuses') status?: BatchRowStatus[] | null;
}

export const BatchRowListArgs = listArgs<BatchRowFilterInput, BatchRowOrderField>(
  'BatchRow',
  BatchRowFilterInput,
  { NUMBER: 'The number of the row.' },
  'ASC',
);
