import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import { connectionOf } from '../../../platform/graphql/types/connection.ts';
import type { Connection } from '../../../platform/graphql/types/connection.ts';
import type { ListedAsset } from '../../assets/asset.read.ts';
import { AssetType } from '../../assets/asset.type.ts';
import { loadUser } from '../../identity/account/user.read.ts';
import type { SeenUser } from '../../identity/account/user.read.ts';
import { UserType } from '../../identity/identity.type.ts';
import { CommentListArgs, CreateCommentInput, ReviewAssetInput } from './comment.input.ts';
import { newestDecision } from './comment.read.ts';
import { isOwnComment } from './comment.service.ts';
import type { CommentService, ShownComment } from './comment.service.ts';
import type { ReviewDecision } from './comment.states.ts';
import { CommentConnectionType, CommentType, ReviewDecisionEnum } from './comment.type.ts';

@Resolver(() => CommentType)
export class CommentResolver {
  constructor(private readonly service: CommentService) {}

  @Query(() => CommentConnectionType, {
    description:
      'The comments on an asset, the oldest first by default. For members of its workspace, and for reviewers of a share link of the asset.',
  })
  async comments(@Ctx() { scope }: Context, @Args(() => CommentListArgs) args: CommentListArgs): Promise<Connection<ShownComment>> {
    return connectionOf(await this.service.list(scope, args.assetId, args));
  }

  @Mutation(() => CommentType, {
    description:
      'Writes a comment on an asset. An asset has at most 1,000 comments. Requires the role VIEWER, or a review that `startReview` began.',
  })
  createComment(@Ctx() { scope }: Context, @Arg('input', () => CreateCommentInput) input: CreateCommentInput): Promise<ShownComment> {
    return this.service.create(scope, input);
  }

  @Mutation(() => CommentType, {
    description:
      'Approves an asset or asks for changes. The newest decision counts, see `Asset.reviewStatus`. Requires the role VIEWER, or a review that `startReview` began.',
  })
  reviewAsset(@Ctx() { scope }: Context, @Arg('input', () => ReviewAssetInput) input: ReviewAssetInput): Promise<ShownComment> {
    return this.service.review(scope, input);
  }

  @Mutation(() => CommentType, {
    description: 'Marks a comment as resolved. A resolved one stays so. Replies have the state of their comment. Requires the role EDITOR.',
  })
  resolveComment(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the comment, which must be no reply.' }) id: string,
  ): Promise<ShownComment> {
    return this.service.resolve(scope, id);
  }

  @Mutation(() => CommentType, { description: 'Opens a resolved comment again. An open one stays so. Requires the role EDITOR.' })
  reopenComment(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the comment, which must be no reply.' }) id: string,
  ): Promise<ShownComment> {
    return this.service.reopen(scope, id);
  }

  @Mutation(() => Boolean, {
    description:
      'Deletes a comment and its replies permanently. Authors delete their own comments; those of others require the role EDITOR. Returns true.',
  })
  async deleteComment(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the comment.' }) id: string,
  ): Promise<boolean> {
    await this.service.delete(scope, id);
    return true;
  }

  @FieldResolver(() => UserType, {
    nullable: true,
    description:
      'The member who wrote the comment, directly or with an API key. Null for a reviewer without an account, when the member has left the workspace, and in reviews without an account.',
  })
  author(@Ctx() { scope }: Context, @Root() { createdBy }: ShownComment): Promise<SeenUser | null> | null {
    return createdBy ? loadUser(scope, createdBy) : null;
  }

  @FieldResolver(() => UserType, {
    nullable: true,
    description:
      'The member who resolved the comment. Null while it is open, when that person has left the workspace, and in reviews without an account.',
  })
  resolvedBy(@Ctx() { scope }: Context, @Root() { resolvedBy }: ShownComment): Promise<SeenUser | null> | null {
    return resolvedBy ? loadUser(scope, resolvedBy) : null;
  }

  @FieldResolver(() => Boolean, {
    description: 'Whether a reviewer without an account wrote the comment, under a name that nobody has verified. False for members.',
  })
  byReviewer(@Root() { reviewerName }: ShownComment): boolean {
    return reviewerName != null;
  }

  @FieldResolver(() => Boolean, {
    description: 'Whether you wrote the comment, in this session if you have no account. Always false for API keys.',
  })
  isOwn(@Ctx() { scope }: Context, @Root() comment: ShownComment): boolean {
    return isOwnComment(scope.actor, comment);
  }
}

/** `Asset.reviewStatus`. */
@Resolver(() => AssetType)
export class AssetReviewResolver {
  @FieldResolver(() => ReviewDecisionEnum, {
    nullable: true,
    description: 'The newest decision about the asset. Null when there is none.',
  })
  async reviewStatus(@Ctx() { scope }: Context, @Root() { id }: ListedAsset): Promise<ReviewDecision | null> {
    return (await newestDecision.load(scope, id))?.decision ?? null;
  }
}
