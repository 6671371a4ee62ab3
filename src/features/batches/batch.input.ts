import { GraphQLJSON } from 'graphql-scalars';
import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { IdempotencyKey } from '../../platform/graphql/types/idempotency-key.ts';
import type { CreateBatch, OneBatch } from './batch.service.ts';

@InputType({
  description: 'A prompt template and rows of values for its variables, given either as `items` or in a file as `itemsAssetId`.',
})
export class CreateBatchInput implements CreateBatch {
  @Field(() => ID, { description: 'The id of the workspace that the films belong to and whose credits they cost.' }) workspaceId!: string;
  @Field(() => String, { description: 'The name of the batch, 1 to 200 characters. Names need not be unique.' }) name!: string;
  @Field(() => ID, {
    description:
      'The id of a prompt template of the workspace. The batch uses the template as it is now; later changes of the template have no effect.',
  })
  templateId!: string;
  @Field(() => ID, {
    nullable: true,
    description:
      'The id of a preset of the workspace or of one of `systemPresets`, whose options as they are now apply to all films. When omitted or null, the template and the workspace can give a preset.',
  })
  presetId?: string | null;
  @Field(() => [GraphQLJSON], {
    nullable: true,
    description:
      'The rows: 1 to 10,000 objects with a value for each variable of the template, by its name; a request holds at most 1 MiB. Required unless `itemsAssetId` is given; then it must be omitted or null.',
  })
  items?: unknown[] | null;
  @Field(() => ID, {
    nullable: true,
    description:
      'The id of a READY asset of the kind DOCUMENT with 1 to 10,000 rows: CSV whose first line names the variables, or JSON Lines. Required unless `items` is given; then it must be omitted or null.',
  })
  itemsAssetId?: string | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@ArgsType()
export class OneBatchArgs implements OneBatch {
  @Field(() => ID, { description: 'The id of the batch.' }) id!: string;
  @IdempotencyKey() idempotencyKey?: string | null;
}
