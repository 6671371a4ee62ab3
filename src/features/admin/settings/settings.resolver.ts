import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { badInput } from '../../../kernel/errors.ts';
import { LOCALES } from '../../../platform/messages/locale.ts';
import type { Locale } from '../../../platform/messages/locale.ts';
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
    @Arg('input', () => UpdateSettingsInput) { registration: mode, defaultLocale: tag, ...input }: UpdateSettingsInput,
  ): Promise<SettingsType> {
    const registration = mode == null ? mode : (mode.toLowerCase() as Registration);
    const defaultLocale = tag == null ? tag : readLocale('input.defaultLocale', tag);
    return shown(await this.service.update(scope, { ...input, registration, defaultLocale }));
  }
}

/** @throws ReelwrightError BAD_USER_INPUT for a language without texts */
function readLocale(path: string, tag: string): Locale {
  const locale = LOCALES.find((one) => one === tag);
  if (locale === undefined) throw badInput(path, `Must be one of ${LOCALES.join(', ')}.`);
  return locale;
}

const shown = ({ registration: { value, source }, ...rest }: AllSettings): SettingsType => ({
  ...rest,
  registration: { value: REGISTRATION[value], source },
});
