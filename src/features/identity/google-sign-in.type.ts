import { IsOptional, MaxLength } from 'class-validator';
import { Field, InputType, ObjectType } from 'type-graphql';
import type { LoginWithGoogle, StartGoogleSignIn } from './google-sign-in.service.ts';
import { OTP_AT_MOST } from './identity.input.ts';

/** Providers give codes of some hundreds; nothing of it is long. */
const TEXT_AT_MOST = 4_096;
const TOO_LONG = { message: `This has at most ${TEXT_AT_MOST} characters.` };

@ObjectType('OAuthStart')
export class OAuthStartType {
  @Field(() => String, { description: 'Send the browser there.' }) url!: string;
  @Field(() => String, { description: 'Comes back with the redirect: compare it, and send it along.' }) state!: string;
}

@InputType()
export class StartGoogleSignInInput implements StartGoogleSignIn {
  @Field(() => String, { description: 'One of those that the operator allows, letter by letter.' })
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

  @Field(() => String, { description: 'The same as at the start.' })
  @MaxLength(TEXT_AT_MOST, TOO_LONG)
  redirectUri!: string;

  @Field(() => String, {
    nullable: true,
    description: 'With a second factor. After OTP_REQUIRED begin again with startGoogleSignIn, and send it.',
  })
  @IsOptional()
  @MaxLength(OTP_AT_MOST, { message: 'This is no code.' })
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
