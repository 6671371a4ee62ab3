import { IsEmail, Length, MaxLength } from 'class-validator';
import { Field, InputType } from 'type-graphql';
import { OneLine } from '../../../platform/graphql/types/one-line.ts';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from '../password/password-rules.ts';

export const PASSWORD_RULES = `The new password, ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters. Common passwords are refused.`;

/** Validates the length of a new password; password-rules.ts checks its strength. */
export const PasswordChosen = (): PropertyDecorator =>
  Length(MIN_PASSWORD_LENGTH, MAX_PASSWORD_LENGTH, {
    message: `Must have ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters.`,
  });

export const EmailLength = (): PropertyDecorator => MaxLength(254, { message: 'Must have at most 254 characters.' });

/** The fields of a new account with a password, for inputs to extend. */
@InputType()
export abstract class NewAccountInput {
  @Field(() => String, { description: 'The email address of the account, at most 254 characters. It must not have an account yet.' })
  @IsEmail({}, { message: 'Not a valid email address.' })
  @EmailLength()
  email!: string;

  @Field(() => String, { description: PASSWORD_RULES })
  @PasswordChosen()
  password!: string;

  @Field(() => String, { description: 'The name that other members of a workspace see, 1 to 100 characters.' })
  @OneLine(100)
  name!: string;
}
