import { IsOptional, Length } from 'class-validator';
import { GraphQLDateTime } from 'graphql-scalars';
import { Arg, Ctx, Field, FieldResolver, ID, InputType, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import type { Context } from '../../platform/graphql/context.ts';
import { IdempotencyKey } from '../../platform/graphql/idempotency-key.ts';
import { AssetType } from './asset.type.ts';
import type { ListedAsset, ListedShareLink } from './asset.read.ts';
import type { ShareLinkRow } from './share-link.entity.ts';
import type { CreateShareLink, ShareService, ShownShareLink } from './share.service.ts';

@ObjectType('ShareLink')
class ShareLinkType {
  @Field(() => ID) id!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Shown once, in the answer of the `createShareLink` that made it: only a hash of it is kept.',
  })
  url?: string | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'Null: it works until it is revoked.' }) expiresAt!: Date | null;
  @Field(() => GraphQLDateTime) createdAt!: Date;
}

@InputType()
class CreateShareLinkInput implements CreateShareLink {
  @Field(() => ID) assetId!: string;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'At most 366 days from now; until it is revoked when left out.' })
  expiresAt?: Date | null;

  @Field(() => String, { nullable: true, description: 'Whoever opens the link must know it.' })
  @IsOptional()
  @Length(6, 128, { message: 'A password has 6 to 128 characters.' })
  password?: string | null;

  @IdempotencyKey() idempotencyKey?: string | null;
}

@Resolver(() => AssetType)
export class ShareResolver {
  readonly #shares: ShareService;

  constructor(shares: ShareService) {
    this.#shares = shares;
  }

  @FieldResolver(() => [ShareLinkType], { description: 'Those that work, newest first.' })
  shareLinks(@Ctx() { scope }: Context, @Root() asset: ListedAsset): Promise<readonly ListedShareLink[]> {
    return this.#shares.list(scope, asset);
  }

  @Mutation(() => ShareLinkType, {
    description: 'Shows a READY asset to whoever has the address, without an account. Needs EDITOR; at most 50 an asset.',
  })
  createShareLink(
    @Ctx() { scope }: Context,
    @Arg('input', () => CreateShareLinkInput) input: CreateShareLinkInput,
  ): Promise<ShownShareLink> {
    return this.#shares.create(scope, input);
  }

  @Mutation(() => Boolean, { description: 'The page shows nothing from now on. Needs EDITOR.' })
  async revokeShareLink(@Ctx() { scope }: Context, @Arg('id', () => ID) id: string): Promise<boolean> {
    await this.#shares.revoke(scope, id);
    return true;
  }
}

@Resolver(() => ShareLinkType)
export class ShareLinkResolver {
  @FieldResolver(() => Boolean)
  hasPassword(@Root() { hasPassword }: ShareLinkRow): boolean {
    return hasPassword;
  }
}
