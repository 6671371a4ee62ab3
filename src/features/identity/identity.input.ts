import { IsOptional, MaxLength } from 'class-validator';
import { Field, InputType } from 'type-graphql';
import { OneLine } from '../../platform/graphql/types/one-line.ts';
import { EmailLength, NewAccountInput, PASSWORD_RULES, PasswordChosen } from './account/new-account.type.ts';
import { MAX_PASSWORD_LENGTH } from './password/password-rules.ts';

/** Characters of a recovery code with dashes and spaces. */
export const MAX_OTP_LENGTH = 40;

export const NEEDED_PASSWORD =
  'Your password. When your account has no password, it is omitted or null, and your session must have begun at most 10 minutes ago.';

/** Validates a password that will be compared: refuses only what cannot be a password. */
const PasswordGiven = (): PropertyDecorator =>
  MaxLength(MAX_PASSWORD_LENGTH, { message: `Must have at most ${MAX_PASSWORD_LENGTH} characters.` });

const Name = (): PropertyDecorator => OneLine(100);

const TokenLength = (): PropertyDecorator => MaxLength(512, { message: 'Not a valid token.' });

@InputType({ description: 'The email address, password and name of a new account.' })
export class RegisterInput extends NewAccountInput {
  @Field(() => String, {
    nullable: true,
    description:
      'The token of an invitation email, to join its workspace. Required when `Capabilities.registration` is INVITE. When omitted or null, the account gets a new workspace.',
  })
  @IsOptional()
  @TokenLength()
  invitationToken?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The language of the person, a BCP 47 tag such as `de`, in which Reelwright writes emails to them. When omitted or null, English.',
  })
  @IsOptional()
  @MaxLength(35, { message: 'Must have at most 35 characters.' })
  locale?: string | null;
}

@InputType({ description: 'The email address and the password of an account.' })
export class LoginInput {
  @Field(() => String, { description: 'The email address of the account, at most 254 characters.' })
  @EmailLength()
  email!: string;

  @Field(() => String, { description: 'The password of the account, at most 128 characters.' })
  @PasswordGiven()
  password!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Required when the account has a second factor: the code that the authenticator app shows now, or a recovery code. Otherwise it is omitted or null.',
  })
  @IsOptional()
  @MaxLength(MAX_OTP_LENGTH, { message: 'Not a valid code.' })
  otp?: string | null;
}

@InputType({ description: 'The refresh token to exchange for new tokens.' })
export class RefreshTokenInput {
  @Field(() => String, { description: 'The newest refresh token of the session, at most 512 characters.' })
  @MaxLength(512, { message: 'Not a valid refresh token.' })
  refreshToken!: string;
}

@InputType({ description: 'The token of a verification email, and your password unless you are signed in.' })
export class VerifyEmailInput {
  @Field(() => String, { description: 'The token of the verification email, which works once.' })
  @TokenLength()
  token!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The password of the account. Required unless you are signed in to that account; then it may be omitted or null.',
  })
  @IsOptional()
  @PasswordGiven()
  password?: string | null;
}

@InputType({ description: 'Your current password and the new one.' })
export class ChangePasswordInput {
  @Field(() => String, { description: 'Your current password, at most 128 characters.' })
  @PasswordGiven()
  currentPassword!: string;

  @Field(() => String, { description: PASSWORD_RULES })
  @PasswordChosen()
  newPassword!: string;
}

@InputType({ description: 'The account whose password should be reset.' })
export class RequestPasswordResetInput {
  @Field(() => String, { description: 'The email address of the account, at most 254 characters.' })
  @EmailLength()
  email!: string;
}

@InputType({ description: 'The token of a password reset email, and the new password.' })
export class ResetPasswordInput {
  @Field(() => String, { description: 'The token of the password reset email, which works once.' })
  @TokenLength()
  token!: string;

  @Field(() => String, { description: PASSWORD_RULES })
  @PasswordChosen()
  password!: string;
}

@InputType({ description: 'Changes of your profile. Fields that are omitted are not changed; null removes a value.' })
export class UpdateProfileInput {
  @Field(() => String, {
    nullable: true,
    description: 'The name that other members of a workspace see, 1 to 100 characters. Null is refused.',
  })
  @IsOptional()
  @Name()
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Your first name, 1 to 100 characters. Null removes it.' })
  @IsOptional()
  @Name()
  firstName?: string | null;

  @Field(() => String, { nullable: true, description: 'Your last name, 1 to 100 characters. Null removes it.' })
  @IsOptional()
  @Name()
  lastName?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Your locale, a BCP 47 tag such as `en` or `pt-BR`, at most 35 characters. Null removes it.',
  })
  @IsOptional()
  @MaxLength(35, { message: 'Must have at most 35 characters.' })
  locale?: string | null;
}

@InputType({ description: 'The proof that you are the person who deletes the account.' })
export class DeleteAccountInput {
  @Field(() => String, { nullable: true, description: NEEDED_PASSWORD })
  @IsOptional()
  @PasswordGiven()
  password?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Required when your account has a second factor: the code that the authenticator app shows now, or a recovery code. Otherwise it is omitted or null.',
  })
  @IsOptional()
  @MaxLength(MAX_OTP_LENGTH, { message: 'Not a valid code.' })
  otp?: string | null;
}
