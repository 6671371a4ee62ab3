import { IsOptional, Length } from 'class-validator';
import { GraphQLDateTime } from 'graphql-scalars';
import { Arg, Ctx, Field, FieldResolver, ID, InputType, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import { IdempotencyKey } from '../../../platform/graphql/types/idempotency-key.ts';
import { AssetType } from '../asset.type.ts';
import type { ListedAsset, ListedShareLink } from '../asset.read.ts';
import type { ShareLinkRow } from './share-link.entity.ts';
import type { CreateShareLink, ShareService, ShownShareLink } from './share.service.ts';
import { NodeType } from '../../../platform/graphql/types/node.ts';

@ObjectType('ShareLink', { implements: NodeType, description: 'A link that shows an asset to anyone who has it, without an account.' })
class ShareLinkType implements NodeType {
  id!: string;

  @Field(() => String, {
    nullable: true,
    description: 'URL of the share page, returned only by the `createShareLink` that created the link: only a hash is stored.',
  })
  url?: string | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time at which the link expires. Null when it is valid until it is revoked.',
  })
  expiresAt!: Date | null;
  @Field(() => GraphQLDateTime, { description: 'The time at which the link was created.' }) createdAt!: Date;
}

@InputType({ description: 'The asset to share, and how.' })
class CreateShareLinkInput implements CreateShareLink {
  @Field(() => ID, { description: 'The id of the asset to share, which must be READY.' }) assetId!: string;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When the link expires, at most 366 days ahead. Valid until revoked when omitted.',
  })
  expiresAt?: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'The password that visitors must enter, 6 to 128 characters. No password when omitted.',
  })
  @IsOptional()
  @Length(6, 128, { message: 'A password must have 6 to 128 characters.' })
  password?: string | null;

  @IdempotencyKey() idempotencyKey?: string | null;
}

@Resolver(() => AssetType)
export class ShareResolver {
  constructor(private readonly shares: ShareService) {}

  @FieldResolver(() => [ShareLinkType], { description: 'The active share links of the asset, newest first.' })
  shareLinks(@Ctx() { scope }: Context, @Root() asset: ListedAsset): Promise<readonly ListedShareLink[]> {
    return this.shares.list(scope, asset);
  }

  @Mutation(() => ShareLinkType, {
    description:
      'Creates a link that shows a READY asset to anyone who has it, without an account. At most 50 per asset. Requires the role EDITOR.',
  })
  createShareLink(
    @Ctx() { scope }: Context,
    @Arg('input', () => CreateShareLinkInput) input: CreateShareLinkInput,
  ): Promise<ShownShareLink> {
    return this.shares.create(scope, input);
  }

  @Mutation(() => Boolean, { description: 'Revokes a share link at once. Requires the role EDITOR.' })
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
  @FieldResolver(() => Boolean, { description: 'Whether visitors must enter a password.' })
  hasPassword(@Root() { hasPassword }: ShareLinkRow): boolean {
    return hasPassword;
  }
}
