import { IsEmail, IsOptional, Length, Matches, MaxLength } from 'class-validator';
import { Field, InputType } from 'type-graphql';
import { PASSWORD_AT_LEAST, PASSWORD_AT_MOST } from './password-rules.ts';

/** A recovery code with its dashes, and room for spaces. */
export const OTP_AT_MOST = 40;
const PASSWORD_RULES = `${PASSWORD_AT_LEAST} to ${PASSWORD_AT_MOST} characters; not a common one.`;

export const NEEDED_PASSWORD =
  'Your password. An account without one leaves it out, and needs a session that began at most 10 minutes ago: sign in again first.';

/** Of a password that must be the right one: only what no password can be is refused before it is tried. */
const PasswordGiven = (): PropertyDecorator =>
  MaxLength(PASSWORD_AT_MOST, { message: `A password has at most ${PASSWORD_AT_MOST} characters.` });

/** Of a password that is chosen now; how good it is is asked by password-rules.ts. */
const PasswordChosen = (): PropertyDecorator =>
  Length(PASSWORD_AT_LEAST, PASSWORD_AT_MOST, { message: `A password has ${PASSWORD_AT_LEAST} to ${PASSWORD_AT_MOST} characters.` });

const EmailLength = (): PropertyDecorator => MaxLength(254, { message: 'An e-mail address has at most 254 characters.' });

const Name = (): PropertyDecorator => (target, property) => {
  Length(1, 100, { message: 'A name has 1 to 100 characters.' })(target, property);
  Matches(/^\P{Cc}*$/u, { message: 'A name has no control characters.' })(target, property);
};

const TokenLength = (): PropertyDecorator => MaxLength(512, { message: 'This is not a token of ours.' });

@InputType()
export class RegisterInput {
  @Field(() => String)
  @IsEmail({}, { message: 'This is not an e-mail address.' })
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
    description: 'Of a letter: the account joins that workspace instead of opening one. Needed where registration is by invitation.',
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
  @MaxLength(OTP_AT_MOST, { message: 'This is no code.' })
  otp?: string | null;
}

@InputType()
export class RefreshTokenInput {
  @Field(() => String)
  @MaxLength(512, { message: 'This is not a refresh token.' })
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
  @Field(() => String, { description: 'Of the letter.' })
  @TokenLength()
  token!: string;

  @Field(() => String, { description: PASSWORD_RULES })
  @PasswordChosen()
  password!: string;
}

@InputType({ description: 'What is left out stays as it is; null takes away.' })
export class UpdateProfileInput {
  @Field(() => String, { nullable: true, description: 'How others see you. Cannot be taken away.' })
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

  @Field(() => String, { nullable: true, description: 'BCP 47, such as `en` or `pt-BR`.' })
  @IsOptional()
  @MaxLength(35, { message: 'A locale has at most 35 characters.' })
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
  @MaxLength(OTP_AT_MOST, { message: 'This is no code.' })
  otp?: string | null;
}
