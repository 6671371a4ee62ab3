import { IsEmail, IsOptional, Length, Matches, MaxLength } from 'class-validator';
import { Field, InputType } from 'type-graphql';

/** Longer ones would only make the hash work. */
const PASSWORD_AT_MOST = 128;

@InputType()
export class RegisterInput {
  @Field(() => String)
  @IsEmail({}, { message: 'This is not an e-mail address.' })
  @MaxLength(254, { message: 'An e-mail address has at most 254 characters.' })
  email!: string;

  @Field(() => String, { description: '8 to 128 characters.' })
  @Length(8, PASSWORD_AT_MOST, { message: 'A password has 8 to 128 characters.' })
  password!: string;

  @Field(() => String)
  @Length(1, 100, { message: 'A name has 1 to 100 characters.' })
  @Matches(/^\P{Cc}*$/u, { message: 'A name has no control characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Of a letter: the account joins that workspace instead of opening one.' })
  @IsOptional()
  @MaxLength(100, { message: 'This is not an invitation.' })
  invitationToken?: string | null;
}

@InputType()
export class LoginInput {
  @Field(() => String)
  @MaxLength(254, { message: 'An e-mail address has at most 254 characters.' })
  email!: string;

  @Field(() => String)
  @MaxLength(PASSWORD_AT_MOST, { message: 'A password has at most 128 characters.' })
  password!: string;
}

@InputType()
export class RefreshTokenInput {
  @Field(() => String)
  @MaxLength(512, { message: 'This is not a refresh token.' })
  refreshToken!: string;
}
