import type { Log } from '../../../kernel/log.ts';
import { configuredModels } from '../../../platform/catalogue/provider-settings.ts';
import type { ConfiguredModel, ProviderSettings } from '../../../platform/catalogue/provider-settings.ts';
import { retirementOf } from '../../../platform/catalogue/models/retired-models.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { LISTING_CLOUDS, readModels } from './read-models.ts';

interface ListedRow {
  readonly provider: string;
  readonly name: string;
  readonly shutdown_at: string | null;
}

/** A model of a cloud that the installation uses. */
export interface CloudModel extends ConfiguredModel {
  readonly state: 'AVAILABLE' | 'DEPRECATED' | 'RETIRED';
  readonly shutdownAt: Date | null;
}

/** The models that the makers list, and what that means for those that the installation uses. */
export class ModelLists {
  constructor(private readonly settings: ProviderSettings) {}

  /** Reads the lists of all clouds with a key of the installation. A list that cannot be read leaves what is stored as it is. */
  async refresh(scope: Scope, log: Log): Promise<void> {
    for (const cloud of LISTING_CLOUDS) {
      if (this.settings[cloud].apiKey === undefined) continue;
      try {
        const models = await readModels(cloud, this.settings, scope.signal);
        await scope.tx((em) => em.execute('select store_vendor_models(?, ?::jsonb)', [cloud, JSON.stringify(models)]));
        log.info({ event: 'models_refreshed', provider: cloud, models: models.length }, 'list of models refreshed');
      } catch (error) {
        if (scope.signal.aborted) throw error;
        log.warn({ event: 'models_not_refreshed', provider: cloud, err: error }, 'list of models cannot be read; the former one counts');
      }
    }
  }

  /** The models of clouds that the installation uses, with their state at this time. */
  async used(scope: Scope, at = new Date()): Promise<readonly CloudModel[]> {
    const configured = configuredModels(this.settings);
    if (configured.length === 0) return [];
    const rows = await scope.read((em) => em.execute<ListedRow[]>('select * from vendor_models()'));
    return configured.map((model) =>
      Object.assign({ provider: model.provider, kind: model.kind, name: model.name }, stateOf(model, rows, at)),
    );
  }
}

/** A model that its maker's list lacks can no longer be called, whatever its end was to be. */
function stateOf(
  { provider, name }: Pick<ConfiguredModel, 'provider' | 'name'>,
  rows: readonly ListedRow[],
  at: Date,
): Pick<CloudModel, 'state' | 'shutdownAt'> {
  const list = rows.filter((row) => row.provider === provider);
  const listed = list.find((row) => row.name === name);
  const day = listed?.shutdown_at ?? retirementOf(provider, name);
  const shutdownAt = day === undefined ? null : new Date(day);
  if ((list.length > 0 && !listed) || (shutdownAt && shutdownAt <= at)) return { state: 'RETIRED', shutdownAt };
  return { state: shutdownAt ? 'DEPRECATED' : 'AVAILABLE', shutdownAt };
}
