import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import { IdempotencyKey } from '../../../platform/graphql/types/idempotency-key.ts';
import { OneOfField, ReferenceField, TimeRangeInput, listArgs } from '../../../platform/graphql/types/list-args.ts';
import type { CommentFilter, CommentOrderField } from './comment.read.ts';
import type { CreateComment, ReviewAsset } from './comment.service.ts';
import type { ReviewDecision } from './comment.states.ts';
import { ReviewDecisionEnum } from './comment.type.ts';

@InputType({ description: 'A new comment.' })
export class CreateCommentInput implements CreateComment {
  @Field(() => ID, { description: 'The id of the asset, which must be READY.' }) assetId!: string;
  @Field(() => String, { description: 'The comment, 1 to 4,000 characters of plain text.' }) text!: string;
  @Field(() => Int, {
    nullable: true,
    description:
      'The moment of the film or audio that the comment is about, in milliseconds, at most its duration. When omitted or null, the comment is about the whole asset.',
  })
  atMs?: number | null;
  @Field(() => ID, {
    nullable: true,
    description: 'The id of the comment to reply to, which must be no reply itself. When omitted or null, the comment is no reply.',
  })
  parentId?: string | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@InputType({ description: 'A decision about an asset.' })
export class ReviewAssetInput implements ReviewAsset {
  @Field(() => ID, { description: 'The id of the asset, which must be READY.' }) assetId!: string;
  @Field(() => ReviewDecisionEnum, { description: 'The decision, which replaces every earlier one about the asset.' })
  decision!: ReviewDecision;
  @Field(() => String, {
    nullable: true,
    description: 'Words about the decision, at most 4,000 characters of plain text. When omitted or null, there are none.',
  })
  text?: string | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@InputType('CommentFilter', { description: 'Restricts a list of comments. A comment must match all given fields.' })
class CommentFilterInput extends TimeRangeInput implements CommentFilter {
  @Field(() => Boolean, {
    nullable: true,
    description: 'True: only resolved {items}. False: only open ones. When omitted or null, both match.',
  })
  resolved?: boolean | null;
  @OneOfField(ReviewDecisionEnum, 'decisions') decisions?: ReviewDecision[] | null;
  @ReferenceField('that reply to the comment') parentId?: string | null;
}

@ArgsType()
export class CommentListArgs extends listArgs<CommentFilterInput, CommentOrderField>(
  'Comment',
  CommentFilterInput,
  { CREATED_AT: 'The time at which the comment was written.' },
  'ASC',
) {
  @Field(() => ID, { description: 'The id of the asset.' }) assetId!: string;
}
