import { IsOptional, MaxLength } from 'class-validator';
import { GraphQLDateTime } from 'graphql-scalars';
import { Arg, Ctx, Field, FieldResolver, ID, InputType, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import type { AssetKind } from '../../assets/asset.entity.ts';
import { AssetKindEnum } from '../../assets/asset.type.ts';
import type { SharedAsset } from '../../assets/sharing/share.service.ts';
import type { CommentService } from '../comments/comment.service.ts';
import type { ReviewDecision } from '../comments/comment.states.ts';
import { ReviewDecisionEnum } from '../comments/comment.type.ts';
import type { ReviewSessionService, StartReview, StartedReview } from './review-session.service.ts';

const LINK = 'valid for 15 minutes';

@ObjectType('ReviewedAsset', { description: 'The asset of a share link, as reviewers without an account see it.' })
class ReviewedAssetType {
  @Field(() => ID, { description: 'The id of the asset, for `comments`, `createComment` and `reviewAsset`.' }) id!: string;
  @Field(() => AssetKindEnum, { description: 'The kind of the file.' }) kind!: AssetKind;
  @Field(() => String, { description: 'The name of the asset.' }) name!: string;
  @Field(() => Int, { nullable: true, description: 'The duration of a film or audio in milliseconds. Null for other kinds.' })
  durationMs!: number | null;
  @Field(() => String, {
    nullable: true,
    description: `A signed URL at which a browser plays or shows the file, ${LINK}. Null for types that browsers do not show.`,
  })
  inlineUrl?: string | undefined;
  @Field(() => String, { nullable: true, description: `A signed URL of a still picture of a film, ${LINK}. Null when there is none.` })
  posterUrl?: string | undefined;
  @Field(() => String, { nullable: true, description: 'The captions of a film in WebVTT, as a data URL. Null when there are none.' })
  captionsUrl?: string | undefined;
  @Field(() => String, { description: `A signed URL from which the file is downloaded, ${LINK}.` }) downloadUrl!: string;
  @Field(() => Int, {
    nullable: true,
    description:
      'The version of the project that a film shows, counted from 1. Comments on the asset are comments on this version. Null for other files.',
  })
  version!: number | null;
  @Field(() => Int, {
    nullable: true,
    description:
      'The newest version of the project of which there is a film. Larger than `version` when the film was made again after the link was created. Null for other files.',
  })
  newestVersion!: number | null;
}

@ObjectType('StartReviewPayload', { description: 'A review that has begun.' })
class StartReviewPayloadType {
  @Field(() => String, {
    description: 'The token of the reviewer. Send it as `Authorization: Bearer`, or in `connection_init`; it is never returned again.',
  })
  token!: string;
  @Field(() => GraphQLDateTime, {
    description:
      'The time at which the token expires at the latest. It ends before when the share link ends or its reviews are switched off.',
  })
  expiresAt!: Date;
  @Field(() => ReviewedAssetType, { description: 'The asset to review.' }) asset!: SharedAsset;
}

@InputType({ description: 'A share link, and the name of the person who reviews its asset.' })
class StartReviewInput implements StartReview {
  @Field(() => String, { description: 'The token of the share link: the last part of its URL.' })
  @MaxLength(128, { message: 'A share token has at most 128 characters.' })
  shareToken!: string;
  @Field(() => String, { description: 'The name that others see beside the comments, 1 to 100 characters.' }) name!: string;
  @Field(() => String, {
    nullable: true,
    description: 'The password of the share link, at most 128 characters. When omitted or null, none is sent.',
  })
  @IsOptional()
  @MaxLength(128, { message: 'A password must have 6 to 128 characters.' })
  password?: string | null;
}

@Resolver(() => StartReviewPayloadType)
export class ReviewSessionResolver {
  constructor(private readonly sessions: ReviewSessionService) {}

  @Query(() => ReviewedAssetType, {
    description: 'The asset that you review without an account, with new URLs. For the bearer of a token of `startReview` only.',
  })
  reviewedAsset(@Ctx() { scope }: Context): Promise<SharedAsset> {
    return this.sessions.asset(scope);
  }

  @Mutation(() => StartReviewPayloadType, {
    description:
      'Begins a review of the asset of a share link, without an account. NOT_FOUND for an unknown or ended link and for one whose reviews are switched off; FORBIDDEN with `details.reason` PASSWORD without its password.',
  })
  async startReview(@Ctx() context: Context, @Arg('input', () => StartReviewInput) input: StartReviewInput): Promise<StartedReview> {
    const started = await this.sessions.start(context.scope, input);
    context.scope = context.scope.as(started.reviewer);
    return started;
  }
}

/** `ReviewedAsset.reviewStatus`. */
@Resolver(() => ReviewedAssetType)
export class ReviewedAssetResolver {
  constructor(private readonly comments: CommentService) {}

  @FieldResolver(() => ReviewDecisionEnum, {
    nullable: true,
    description: 'The newest decision about the asset. Null when there is none.',
  })
  async reviewStatus(@Ctx() { scope }: Context, @Root() { id }: SharedAsset): Promise<ReviewDecision | null> {
    return scope.actor.kind === 'reviewer' ? this.comments.decision(scope, id) : null;
  }
}
