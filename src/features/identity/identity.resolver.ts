import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../platform/graphql/context.ts';
import { LoginInput, RefreshTokenInput, RegisterInput } from './identity.input.ts';
import type { IdentityService, SignedIn } from './identity.service.ts';
import { AuthPayloadType, UserType } from './identity.type.ts';
import type { UserRow } from './identity.entity.ts';

@Resolver(() => AuthPayloadType)
export class IdentityResolver {
  readonly #identity: IdentityService;

  constructor(identity: IdentityService) {
    this.#identity = identity;
  }

  @Query(() => UserType)
  me(@Ctx() { scope }: Context): Promise<UserRow> {
    return this.#identity.me(scope);
  }

  @Mutation(() => AuthPayloadType, { description: 'Makes an account and its first workspace.' })
  register(@Ctx() { scope }: Context, @Arg('input', () => RegisterInput) input: RegisterInput): Promise<SignedIn> {
    return this.#identity.register(scope, input);
  }

  @Mutation(() => AuthPayloadType)
  login(@Ctx() { scope }: Context, @Arg('input', () => LoginInput) input: LoginInput): Promise<SignedIn> {
    return this.#identity.login(scope, input);
  }

  @Mutation(() => AuthPayloadType, { description: 'Each refresh token is traded once; a second use after 30 s ends the session.' })
  refreshToken(@Ctx() { scope }: Context, @Arg('input', () => RefreshTokenInput) input: RefreshTokenInput): Promise<SignedIn> {
    return this.#identity.refresh(scope, input.refreshToken);
  }

  @Mutation(() => Boolean)
  async logout(
    @Ctx() { scope }: Context,
    @Arg('everywhere', () => Boolean, { nullable: true, defaultValue: false }) everywhere: boolean | null,
  ): Promise<boolean> {
    await this.#identity.logout(scope, everywhere === true);
    return true;
  }

  @FieldResolver(() => UserType)
  user(@Root() { scope }: SignedIn): Promise<UserRow> {
    return this.#identity.me(scope);
  }
}
