import { IsOptional, MaxLength } from 'class-validator';
import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { NEEDED_PASSWORD, MAX_OTP_LENGTH } from '../identity.input.ts';
import { MAX_PASSWORD_LENGTH } from '../password/password-rules.ts';

const PASSWORD_TOO_LONG = { message: 'Must have at most 128 characters.' };
const NO_CODE = { message: 'Invalid code.' };

@ObjectType('TotpSecret', {
  description:
    'The secret of a second factor for an authenticator app. It is shown only once; `confirmTotp` with the first code enables it.',
})
export class TotpSecretType {
  @Field(() => String, { description: 'The secret in base32, for manual entry into an authenticator app.' }) secret!: string;
  @Field(() => String, { description: 'The secret as an `otpauth://totp/…` URL, to show as a QR code.' }) url!: string;
}

@ObjectType('TotpStatus', { description: 'Whether your account has a second factor, and how many recovery codes are left.' })
export class TotpStatusType {
  @Field(() => Boolean, { description: 'Whether the second factor is enabled, so that sign-ins need a code of the authenticator app.' })
  enabled!: boolean;
  @Field(() => Int, { description: 'Number of recovery codes that are not used yet.' }) recoveryCodesLeft!: number;
}

@ObjectType('RecoveryCodes', {
  description:
    'The recovery codes of a second factor, which are shown only once. Each works once when the authenticator app is not at hand.',
})
export class RecoveryCodesType {
  @Field(() => [String], { description: 'The recovery codes, in any order. Each works once instead of a code of the authenticator app.' })
  recoveryCodes!: readonly string[];
}

@InputType({ description: 'The proof that you are the person who enables the second factor.' })
export class EnableTotpInput {
  @Field(() => String, { nullable: true, description: NEEDED_PASSWORD })
  @IsOptional()
  @MaxLength(MAX_PASSWORD_LENGTH, PASSWORD_TOO_LONG)
  password?: string | null;
}

@InputType({ description: 'The first code of the authenticator app, which enables the second factor.' })
export class ConfirmTotpInput {
  @Field(() => String, { description: 'The six-digit code that the authenticator app shows now.' })
  @MaxLength(MAX_OTP_LENGTH, NO_CODE)
  code!: string;
}

@InputType({ description: 'The proof that you are the person who disables the second factor.' })
export class DisableTotpInput {
  @Field(() => String, { nullable: true, description: NEEDED_PASSWORD })
  @IsOptional()
  @MaxLength(MAX_PASSWORD_LENGTH, PASSWORD_TOO_LONG)
  password?: string | null;

  @Field(() => String, { description: 'The code that the authenticator app shows now, or a recovery code.' })
  @MaxLength(MAX_OTP_LENGTH, NO_CODE)
  code!: string;
}
