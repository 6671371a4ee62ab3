import type { EntityManager } from '@mikro-orm/postgresql';
import { badInput, notFound } from '../../../kernel/errors.ts';
import { ProviderChoice } from '../../../platform/catalogue/film/provider-choice.ts';
import type { FilmProviders, ProviderOn } from '../../../platform/catalogue/film/provider-choice.ts';
import { CLOUDS, providersOn } from '../../../platform/catalogue/provider-settings.ts';
import type { Cloud, ProviderSettings } from '../../../platform/catalogue/provider-settings.ts';
import { PagedQuery } from '../../../platform/database/lists/paged-query.ts';
import { RowMapper } from '../../../platform/database/lists/row-mapper.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import type { Encryption } from '../../../platform/secrets/encryption.ts';
import { authorize } from '../../workspaces/workspace/workspace.access.ts';
import { stateOf } from '../circuits/circuit.states.ts';
import { ProviderCircuits } from '../circuits/provider-circuits.service.ts';
import type { ProviderUse } from '../circuits/provider-circuits.service.ts';
import { testKey } from './key-test.ts';
import type { ProviderKeyTest } from './key-test.ts';
import { ProviderKeyEntity } from './provider-key.entity.ts';
import type { ProviderKeyRow } from './provider-key.entity.ts';
import { removeProviderKey, setProviderKey, testProviderKey } from './provider-key.mutations.ts';

export interface SetProviderKey {
  readonly workspaceId: string;
  readonly provider: string;
  readonly key: string;
}

/** A key without the key itself. */
export type ListedProviderKey = Pick<ProviderKeyRow, 'provider' | 'hint' | 'failures' | 'failure' | 'failedAt' | 'createdAt' | 'updatedAt'>;

/** Keys of a workspace by provider, without the keys themselves. */
const keysOfWorkspace = new PagedQuery<ListedProviderKey, object, 'PROVIDER'>({
  shape: new RowMapper(ProviderKeyEntity, { hidden: ['key'] }),
  parent: 'workspaceId',
  key: 'provider',
  orders: { PROVIDER: { property: 'provider', type: 'text' } },
});

/** Printable ASCII without spaces, because the key becomes a header. */
const KEY = /^[\x21-\x7e]{8,500}$/;
const HINT_CHARACTERS = 4;

const contextOf = (workspaceId: string, provider: string): string => `provider_keys.key ${workspaceId} ${provider}`;

/** Keys of workspaces for clouds, and the providers that the installation and a workspace can call. */
export class ProviderKeys {
  constructor(
    private readonly settings: ProviderSettings,
    private readonly mutations: Mutations,
    private readonly encryption: Encryption,
    private readonly circuits = new ProviderCircuits(),
  ) {}

  /** The providers that films of the workspace can be made with, without those that fail. */
  async choiceOf(em: EntityManager, workspaceId: string): Promise<ProviderChoice> {
    const own = await this.circuits.ofKeys(em, workspaceId);
    const on = providersOn(this.settings, [...own.keys()]);
    // Most installations have none: they are spared the statement.
    const failing = on.length === 0 ? [] : await this.circuits.failing(em);
    const circuitOf = ({ kind, name }: ProviderOn) => own.get(name) ?? failing.find((one) => one.kind === kind && one.provider === name);
    return new ProviderChoice(on.filter((one) => stateOf(circuitOf(one)) !== 'FAILING'));
  }

  /** A film is about to be made by these: one of them that failed is tried again by this film alone. */
  beginProbes(em: EntityManager, workspaceId: string, providers: FilmProviders): Promise<void> {
    return this.circuits.beginProbes(em, workspaceId, providers);
  }

  /** Counts a call of a film; `failure` is its code. Resolves with true when films pass the provider over from now on. */
  recordCall(scope: Scope, use: ProviderUse, failure: string | undefined): Promise<boolean> {
    return this.circuits.record(scope, use, failure);
  }

  /** The key of the workspace, for its own calls only; undefined where it has none. */
  async keyOf(scope: Scope, workspaceId: string, provider: string): Promise<string | undefined> {
    if (!isCloud(provider)) return undefined;
    const row = await scope.tx((em) => em.findOne(ProviderKeyEntity, { workspaceId, provider }));
    return row ? this.encryption.decrypt(row.key, contextOf(workspaceId, provider)) : undefined;
  }

  /** Keys of the workspace, ordered by provider. @throws ReelwrightError FORBIDDEN below ADMIN */
  async list(scope: Scope, workspaceId: string): Promise<readonly ListedProviderKey[]> {
    authorize(scope, workspaceId, 'MANAGE_PROVIDER_KEYS');
    return keysOfWorkspace.rows(scope, workspaceId);
  }

  /**
   * Stores or replaces the key of a provider. @throws ReelwrightError BAD_USER_INPUT for a provider without keys, and for an invalid key
   */
  async set(scope: Scope, { workspaceId, provider, key }: SetProviderKey): Promise<ListedProviderKey> {
    const call = await this.mutations.authorizeCall(scope, { mutation: setProviderKey, workspaceId, subjectId: workspaceId });
    const cloud = readCloud(provider, 'input.provider');
    if (!KEY.test(key)) throw badInput('input.key', 'Must have 8 to 500 characters of a key, without spaces.');
    // What the former key was refused for says nothing about the new one.
    const circuit = { failures: 0, failure: null, failedAt: null, probedAt: null };
    const stored = { key: this.encryption.encrypt(key, contextOf(workspaceId, cloud)), hint: key.slice(-HINT_CHARACTERS), ...circuit };
    await this.mutations.update(scope, call, async (em) => {
      const found = await em.findOne(ProviderKeyEntity, { workspaceId, provider: cloud });
      if (found) Object.assign(found, stored);
      else em.create(ProviderKeyEntity, { workspaceId, provider: cloud, ...stored });
      await em.flush();
      return { after: { provider: cloud } };
    });
    return this.#find(scope, workspaceId, cloud);
  }

  /** Removes the key of a provider. @throws ReelwrightError NOT_FOUND when the workspace has none */
  async remove(scope: Scope, { workspaceId, provider }: Omit<SetProviderKey, 'key'>): Promise<void> {
    const call = await this.mutations.authorizeCall(scope, { mutation: removeProviderKey, workspaceId, subjectId: workspaceId });
    const cloud = readCloud(provider, 'input.provider');
    await this.mutations.update(scope, call, async (em) => {
      if ((await em.nativeDelete(ProviderKeyEntity, { workspaceId, provider: cloud })) === 0) throw notFound('Provider key');
      return { before: { provider: cloud } };
    });
  }

  /**
   * Asks the provider whether the key works, without cost. @throws ReelwrightError NOT_FOUND when the workspace has no key of the provider
   */
  async test(scope: Scope, { workspaceId, provider }: Omit<SetProviderKey, 'key'>): Promise<ProviderKeyTest> {
    const call = await this.mutations.authorizeCall(scope, { mutation: testProviderKey, workspaceId, subjectId: workspaceId });
    const cloud = readCloud(provider, 'input.provider');
    const key = await this.keyOf(scope, workspaceId, cloud);
    if (key === undefined) throw notFound('Provider key');
    const result = await testKey(cloud, key, this.settings, scope.signal);
    await this.mutations.update(scope, call, async () => ({ after: { provider: cloud, works: result.works } }));
    return result;
  }

  /**
   * Encrypts keys again that an earlier ENCRYPTION_KEY encrypted, so that it can be removed. An unreadable one does not block the others.
   * Resolves with their number. @throws at the end if there was an unreadable one
   */
  async reencrypt(scope: Scope): Promise<number> {
    const stale = await scope.tx((em) =>
      em.execute<{ workspace_id: string; provider: string }[]>('select * from provider_keys_to_reencrypt(?)', [this.encryption.prefix]),
    );
    const unread: unknown[] = [];
    for (const { workspace_id: workspaceId, provider } of stale)
      await this.#reencrypt(scope.as({ kind: 'worker', workspaceId }), workspaceId, provider).catch((error: unknown) => unread.push(error));
    if (unread.length > 0) throw new AggregateError(unread, `failed to re-encrypt ${unread.length} keys of providers`);
    return stale.length;
  }

  #reencrypt(scope: Scope, workspaceId: string, provider: string): Promise<void> {
    const context = contextOf(workspaceId, provider);
    return scope.tx(async (em) => {
      const row = await em.findOne(ProviderKeyEntity, { workspaceId, provider });
      if (!row) return;
      const key = this.encryption.encrypt(this.encryption.decrypt(row.key, context), context);
      // Only if its key is still the one that was read: a key that was replaced meanwhile is already encrypted with the current one.
      await em.nativeUpdate(ProviderKeyEntity, { workspaceId, provider, key: row.key }, { key });
    });
  }

  async #find(scope: Scope, workspaceId: string, provider: string): Promise<ListedProviderKey> {
    const row = await scope.read((em) => em.findOne(ProviderKeyEntity, { workspaceId, provider }));
    if (!row) throw notFound('Provider key');
    return row;
  }
}

const isCloud = (name: string): name is Cloud => CLOUDS.some((cloud) => cloud === name);

function readCloud(name: string, path: string): Cloud {
  if (isCloud(name)) return name;
  throw badInput(path, `This provider takes no key. Choose one of ${CLOUDS.join(', ')}.`);
}
