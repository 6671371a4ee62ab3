import { currentAdministrator, INSTALLATION, notAdministrator } from '../../../kernel/actor.ts';
import { badInput } from '../../../kernel/errors.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import type { AllSettings, InstallationSettings } from './installation-settings.ts';
import { MAX_SPEND_LIMIT } from '../../billing/spend/spend.states.ts';
import { updateSettings } from './settings.mutations.ts';
import { FEATURES, MAX_SIGNUP_CREDITS, SETTING_NAMES } from './settings.states.ts';
import type { SettingName, SettingValues } from './settings.states.ts';

/** A setting that is undefined stays as it is; null returns it to its default. */
export type SettingsChange = { readonly [Name in SettingName]?: SettingValues[Name] | null | undefined };

/** Settings of the installation, for administrators. */
export class SettingsService {
  constructor(
    private readonly settings: InstallationSettings,
    private readonly mutations: Mutations,
  ) {}

  /** @throws ReelwrightError FORBIDDEN for a non-administrator */
  async all(scope: Scope): Promise<AllSettings> {
    currentAdministrator(scope);
    return this.settings.all();
  }

  /**
   * Changes settings for all processes. @throws ReelwrightError FORBIDDEN, BAD_USER_INPUT for a value that is not accepted, and for a setting
   * that an environment variable sets
   */
  async update(scope: Scope, change: SettingsChange): Promise<AllSettings> {
    currentAdministrator(scope);
    const before = await this.settings.all();
    const names = SETTING_NAMES.filter((name) => change[name] !== undefined);
    for (const name of names) {
      if (before[name].source === 'ENV') throw badInput(`input.${name}`, 'An environment variable sets this. Remove it to change it here.');
    }
    const { signupCredits: credits } = change;
    if (credits != null && !(Number.isInteger(credits) && credits >= 0 && credits <= MAX_SIGNUP_CREDITS))
      throw badInput('input.signupCredits', 'Must be from 0 to 1,000,000.');
    const { spendLimit: limit } = change;
    if (limit != null && !(limit >= 0 && limit <= MAX_SPEND_LIMIT))
      throw badInput('input.spendLimit', `Must be 0 to ${MAX_SPEND_LIMIT} US dollars, or null for no limit.`);
    const { disabledFeatures } = change;
    const settled = {
      ...change,
      ...(disabledFeatures && { disabledFeatures: FEATURES.filter((name) => disabledFeatures.includes(name)) }),
    };
    const given = Object.fromEntries(names.map((name) => [name, settled[name]]));
    await this.mutations.update(scope, { mutation: updateSettings, subjectId: INSTALLATION }, async (em) => {
      const [row] = await em.execute<{ done: boolean }[]>('select store_settings(?::jsonb) as done', [JSON.stringify(given)]);
      if (!row?.done) throw notAdministrator();
      return { before: Object.fromEntries(names.map((name) => [name, before[name].value])), after: given };
    });
    await scope.close();
    return this.settings.allAgain();
  }
}
