import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { notConfigured } from '../../../kernel/errors.ts';
import type { CachedValue } from '../../../platform/public-cache/cached-value.ts';
import { FEATURES, MAX_SIGNUP_CREDITS, MUTATIONS_OF_FEATURE, REGISTRATIONS, SETTING_NAMES } from './settings.states.ts';
import type { Feature, Registration, SettingName, SettingSource, SettingValues } from './settings.states.ts';

/** Values as they are stored. One that this version does not know, or no longer accepts, counts as not set. */
const stored = z.object({
  registration: z.enum(REGISTRATIONS).optional().catch(undefined),
  signupCredits: z.int().min(0).max(MAX_SIGNUP_CREDITS).optional().catch(undefined),
  disabledFeatures: z.array(z.enum(FEATURES)).optional().catch(undefined),
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
  async signupCreditsWithin(em: EntityManager): Promise<number> {
    const { environment, defaults } = this.options;
    if (environment.signupCredits !== undefined) return environment.signupCredits;
    const [row] = await em.execute<{ settings: unknown }[]>('select stored_settings() as settings');
    return stored.parse(row?.settings ?? {}).signupCredits ?? defaults.signupCredits;
  }

  async disabledFeatures(): Promise<readonly Feature[]> {
    return (await this.all()).disabledFeatures.value;
  }

  /** Refuses a mutation of a function that is switched off. @throws ReelwrightError NOT_CONFIGURED */
  async assertEnabled(mutation: string): Promise<void> {
    const feature = FEATURES.find((name) => MUTATIONS_OF_FEATURE[name].includes(mutation));
    if (feature === undefined || !(await this.disabledFeatures()).includes(feature)) return;
    throw notConfigured(`The operator of this installation has switched off ${feature}.`, [], { details: { feature } });
  }
}
