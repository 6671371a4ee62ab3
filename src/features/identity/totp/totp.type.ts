import { IsOptional, MaxLength } from 'class-validator';
import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { NEEDED_PASSWORD, MAX_OTP_LENGTH } from '../identity.input.ts';
import { MAX_PASSWORD_LENGTH } from '../password/password-rules.ts';

const PASSWORD_TOO_LONG = { message: 'Must have at most 128 characters.' };
const NO_CODE = { message: 'Invalid code.' };

@ObjectType('TotpSecret', { description: 'Secret for an authenticator app. Shown once; `confirmTotp` with its first code enables it.' })
export class TotpSecretType {
  @Field(() => String, { description: 'The secret in base32, for manual entry.' }) secret!: string;
  @Field(() => String, { description: 'The secret as `otpauth://totp/…`, to show as a QR code.' }) url!: string;
}

@ObjectType('TotpStatus', { description: "The status of a person's second factor." })
export class TotpStatusType {
  @Field(() => Boolean, { description: 'Whether signing in asks for a code of an authenticator app.' }) enabled!: boolean;
  @Field(() => Int, { description: 'How many recovery codes are unused.' }) recoveryCodesLeft!: number;
}

@ObjectType('RecoveryCodes', { description: 'Each code replaces a one-time code once. Shown once: store them away from the device.' })
export class RecoveryCodesType {
  @Field(() => [String], { description: 'The recovery codes. Each works once instead of a code of the authenticator app.' })
  recoveryCodes!: readonly string[];
}

@InputType({ description: 'Proof that it is you who enables the second factor.' })
export class EnableTotpInput {
  @Field(() => String, { nullable: true, description: NEEDED_PASSWORD })
  @IsOptional()
  @MaxLength(MAX_PASSWORD_LENGTH, PASSWORD_TOO_LONG)
  password?: string | null;
}

@InputType({ description: 'The first code of the authenticator app.' })
export class ConfirmTotpInput {
  @Field(() => String, { description: 'The six-digit code that the authenticator app shows now.' })
  @MaxLength(MAX_OTP_LENGTH, NO_CODE)
  code!: string;
}

@InputType({ description: 'Proof that it is you who disables the second factor.' })
export class DisableTotpInput {
  @Field(() => String, { nullable: true, description: NEEDED_PASSWORD })
  @IsOptional()
  @MaxLength(MAX_PASSWORD_LENGTH, PASSWORD_TOO_LONG)
  password?: string | null;

  @Field(() => String, { description: 'The code that the authenticator app shows now, or a recovery code.' })
  @MaxLength(MAX_OTP_LENGTH, NO_CODE)
  code!: string;
}
