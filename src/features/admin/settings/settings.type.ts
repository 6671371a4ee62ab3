import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import { oneOf } from '../../../platform/catalogue/options.ts';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import { LOCALES } from '../../../platform/messages/locale.ts';
import { RegistrationModeEnum } from '../../providers/capabilities.type.ts';
import { FEATURES, SETTING_SOURCES } from './settings.states.ts';
import type { Feature, SettingSource } from './settings.states.ts';

type RegistrationMode = keyof typeof RegistrationModeEnum;

export const SettingSourceEnum = enumType(SETTING_SOURCES, 'SettingSource', 'Where the value of a setting comes from.', {
  DATABASE: 'An administrator has set the value with `updateSettings`.',
  DEFAULT: 'Nobody has set the value.',
  ENV: 'An environment variable sets the value, so that `updateSettings` refuses it.',
});

const FeatureEnum = enumType(FEATURES, 'Feature', 'A function that administrators can switch off. What exists already is kept.', {
  BATCHES: 'Creating and retrying batches, with `createBatch` and `retryBatch`.',
  IMPORTS: 'Fetching files from a URL, with `importAsset`.',
  SHARE_LINKS: 'Creating share links, with `createShareLink`.',
  WEBHOOKS: 'Creating webhooks, with `createWebhook`, and films with a `callbackUrl`.',
});

@ObjectType('RegistrationSetting', { description: 'Who may create an account, and where that is set.' })
class RegistrationSettingType {
  @Field(() => RegistrationModeEnum, { description: 'Who may create an account.' }) value!: RegistrationMode;
  @Field(() => SettingSourceEnum, { description: 'Where the value comes from.' }) source!: SettingSource;
}

@ObjectType('SignupCreditsSetting', { description: 'The credits of a person’s first workspace, and where that is set.' })
class SignupCreditsSettingType {
  @Field(() => Int, { description: 'The number of credits.' }) value!: number;
  @Field(() => SettingSourceEnum, { description: 'Where the value comes from.' }) source!: SettingSource;
}

@ObjectType('DisabledFeaturesSetting', { description: 'The functions that are switched off, and where that is set.' })
class DisabledFeaturesSettingType {
  @Field(() => [FeatureEnum], { description: 'The functions that are switched off. Empty when all are on.' })
  value!: readonly Feature[];
  @Field(() => SettingSourceEnum, { description: 'Where the value comes from.' }) source!: SettingSource;
}

const LOCALE = oneOf(LOCALES.map((name) => `\`${name}\``));

@ObjectType('SpendLimitSetting', { description: 'What calls with keys of the installation may cost in a month, and where that is set.' })
class SpendLimitSettingType {
  @Field(() => Float, {
    nullable: true,
    description: 'The limit for a calendar month in US dollars. 0 refuses all calls that cost money. Null for no limit.',
  })
  value!: number | null;
  @Field(() => SettingSourceEnum, { description: 'Where the value comes from.' }) source!: SettingSource;
}

@ObjectType('DefaultLocaleSetting', { description: 'The language of emails to people who have chosen none, and where that is set.' })
class DefaultLocaleSettingType {
  @Field(() => String, { description: `The language, a BCP 47 tag: ${LOCALE}.` }) value!: string;
  @Field(() => SettingSourceEnum, { description: 'Where the value comes from.' }) source!: SettingSource;
}

@ObjectType('Settings', { description: 'Settings that work in all processes without a restart.' })
export class SettingsType {
  @Field(() => RegistrationSettingType, { description: 'Who may create an account (`REGISTRATION`).' })
  registration!: RegistrationSettingType;
  @Field(() => SignupCreditsSettingType, { description: 'The credits of a person’s first workspace (`SIGNUP_CREDITS`).' })
  signupCredits!: SignupCreditsSettingType;
  @Field(() => DisabledFeaturesSettingType, { description: 'The functions that are switched off (`DISABLED_FEATURES`).' })
  disabledFeatures!: DisabledFeaturesSettingType;
  @Field(() => SpendLimitSettingType, {
    description: 'What calls with keys of the installation may cost in a calendar month (`SPEND_LIMIT`).',
  })
  spendLimit!: SpendLimitSettingType;
  @Field(() => DefaultLocaleSettingType, {
    description: 'The language of emails to people who have chosen none, in workspaces without a language (`DEFAULT_LOCALE`).',
  })
  defaultLocale!: DefaultLocaleSettingType;
}

@InputType({ description: 'The settings to change. A setting that is omitted stays as it is.' })
export class UpdateSettingsInput {
  @Field(() => RegistrationModeEnum, {
    nullable: true,
    description: 'Who may create an account. When omitted, this stays as it is; when null, it returns to the default OPEN.',
  })
  registration?: RegistrationMode | null;
  @Field(() => Int, {
    nullable: true,
    description:
      'The credits of a person’s first workspace, from 0 to 1,000,000. When omitted, this stays as it is; when null, it returns to the default 100.',
  })
  signupCredits?: number | null;
  @Field(() => [FeatureEnum], {
    nullable: true,
    description: 'The functions to switch off; all others are on. When omitted, this stays as it is; when null, all are on.',
  })
  disabledFeatures?: Feature[] | null;
  @Field(() => Float, {
    nullable: true,
    description:
      'What calls with keys of the installation may cost in a calendar month (UTC), 0 to 1,000,000 US dollars. 0 refuses all calls that cost money. When omitted, this stays as it is; when null, there is no limit.',
  })
  spendLimit?: number | null;
  @Field(() => String, {
    nullable: true,
    description: `The language of emails to people who have chosen none, in workspaces without a language: ${LOCALE}. When omitted, this stays as it is; when null, it returns to the default \`en\`.`,
  })
  defaultLocale?: string | null;
}
