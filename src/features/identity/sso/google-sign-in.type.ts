import { IsOptional, MaxLength } from 'class-validator';
import { Field, InputType, ObjectType } from 'type-graphql';
import type { LoginWithGoogle, StartGoogleSignIn } from './google-sign-in.service.ts';
import { MAX_OTP_LENGTH } from '../identity.input.ts';

/** Maximum characters of a text from the provider; codes have some hundred. */
const MAX_TEXT_LENGTH = 4_096;
const TOO_LONG = { message: `Must have at most ${MAX_TEXT_LENGTH} characters.` };

@ObjectType('OAuthStart', { description: 'Where to send the browser for a sign-in with the identity provider.' })
export class OAuthStartType {
  @Field(() => String, { description: 'The URL of the identity provider to open in the browser.' }) url!: string;
  @Field(() => String, { description: 'A random value that comes back with the redirect. Compare it, and send it to `loginWithGoogle`.' })
  state!: string;
}

@InputType({ description: 'Where the identity provider sends the browser back to.' })
export class StartGoogleSignInInput implements StartGoogleSignIn {
  @Field(() => String, { description: 'The redirect URI, which must exactly match one that the operator allows.' })
  @MaxLength(MAX_TEXT_LENGTH, TOO_LONG)
  redirectUri!: string;

  @Field(() => String, { description: 'The SHA-256 of your code verifier in base64url (PKCE, S256).' })
  @MaxLength(MAX_TEXT_LENGTH, TOO_LONG)
  codeChallenge!: string;
}

@InputType({ description: 'What the identity provider sent back to your redirect URI.' })
export class LoginWithGoogleInput implements LoginWithGoogle {
  @Field(() => String, { description: 'The value of `code` in the redirect, at most 4,096 characters.' })
  @MaxLength(MAX_TEXT_LENGTH, TOO_LONG)
  code!: string;

  @Field(() => String, { description: 'The value of `state` in the redirect. Compare it with the one of `startGoogleSignIn` first.' })
  @MaxLength(MAX_TEXT_LENGTH, TOO_LONG)
  state!: string;

  @Field(() => String, { description: 'The verifier whose SHA-256 you sent as `codeChallenge` (PKCE).' })
  @MaxLength(MAX_TEXT_LENGTH, TOO_LONG)
  codeVerifier!: string;

  @Field(() => String, { description: 'The redirect URI that you passed to `startGoogleSignIn`.' })
  @MaxLength(MAX_TEXT_LENGTH, TOO_LONG)
  redirectUri!: string;

  @Field(() => String, {
    nullable: true,
    description: 'With a second factor. After OTP_REQUIRED begin again with startGoogleSignIn, and send it.',
  })
  @IsOptional()
  @MaxLength(MAX_OTP_LENGTH, { message: 'Invalid code.' })
  otp?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The token of an invitation to this address: joins that workspace. Needed for a new account where registration is by invitation.',
  })
  @IsOptional()
  @MaxLength(MAX_TEXT_LENGTH, TOO_LONG)
  invitationToken?: string | null;
}
