import { currentAdministrator, INSTALLATION, notAdministrator } from '../../../kernel/actor.ts';
import { badInput, notFound } from '../../../kernel/errors.ts';
import type { Log } from '../../../kernel/log.ts';
import { CLOUDS } from '../../../platform/catalogue/provider-settings.ts';
import type { Cloud, ProviderSettings } from '../../../platform/catalogue/provider-settings.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import { testKey } from '../../providers/keys/key-test.service.ts';
import type { ProviderKeyTest } from '../../providers/keys/key-test.service.ts';
import { HINT_CHARACTERS, assertKey, readCloud } from '../../providers/keys/provider-key.states.ts';
import type { SettingSource } from '../settings/settings.states.ts';
import { removeInstallationProviderKey, setInstallationProviderKey, testInstallationProviderKey } from './installation-key.mutations.ts';
import type { InstallationKeys } from './installation-keys.ts';

/** A key of the installation, without the key itself. */
export interface InstallationKey {
  readonly provider: Cloud;
  readonly hint: string;
  readonly source: Exclude<SettingSource, 'DEFAULT'>;
  readonly createdAt: Date | null;
  readonly updatedAt: Date | null;
}

interface Parts {
  readonly keys: InstallationKeys;
  readonly mutations: Mutations;
  /** Of the environment alone. */
  readonly fixed: ProviderSettings;
  /** With the stored keys. */
  readonly settings: ProviderSettings;
  readonly log: Log;
}

/** Keys of clouds that the installation pays, for administrators. A key of the environment wins and is read-only. */
export class InstallationKeyService {
  constructor(private readonly parts: Parts) {}

  /** By the name of the provider. @throws ReelwrightError FORBIDDEN for a non-administrator */
  async list(scope: Scope): Promise<readonly InstallationKey[]> {
    currentAdministrator(scope);
    const stored = await this.parts.keys.stored(scope);
    return CLOUDS.toSorted().flatMap((provider): readonly InstallationKey[] => {
      const key = this.parts.fixed[provider].apiKey;
      if (key !== undefined) return [{ provider, hint: key.slice(-HINT_CHARACTERS), source: 'ENV', createdAt: null, updatedAt: null }];
      const found = stored.find((one) => one.provider === provider);
      return found ? [{ ...found, source: 'DATABASE' }] : [];
    });
  }

  /**
   * Stores or replaces a key for all processes. @throws ReelwrightError FORBIDDEN, BAD_USER_INPUT for a provider without keys, for an invalid
   * key, and where an environment variable sets it
   */
  async set(scope: Scope, { provider, key }: { readonly provider: string; readonly key: string }): Promise<InstallationKey> {
    currentAdministrator(scope);
    const cloud = this.#changeable(provider, 'input.provider');
    assertKey(key, 'input.key');
    const encrypted = this.parts.keys.encrypt(cloud, key);
    await this.parts.mutations.update(scope, { mutation: setInstallationProviderKey, subjectId: INSTALLATION }, async (em) => {
      const values = [cloud, encrypted, key.slice(-HINT_CHARACTERS)];
      const [row] = await em.execute<{ done: boolean }[]>('select store_installation_provider_key(?, ?, ?) as done', values);
      if (!row?.done) throw notAdministrator();
      return { after: { provider: cloud } };
    });
    await this.#load(scope);
    const stored = (await this.list(scope)).find((one) => one.provider === cloud);
    if (!stored) throw notFound('Provider key');
    return stored;
  }

  /** Removes a stored key from all processes. @throws ReelwrightError FORBIDDEN, NOT_FOUND when none is stored */
  async remove(scope: Scope, provider: string): Promise<void> {
    currentAdministrator(scope);
    const cloud = this.#changeable(provider, 'provider');
    await this.parts.mutations.update(scope, { mutation: removeInstallationProviderKey, subjectId: INSTALLATION }, async (em) => {
      const [row] = await em.execute<{ removed: boolean | null }[]>('select remove_installation_provider_key(?) as removed', [cloud]);
      if (row?.removed == null) throw notAdministrator();
      if (!row.removed) throw notFound('Provider key');
      return { before: { provider: cloud } };
    });
    await this.#load(scope);
  }

  /** Asks the provider whether the key in use works, without cost. @throws ReelwrightError FORBIDDEN, NOT_FOUND without a key */
  async test(scope: Scope, provider: string): Promise<ProviderKeyTest> {
    currentAdministrator(scope);
    const { mutations, settings } = this.parts;
    const call = await mutations.authorizeCall(scope, { mutation: testInstallationProviderKey, subjectId: INSTALLATION });
    const cloud = readCloud(provider, 'provider');
    const key = settings[cloud].apiKey;
    if (key === undefined) throw notFound('Provider key');
    const result = await testKey(cloud, key, settings, scope.signal);
    await mutations.update(scope, call, async () => ({ after: { provider: cloud, works: result.works } }));
    return result;
  }

  /** Never fails: the change is committed, and its notification makes every process read the keys again. */
  async #load(scope: Scope): Promise<void> {
    await this.parts.keys
      .load(scope)
      .catch((error: unknown) =>
        this.parts.log.warn({ event: 'provider_keys_not_loaded', err: error }, 'keys of the installation cannot be read; retrying'),
      );
  }

  /** @throws ReelwrightError BAD_USER_INPUT for a provider without keys, and where an environment variable sets the key */
  #changeable(provider: string, path: string): Cloud {
    const cloud = readCloud(provider, path);
    if (this.parts.fixed[cloud].apiKey !== undefined)
      throw badInput(path, 'An environment variable sets this key. Remove it to change the key here.');
    return cloud;
  }
}
