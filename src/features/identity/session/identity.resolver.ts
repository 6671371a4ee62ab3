import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import { LoginInput, RefreshTokenInput, RegisterInput } from '../identity.input.ts';
import type { IdentityService } from './identity.service.ts';
import type { SignedIn } from './signed-in.type.ts';
import { AuthPayloadType, UserType } from '../identity.type.ts';
import type { UserRow } from '../identity.entity.ts';

@Resolver(() => AuthPayloadType)
export class IdentityResolver {
  constructor(private readonly identity: IdentityService) {}

  @Query(() => UserType, { description: 'The person who is signed in. API keys are refused, because they act for a workspace.' })
  me(@Ctx() { scope }: Context): Promise<UserRow> {
    return this.identity.me(scope);
  }

  @Mutation(() => AuthPayloadType, {
    description: 'Creates an account, and a workspace for it unless an invitation is given, and signs in.',
  })
  async register(@Ctx() context: Context, @Arg('input', () => RegisterInput) input: RegisterInput): Promise<SignedIn> {
    return continueAs(context, await this.identity.register(context.scope, input));
  }

  @Mutation(() => AuthPayloadType, {
    description: 'Signs in with an email address and a password. An account with a second factor also needs a code.',
  })
  async login(@Ctx() context: Context, @Arg('input', () => LoginInput) input: LoginInput): Promise<SignedIn> {
    return continueAs(context, await this.identity.login(context.scope, input));
  }

  @Mutation(() => AuthPayloadType, {
    description:
      'Exchanges a refresh token for new tokens. Each refresh token works once; using it again after 30 seconds revokes the session.',
  })
  async refreshToken(@Ctx() context: Context, @Arg('input', () => RefreshTokenInput) input: RefreshTokenInput): Promise<SignedIn> {
    return continueAs(context, await this.identity.refresh(context.scope, input.refreshToken));
  }

  @Mutation(() => Boolean, { description: 'Ends the session of this request, or all your sessions. Returns true.' })
  async logout(
    @Ctx() { scope }: Context,
    @Arg('everywhere', () => Boolean, {
      nullable: true,
      defaultValue: false,
      description: 'Whether to end all your sessions instead of only that of this request. Default false.',
    })
    everywhere: boolean | null,
  ): Promise<boolean> {
    await this.identity.logout(scope, everywhere === true);
    return true;
  }

  @FieldResolver(() => UserType, { description: 'The person who signed in.' })
  user(@Ctx() { scope }: Context): Promise<UserRow> {
    return this.identity.me(scope);
  }
}

/** Makes the rest of the request run as the person who has just signed in. */
export function continueAs(context: Context, signedIn: SignedIn): SignedIn {
  context.scope = signedIn.scope;
  return signedIn;
}
