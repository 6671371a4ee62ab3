import { IsOptional, MaxLength } from 'class-validator';
import { Field, InputType, ObjectType } from 'type-graphql';
import type { LoginWithGoogle, StartGoogleSignIn } from './google-sign-in.service.ts';
import { MAX_OTP_LENGTH } from '../identity.input.ts';

/** Maximum characters of a text from the provider; codes have some hundred. */
const MAX_TEXT_LENGTH = 4_096;
const TOO_LONG = { message: `Must have at most ${MAX_TEXT_LENGTH} characters.` };

@ObjectType('OAuthStart', { description: 'The start of an authorization at another site: the URL to open in the browser.' })
export class OAuthStartType {
  @Field(() => String, { description: 'The URL of the other site to open in the browser.' }) url!: string;
  @Field(() => String, {
    description:
      'A random value that the redirect returns. Check that it is the same, and send it to `loginWithGoogle` or `completeYouTube`.',
  })
  state!: string;
}

@InputType({ description: 'The redirect URI to which the identity provider sends the browser back, and the PKCE challenge.' })
export class StartGoogleSignInInput implements StartGoogleSignIn {
  @Field(() => String, {
    description: 'The URI to which the identity provider sends the browser back. It must exactly match one that the operator allows.',
  })
  @MaxLength(MAX_TEXT_LENGTH, TOO_LONG)
  redirectUri!: string;

  @Field(() => String, { description: 'The PKCE challenge: the SHA-256 of your code verifier in base64url (method S256).' })
  @MaxLength(MAX_TEXT_LENGTH, TOO_LONG)
  codeChallenge!: string;
}

@InputType({ description: 'The values that the identity provider sent to your redirect URI.' })
export class LoginWithGoogleInput implements LoginWithGoogle {
  @Field(() => String, { description: 'The value of `code` in the redirect, at most 4,096 characters.' })
  @MaxLength(MAX_TEXT_LENGTH, TOO_LONG)
  code!: string;

  @Field(() => String, { description: 'The value of `state` in the redirect, which must be the one that `startGoogleSignIn` returned.' })
  @MaxLength(MAX_TEXT_LENGTH, TOO_LONG)
  state!: string;

  @Field(() => String, { description: 'The PKCE verifier whose SHA-256 you sent as `codeChallenge` to `startGoogleSignIn`.' })
  @MaxLength(MAX_TEXT_LENGTH, TOO_LONG)
  codeVerifier!: string;

  @Field(() => String, { description: 'The redirect URI that you passed to `startGoogleSignIn`.' })
  @MaxLength(MAX_TEXT_LENGTH, TOO_LONG)
  redirectUri!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Required when the account has a second factor: the code that the authenticator app shows now, or a recovery code. Otherwise it is omitted or null. After OTP_REQUIRED, start again with `startGoogleSignIn`.',
  })
  @IsOptional()
  @MaxLength(MAX_OTP_LENGTH, { message: 'Invalid code.' })
  otp?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The token of an invitation email to the same address, to join its workspace. Required for a new account when `Capabilities.registration` is INVITE. When omitted or null, a new account gets a new workspace.',
  })
  @IsOptional()
  @MaxLength(MAX_TEXT_LENGTH, TOO_LONG)
  invitationToken?: string | null;
}
