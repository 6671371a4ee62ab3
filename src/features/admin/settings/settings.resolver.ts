import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import { REGISTRATION } from '../../providers/capabilities.service.ts';
import type { AllSettings } from './installation-settings.ts';
import type { SettingsService } from './settings.service.ts';
import type { Registration } from './settings.states.ts';
import { SettingsType, UpdateSettingsInput } from './settings.type.ts';

@Resolver()
export class SettingsResolver {
  constructor(private readonly service: SettingsService) {}

  @Query(() => SettingsType, {
    description: 'The settings of the installation with their sources. Only for administrators of the installation.',
  })
  async settings(@Ctx() { scope }: Context): Promise<SettingsType> {
    return shown(await this.service.all(scope));
  }

  @Mutation(() => SettingsType, {
    description:
      'Changes settings of the installation, in all processes and without a restart. A setting that an environment variable sets is refused. Only for administrators of the installation.',
  })
  async updateSettings(
    @Ctx() { scope }: Context,
    @Arg('input', () => UpdateSettingsInput) { registration: mode, ...input }: UpdateSettingsInput,
  ): Promise<SettingsType> {
    const registration = mode == null ? mode : (mode.toLowerCase() as Registration);
    return shown(await this.service.update(scope, { ...input, registration }));
  }
}

const shown = ({ registration: { value, source }, ...rest }: AllSettings): SettingsType => ({
  ...rest,
  registration: { value: REGISTRATION[value], source },
});
