import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { notConfigured } from '../../../kernel/errors.ts';
import { LOCALES } from '../../../platform/messages/locale.ts';
import type { Locale } from '../../../platform/messages/locale.ts';
import type { CachedValue } from '../../../platform/public-cache/cached-value.ts';
import { MAX_SPEND_LIMIT } from '../../billing/spend/spend.states.ts';
import { FEATURES, MAX_SIGNUP_CREDITS, MUTATIONS_OF_FEATURE, REGISTRATIONS, SETTING_NAMES } from './settings.states.ts';
import type { Feature, Registration, SettingName, SettingSource, SettingValues } from './settings.states.ts';

/** Values as they are stored. One that this version does not know, or no longer accepts, counts as not set. */
const stored = z.object({
  registration: z.enum(REGISTRATIONS).optional().catch(undefined),
  signupCredits: z.int().min(0).max(MAX_SIGNUP_CREDITS).optional().catch(undefined),
  disabledFeatures: z.array(z.enum(FEATURES)).optional().catch(undefined),
  spendLimit: z.number().min(0).max(MAX_SPEND_LIMIT).optional().catch(undefined),
  defaultLocale: z.enum(LOCALES).optional().catch(undefined),
});

export interface Setting<Value> {
  readonly value: Value;
  readonly source: SettingSource;
}
export type AllSettings = { readonly [Name in SettingName]: Setting<SettingValues[Name]> };

interface SettingsOptions {
  /** Values of environment variables that are set. They win, and cannot be changed otherwise. */
  readonly environment: { readonly [Name in SettingName]?: SettingValues[Name] | undefined };
  readonly defaults: SettingValues;
  /** What is stored, as JSON. */
  readonly cached: CachedValue<unknown>;
}

/** The settings of the installation, as every process has them in memory; a change reaches all of them at its commit. */
export class InstallationSettings {
  constructor(private readonly options: SettingsOptions) {}

  /** Every setting with its source. */
  async all(): Promise<AllSettings> {
    const { environment, defaults, cached } = this.options;
    const chosen = stored.parse(await cached.get());
    const settingOf = (name: SettingName): Setting<unknown> => {
      if (environment[name] !== undefined) return { value: environment[name], source: 'ENV' };
      if (chosen[name] !== undefined) return { value: chosen[name], source: 'DATABASE' };
      return { value: defaults[name], source: 'DEFAULT' };
    };
    return Object.fromEntries(SETTING_NAMES.map((name) => [name, settingOf(name)])) as unknown as AllSettings;
  }

  /** After a change of this process: every setting with its source, as stored. */
  allAgain(): Promise<AllSettings> {
    this.options.cached.drop();
    return this.all();
  }

  async registration(): Promise<Registration> {
    return (await this.all()).registration.value;
  }

  /**
   * Read in the transaction that grants them: loading the cached value there would need a second connection while this one is held.
   */
  signupCreditsWithin(em: EntityManager): Promise<number> {
    return this.#within(em, 'signupCredits');
  }

  /** Read in the transaction that writes the email, for the same reason. */
  defaultLocaleWithin(em: EntityManager): Promise<Locale> {
    return this.#within(em, 'defaultLocale');
  }

  async #within<Name extends 'signupCredits' | 'defaultLocale'>(em: EntityManager, name: Name): Promise<SettingValues[Name]> {
    const { environment, defaults } = this.options;
    const fixed: SettingValues[Name] | undefined = environment[name];
    if (fixed !== undefined) return fixed;
    const [row] = await em.execute<{ settings: unknown }[]>('select stored_settings() as settings');
    const chosen: SettingValues[Name] | undefined = stored.parse(row?.settings ?? {})[name] as SettingValues[Name] | undefined;
    return chosen ?? defaults[name];
  }

  /** US dollars that calls with keys of the installation may cost in a calendar month; null for no limit. */
  async spendLimit(): Promise<number | null> {
    return (await this.all()).spendLimit.value;
  }

  async disabledFeatures(): Promise<readonly Feature[]> {
    return (await this.all()).disabledFeatures.value;
  }

  /** Refuses a mutation of a function that is switched off. @throws ReelwrightError NOT_CONFIGURED */
  async assertEnabled(mutation: string): Promise<void> {
    const feature = FEATURES.find((name) => MUTATIONS_OF_FEATURE[name].includes(mutation));
    if (feature !== undefined) await this.assertOn(feature);
  }

  /** Refuses a use of a function that is switched off, which is an option of another mutation. @throws ReelwrightError NOT_CONFIGURED */
  async assertOn(feature: Feature): Promise<void> {
    if (!(await this.disabledFeatures()).includes(feature)) return;
    throw notConfigured(`The operator of this installation has switched off ${feature}.`, [], { details: { feature } });
  }
}
