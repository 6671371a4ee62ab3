import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import type { NewTotp, TotpService, TotpStatus } from './totp.service.ts';
import { ConfirmTotpInput, DisableTotpInput, EnableTotpInput, RecoveryCodesType, TotpSecretType, TotpStatusType } from './totp.type.ts';

@Resolver()
export class TotpResolver {
  readonly #totp: TotpService;

  constructor(totp: TotpService) {
    this.#totp = totp;
  }

  @Query(() => TotpStatusType, { description: 'Whether your account has a second factor, and how many recovery codes are left.' })
  totp(@Ctx() { scope }: Context): Promise<TotpStatus> {
    return this.#totp.status(scope);
  }

  @Mutation(() => TotpSecretType, {
    description: 'Prepares a second factor for your account and returns its secret. `confirmTotp` then enables it.',
  })
  enableTotp(@Ctx() { scope }: Context, @Arg('input', () => EnableTotpInput) input: EnableTotpInput): Promise<NewTotp> {
    return this.#totp.enable(scope, input);
  }

  @Mutation(() => RecoveryCodesType, {
    description: 'Enables your second factor, so that every sign-in needs a code. Returns the recovery codes, which are shown only once.',
  })
  async confirmTotp(@Ctx() { scope }: Context, @Arg('input', () => ConfirmTotpInput) input: ConfirmTotpInput): Promise<RecoveryCodesType> {
    return { recoveryCodes: await this.#totp.confirm(scope, input) };
  }

  @Mutation(() => Boolean, { description: 'Disables your second factor and deletes its recovery codes. Returns true.' })
  async disableTotp(@Ctx() { scope }: Context, @Arg('input', () => DisableTotpInput) input: DisableTotpInput): Promise<boolean> {
    await this.#totp.disable(scope, input);
    return true;
  }
}
