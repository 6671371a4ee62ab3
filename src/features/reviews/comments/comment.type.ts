import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../../platform/graphql/types/connection.ts';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import { NodeType } from '../../../platform/graphql/types/node.ts';
import { REVIEW_DECISIONS } from './comment.states.ts';
import type { ReviewDecision } from './comment.states.ts';

export const ReviewDecisionEnum = enumType(REVIEW_DECISIONS, 'ReviewDecision', 'What somebody decided about an asset.', {
  APPROVED: 'The asset may be used as it is.',
  CHANGES_REQUESTED: 'The asset should be changed. A film that is made again is a new asset, without a decision.',
});

@ObjectType('Comment', {
  implements: NodeType,
  description: 'A comment on an asset, or a decision about it, by a member or by a reviewer of a share link.',
})
export class CommentType implements NodeType {
  id!: string;
  @Field(() => ID, { description: 'The id of the asset that the comment is about.' }) assetId!: string;
  @Field(() => ID, { nullable: true, description: 'The id of the comment that this one replies to. Null when it is no reply.' })
  parentId!: string | null;
  @Field(() => Int, {
    nullable: true,
    description: 'The moment of the film or audio that the comment is about, in milliseconds from its beginning. Null when there is none.',
  })
  atMs!: number | null;
  @Field(() => String, {
    description: 'The comment as plain text: markup and links in it have no meaning. Empty for a decision without words.',
  })
  text!: string;
  @Field(() => ReviewDecisionEnum, {
    nullable: true,
    description: 'The decision about the asset. Null when the comment decides nothing.',
  })
  decision!: ReviewDecision | null;
  @Field(() => String, {
    nullable: true,
    description:
      'The name of the author: of a member as it is now, of a reviewer without an account as they gave it. Null when the member has left the workspace.',
  })
  authorName!: string | null;
  @Field(() => GraphQLDateTime, { description: 'The time at which the comment was written.' }) createdAt!: Date;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'The time at which the comment was resolved. Null while it is open.' })
  resolvedAt!: Date | null;
}

export const CommentConnectionType = connectionType('Comment', () => CommentType);
