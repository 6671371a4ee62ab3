import { IsOptional, Length } from 'class-validator';
import { GraphQLDateTime } from 'graphql-scalars';
import { Arg, Ctx, Field, FieldResolver, ID, InputType, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import { IdempotencyKey } from '../../../platform/graphql/types/idempotency-key.ts';
import { AssetType } from '../asset.type.ts';
import type { ListedAsset, ListedShareLink } from '../asset.read.ts';
import type { ShareLinkRow } from './share-link.entity.ts';
import type { CreateShareLink, ShareService, ShownShareLink, UpdateShareLink } from './share.service.ts';
import { NodeType } from '../../../platform/graphql/types/node.ts';

@ObjectType('ShareLink', {
  implements: NodeType,
  description: 'A link that shows one asset to anyone who has the link, without an account.',
})
class ShareLinkType implements NodeType {
  id!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The URL of the page that shows the asset. Returned only once, by the `createShareLink` that created the link; null everywhere else, because only a hash is stored.',
  })
  url?: string | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time at which the link expires. Null when the link is valid until it is revoked.',
  })
  expiresAt!: Date | null;
  @Field(() => Boolean, {
    description: 'Whether people who open the link may comment on the asset, and approve it or ask for changes, without an account.',
  })
  reviewEnabled!: boolean;
  @Field(() => GraphQLDateTime, { description: 'The time at which the link was created.' }) createdAt!: Date;
}

@InputType({ description: 'The asset to share, and the limits of the link.' })
class CreateShareLinkInput implements CreateShareLink {
  @Field(() => ID, { description: 'The id of the asset to share, which must be READY.' }) assetId!: string;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time at which the link expires, at most 366 days ahead. When omitted or null, the link is valid until it is revoked.',
  })
  expiresAt?: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'The password that visitors must enter, 6 to 128 characters. When omitted or null, visitors need no password.',
  })
  @IsOptional()
  @Length(6, 128, { message: 'A password must have 6 to 128 characters.' })
  password?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether people who open the link may comment on the asset, and approve it or ask for changes. Default true.',
  })
  reviewEnabled?: boolean | null;

  @IdempotencyKey() idempotencyKey?: string | null;
}

@InputType({ description: 'The changes of a share link.' })
class UpdateShareLinkInput implements UpdateShareLink {
  @Field(() => Boolean, {
    description:
      'Whether people who open the link may comment on the asset, and approve it or ask for changes. False ends their reviews at once and keeps their comments.',
  })
  reviewEnabled!: boolean;
}

@Resolver(() => AssetType)
export class ShareResolver {
  constructor(private readonly shares: ShareService) {}

  @FieldResolver(() => [ShareLinkType], {
    description: 'The share links of the asset that are neither revoked nor expired, newest first. Empty when there are none.',
  })
  shareLinks(@Ctx() { scope }: Context, @Root() asset: ListedAsset): Promise<readonly ListedShareLink[]> {
    return this.shares.list(scope, asset);
  }

  @Mutation(() => ShareLinkType, {
    description:
      'Creates a link that shows a READY asset to anyone who has the link, without an account. An asset has at most 50 links. Requires the role EDITOR.',
  })
  createShareLink(
    @Ctx() { scope }: Context,
    @Arg('input', () => CreateShareLinkInput) input: CreateShareLinkInput,
  ): Promise<ShownShareLink> {
    return this.shares.create(scope, input);
  }

  @Mutation(() => ShareLinkType, { description: 'Enables or disables reviews by people who open a share link. Requires the role EDITOR.' })
  updateShareLink(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the share link.' }) id: string,
    @Arg('input', () => UpdateShareLinkInput) input: UpdateShareLinkInput,
  ): Promise<ShareLinkRow> {
    return this.shares.update(scope, id, input);
  }

  @Mutation(() => Boolean, { description: 'Revokes a share link, which stops working at once. Requires the role EDITOR. Returns true.' })
  async revokeShareLink(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the share link.' }) id: string,
  ): Promise<boolean> {
    await this.shares.revoke(scope, id);
    return true;
  }
}

@Resolver(() => ShareLinkType)
export class ShareLinkResolver {
  @FieldResolver(() => Boolean, { description: 'Whether visitors of the link must enter a password.' })
  hasPassword(@Root() { hasPassword }: ShareLinkRow): boolean {
    return hasPassword;
  }
}
