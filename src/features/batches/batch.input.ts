import { GraphQLJSON } from 'graphql-scalars';
import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { IdempotencyKey } from '../../platform/graphql/types/idempotency-key.ts';
import type { CreateBatch, OneBatch } from './batch.service.ts';

@InputType({
  description: 'A prompt template and rows of values for its variables. Give the rows as `items`, or in a file as `itemsAssetId`.',
})
export class CreateBatchInput implements CreateBatch {
  @Field(() => ID, { description: 'The id of the workspace that the films belong to and whose credits they cost.' }) workspaceId!: string;
  @Field(() => String, { description: 'The name of the batch, 1 to 200 characters. Names need not be unique.' }) name!: string;
  @Field(() => ID, {
    description: 'The id of a prompt template of the workspace. The batch keeps it as it is now: later changes do not matter.',
  })
  templateId!: string;
  @Field(() => ID, {
    nullable: true,
    description:
      'The id of a preset of the workspace, or of one that ships with the program: options of the films, as they are now. None when omitted.',
  })
  presetId?: string | null;
  @Field(() => [GraphQLJSON], {
    nullable: true,
    description:
      'The rows, at most 10,000 and as many as one request holds (1 MiB): objects with a value for each variable of the template by its name. Null when `itemsAssetId` is given.',
  })
  items?: unknown[] | null;
  @Field(() => ID, {
    nullable: true,
    description:
      'The id of a READY asset of the kind DOCUMENT with at most 10,000 rows: CSV, whose first line names the variables, or JSON Lines with an object in each line. Null when `items` is given.',
  })
  itemsAssetId?: string | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@ArgsType()
export class OneBatchArgs implements OneBatch {
  @Field(() => ID, { description: 'The id of the batch.' }) id!: string;
  @IdempotencyKey() idempotencyKey?: string | null;
}
