import type { Locale } from '../../../platform/messages/locale.ts';

/** Who may create an account. */
export const REGISTRATIONS = ['open', 'invite', 'closed'] as const;
export type Registration = (typeof REGISTRATIONS)[number];

/** Functions that an administrator can switch off. */
export const FEATURES = ['BATCHES', 'IMPORTS', 'SHARE_LINKS', 'WEBHOOKS'] as const;
export type Feature = (typeof FEATURES)[number];

/** The mutations that a switched off function refuses. What exists already goes on. */
export const MUTATIONS_OF_FEATURE: Readonly<Record<Feature, readonly string[]>> = {
  BATCHES: ['createBatch', 'retryBatch'],
  IMPORTS: ['importAsset'],
  SHARE_LINKS: ['createShareLink'],
  WEBHOOKS: ['createWebhook'],
};

/** Where the value of a setting comes from. */
export const SETTING_SOURCES = ['ENV', 'DATABASE', 'DEFAULT'] as const;
export type SettingSource = (typeof SETTING_SOURCES)[number];

/** Settings that administrators change while the installation runs. */
export interface SettingValues {
  readonly registration: Registration;
  /** Credits of a person's first workspace. */
  readonly signupCredits: number;
  readonly disabledFeatures: readonly Feature[];
  /** US dollars that calls with keys of the installation may cost in a calendar month; null for no limit. */
  readonly spendLimit: number | null;
  /** Language of emails to people who have chosen none, in workspaces without one. */
  readonly defaultLocale: Locale;
}
export type SettingName = keyof SettingValues;
export const SETTING_NAMES = [
  'registration',
  'signupCredits',
  'disabledFeatures',
  'spendLimit',
  'defaultLocale',
] as const satisfies readonly SettingName[];

export const MAX_SIGNUP_CREDITS = 1_000_000;
