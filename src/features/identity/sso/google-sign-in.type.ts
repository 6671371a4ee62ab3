import { IsOptional, MaxLength } from 'class-validator';
import { Field, InputType, ObjectType } from 'type-graphql';
import type { LoginWithGoogle, StartGoogleSignIn } from './google-sign-in.service.ts';
import { MAX_OTP_LENGTH } from '../identity.input.ts';

/** Maximum length; providers' codes have some hundred characters. */
const TEXT_AT_MOST = 4_096;
const TOO_LONG = { message: `Must have at most ${TEXT_AT_MOST} characters.` };

@ObjectType('OAuthStart')
export class OAuthStartType {
  @Field(() => String, { description: 'URL to open in the browser.' }) url!: string;
  @Field(() => String, { description: 'Returned with the redirect: compare it and send it back.' }) state!: string;
}

@InputType()
export class StartGoogleSignInInput implements StartGoogleSignIn {
  @Field(() => String, { description: 'Must exactly match an allowed redirect URI.' })
  @MaxLength(TEXT_AT_MOST, TOO_LONG)
  redirectUri!: string;

  @Field(() => String, { description: 'SHA-256 of your code verifier in base64url (PKCE, S256).' })
  @MaxLength(TEXT_AT_MOST, TOO_LONG)
  codeChallenge!: string;
}

@InputType()
export class LoginWithGoogleInput implements LoginWithGoogle {
  @Field(() => String)
  @MaxLength(TEXT_AT_MOST, TOO_LONG)
  code!: string;

  @Field(() => String)
  @MaxLength(TEXT_AT_MOST, TOO_LONG)
  state!: string;

  @Field(() => String)
  @MaxLength(TEXT_AT_MOST, TOO_LONG)
  codeVerifier!: string;

  @Field(() => String, { description: 'Must be the same as in `startGoogleSignIn`.' })
  @MaxLength(TEXT_AT_MOST, TOO_LONG)
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
  @MaxLength(TEXT_AT_MOST, TOO_LONG)
  invitationToken?: string | null;
}
