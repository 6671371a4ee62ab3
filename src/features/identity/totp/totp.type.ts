import { IsOptional, MaxLength } from 'class-validator';
import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { NEEDED_PASSWORD, MAX_OTP_LENGTH } from '../identity.input.ts';
import { MAX_PASSWORD_LENGTH } from '../password/password-rules.ts';

const PASSWORD_TOO_LONG = { message: 'Must have at most 128 characters.' };
const NO_CODE = { message: 'Invalid code.' };

@ObjectType('TotpSecret', { description: 'Secret for an authenticator app. Shown once; `confirmTotp` with its first code enables it.' })
export class TotpSecretType {
  @Field(() => String, { description: 'The secret in base32, for manual entry.' }) secret!: string;
  @Field(() => String, { description: '`otpauth://totp/…`, for a QR code.' }) url!: string;
}

@ObjectType('TotpStatus')
export class TotpStatusType {
  @Field(() => Boolean) enabled!: boolean;
  @Field(() => Int) recoveryCodesLeft!: number;
}

@ObjectType('RecoveryCodes', { description: 'Each code replaces a one-time code once. Shown once: store them away from the device.' })
export class RecoveryCodesType {
  @Field(() => [String]) recoveryCodes!: readonly string[];
}

@InputType()
export class EnableTotpInput {
  @Field(() => String, { nullable: true, description: NEEDED_PASSWORD })
  @IsOptional()
  @MaxLength(MAX_PASSWORD_LENGTH, PASSWORD_TOO_LONG)
  password?: string | null;
}

@InputType()
export class ConfirmTotpInput {
  @Field(() => String)
  @MaxLength(MAX_OTP_LENGTH, NO_CODE)
  code!: string;
}

@InputType()
export class DisableTotpInput {
  @Field(() => String, { nullable: true, description: NEEDED_PASSWORD })
  @IsOptional()
  @MaxLength(MAX_PASSWORD_LENGTH, PASSWORD_TOO_LONG)
  password?: string | null;

  @Field(() => String, { description: 'Code of the device, or a recovery code.' })
  @MaxLength(MAX_OTP_LENGTH, NO_CODE)
  code!: string;
}
