import { currentAdministrator } from '../../../kernel/actor.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { InstallationSettings } from '../settings/installation-settings.ts';
import { spendOf } from './installation-spend.ts';
import type { InstallationSpend, StoredSpend } from './installation-spend.ts';

/** What calls with keys of the installation cost, for administrators. */
export class InstallationSpendService {
  constructor(private readonly settings: Pick<InstallationSettings, 'spendLimit'>) {}

  /** The current month. @throws ReelwrightError FORBIDDEN for a non-administrator */
  async current(scope: Scope): Promise<InstallationSpend> {
    currentAdministrator(scope);
    const limit = await this.settings.spendLimit();
    const [row] = await scope.read((em) => em.execute<{ spend: StoredSpend }[]>('select installation_spend_state() as spend'));
    if (!row) throw new Error('the database returned no month');
    return spendOf(row.spend, limit);
  }
}
