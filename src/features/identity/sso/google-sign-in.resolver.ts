import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import type { GoogleSignInService, Started } from './google-sign-in.service.ts';
import { LoginWithGoogleInput, OAuthStartType, StartGoogleSignInInput } from './google-sign-in.type.ts';
import { continueAs } from '../session/identity.resolver.ts';
import type { SignedIn } from '../session/signed-in.type.ts';
import { AuthPayloadType } from '../identity.type.ts';

@Resolver()
export class GoogleSignInResolver {
  constructor(private readonly googleSignIn: GoogleSignInService) {}

  @Mutation(() => OAuthStartType, {
    description: 'Starts a sign-in with Google, or with another identity provider that the operator has configured.',
  })
  startGoogleSignIn(
    @Ctx() { scope }: Context,
    @Arg('input', () => StartGoogleSignInInput) input: StartGoogleSignInInput,
  ): Promise<Started> {
    return this.googleSignIn.start(scope, input);
  }

  @Mutation(() => AuthPayloadType, {
    description: 'Completes a sign-in that `startGoogleSignIn` started. Creates an account when the address has none.',
  })
  async loginWithGoogle(@Ctx() context: Context, @Arg('input', () => LoginWithGoogleInput) input: LoginWithGoogleInput): Promise<SignedIn> {
    return continueAs(context, await this.googleSignIn.login(context.scope, input));
  }
}
