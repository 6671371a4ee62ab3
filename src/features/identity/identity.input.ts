import { IsEmail, IsOptional, Length, Matches, MaxLength } from 'class-validator';
import { Field, InputType } from 'type-graphql';
import { MIN_PASSWORD_LENGTH, MAX_PASSWORD_LENGTH } from './password/password-rules.ts';

/** A recovery code with dashes and room for spaces. */
export const MAX_OTP_LENGTH = 40;
const PASSWORD_RULES = `${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters; not a common one.`;

export const NEEDED_PASSWORD =
  'Your password. An account without one leaves it out, and needs a session that began at most 10 minutes ago: sign in again first.';

/** For a password to be verified: refuses only what cannot be one. */
const PasswordGiven = (): PropertyDecorator =>
  MaxLength(MAX_PASSWORD_LENGTH, { message: `Must have at most ${MAX_PASSWORD_LENGTH} characters.` });

/** For a new password; password-rules.ts checks its strength. */
const PasswordChosen = (): PropertyDecorator =>
  Length(MIN_PASSWORD_LENGTH, MAX_PASSWORD_LENGTH, {
    message: `Must have ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters.`,
  });

const EmailLength = (): PropertyDecorator => MaxLength(254, { message: 'Must have at most 254 characters.' });

const Name = (): PropertyDecorator => (target, property) => {
  Length(1, 100, { message: 'Must have 1 to 100 characters.' })(target, property);
  Matches(/^\P{Cc}*$/u, { message: 'Must not contain control characters.' })(target, property);
};

const TokenLength = (): PropertyDecorator => MaxLength(512, { message: 'Not a valid token.' });

@InputType()
export class RegisterInput {
  @Field(() => String)
  @IsEmail({}, { message: 'Not a valid email address.' })
  @EmailLength()
  email!: string;

  @Field(() => String, { description: PASSWORD_RULES })
  @PasswordChosen()
  password!: string;

  @Field(() => String)
  @Name()
  name!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Token of an invitation email: the account joins that workspace instead of creating one. Required where registration is by invitation.',
  })
  @IsOptional()
  @TokenLength()
  invitationToken?: string | null;
}

@InputType()
export class LoginInput {
  @Field(() => String)
  @EmailLength()
  email!: string;

  @Field(() => String)
  @PasswordGiven()
  password!: string;

  @Field(() => String, { nullable: true, description: 'With a second factor: the code that the device shows, or a recovery code.' })
  @IsOptional()
  @MaxLength(MAX_OTP_LENGTH, { message: 'Not a valid code.' })
  otp?: string | null;
}

@InputType()
export class RefreshTokenInput {
  @Field(() => String)
  @MaxLength(512, { message: 'Not a valid refresh token.' })
  refreshToken!: string;
}

@InputType()
export class VerifyEmailInput {
  @Field(() => String, { description: 'The token of the email.' })
  @TokenLength()
  token!: string;

  @Field(() => String, { nullable: true, description: 'The password of the account. Needed unless you are signed in to that account.' })
  @IsOptional()
  @PasswordGiven()
  password?: string | null;
}

@InputType()
export class ChangePasswordInput {
  @Field(() => String)
  @PasswordGiven()
  currentPassword!: string;

  @Field(() => String, { description: PASSWORD_RULES })
  @PasswordChosen()
  newPassword!: string;
}

@InputType()
export class RequestPasswordResetInput {
  @Field(() => String)
  @EmailLength()
  email!: string;
}

@InputType()
export class ResetPasswordInput {
  @Field(() => String, { description: 'Token of the email.' })
  @TokenLength()
  token!: string;

  @Field(() => String, { description: PASSWORD_RULES })
  @PasswordChosen()
  password!: string;
}

@InputType({ description: 'Omitted fields are not changed; null clears a field.' })
export class UpdateProfileInput {
  @Field(() => String, { nullable: true, description: 'Display name, 1 to 100 characters. Must not be null.' })
  @IsOptional()
  @Name()
  name?: string | null;

  @Field(() => String, { nullable: true })
  @IsOptional()
  @Name()
  firstName?: string | null;

  @Field(() => String, { nullable: true })
  @IsOptional()
  @Name()
  lastName?: string | null;

  @Field(() => String, { nullable: true, description: 'Locale (BCP 47), such as `en` or `pt-BR`.' })
  @IsOptional()
  @MaxLength(35, { message: 'Must have at most 35 characters.' })
  locale?: string | null;
}

@InputType()
export class DeleteAccountInput {
  @Field(() => String, { nullable: true, description: NEEDED_PASSWORD })
  @IsOptional()
  @PasswordGiven()
  password?: string | null;

  @Field(() => String, { nullable: true, description: 'Needed with a second factor: the code that the device shows, or a recovery code.' })
  @IsOptional()
  @MaxLength(MAX_OTP_LENGTH, { message: 'Not a valid code.' })
  otp?: string | null;
}
