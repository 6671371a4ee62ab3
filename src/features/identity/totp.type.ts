import { IsOptional, MaxLength } from 'class-validator';
import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { NEEDED_PASSWORD, OTP_AT_MOST } from './identity.input.ts';
import { PASSWORD_AT_MOST } from './password-rules.ts';

const PASSWORD_TOO_LONG = { message: 'A password has at most 128 characters.' };
const NO_CODE = { message: 'This is no code.' };

@ObjectType('TotpSecret', { description: 'For the app on the device. Shown once; `confirmTotp` with the first code switches it on.' })
export class TotpSecretType {
  @Field(() => String, { description: 'Base32, for typing it in.' }) secret!: string;
  @Field(() => String, { description: '`otpauth://totp/…`, for a QR code.' }) url!: string;
}

@ObjectType('TotpStatus')
export class TotpStatusType {
  @Field(() => Boolean) enabled!: boolean;
  @Field(() => Int) recoveryCodesLeft!: number;
}

@ObjectType('RecoveryCodes', { description: 'Each signs in once, in place of a code. Shown once: keep them where the device is not.' })
export class RecoveryCodesType {
  @Field(() => [String]) recoveryCodes!: readonly string[];
}

@InputType()
export class EnableTotpInput {
  @Field(() => String, { nullable: true, description: NEEDED_PASSWORD })
  @IsOptional()
  @MaxLength(PASSWORD_AT_MOST, PASSWORD_TOO_LONG)
  password?: string | null;
}

@InputType()
export class ConfirmTotpInput {
  @Field(() => String)
  @MaxLength(OTP_AT_MOST, NO_CODE)
  code!: string;
}

@InputType()
export class DisableTotpInput {
  @Field(() => String, { nullable: true, description: NEEDED_PASSWORD })
  @IsOptional()
  @MaxLength(PASSWORD_AT_MOST, PASSWORD_TOO_LONG)
  password?: string | null;

  @Field(() => String, { description: 'Of the device, or a recovery code.' })
  @MaxLength(OTP_AT_MOST, NO_CODE)
  code!: string;
}
