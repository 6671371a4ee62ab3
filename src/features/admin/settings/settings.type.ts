import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import { RegistrationModeEnum } from '../../providers/capabilities.type.ts';
import { FEATURES, SETTING_SOURCES } from './settings.states.ts';
import type { Feature, SettingSource } from './settings.states.ts';

type RegistrationMode = keyof typeof RegistrationModeEnum;

const SettingSourceEnum = enumType(SETTING_SOURCES, 'SettingSource', 'Where the value of a setting comes from.', {
  DATABASE: 'An administrator has set the value with `updateSettings`.',
  DEFAULT: 'Nobody has set the value.',
  ENV: 'An environment variable sets the value, so that `updateSettings` refuses it.',
});

const FeatureEnum = enumType(FEATURES, 'Feature', 'A function that administrators can switch off. What exists already is kept.', {
  BATCHES: 'Creating and retrying batches, with `createBatch` and `retryBatch`.',
  IMPORTS: 'Fetching files from a URL, with `importAsset`.',
  SHARE_LINKS: 'Creating share links, with `createShareLink`.',
  WEBHOOKS: 'Creating webhooks, with `createWebhook`.',
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

@ObjectType('Settings', { description: 'Settings that work in all processes without a restart.' })
export class SettingsType {
  @Field(() => RegistrationSettingType, { description: 'Who may create an account (`REGISTRATION`).' })
  registration!: RegistrationSettingType;
  @Field(() => SignupCreditsSettingType, { description: 'The credits of a person’s first workspace (`SIGNUP_CREDITS`).' })
  signupCredits!: SignupCreditsSettingType;
  @Field(() => DisabledFeaturesSettingType, { description: 'The functions that are switched off (`DISABLED_FEATURES`).' })
  disabledFeatures!: DisabledFeaturesSettingType;
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
}
