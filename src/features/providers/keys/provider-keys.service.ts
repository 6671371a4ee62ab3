import type { EntityManager } from '@mikro-orm/postgresql';
import { notFound } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/id.ts';
import { ProviderChoice } from '../../../platform/catalogue/film/provider-choice.ts';
import { providersOn } from '../../../platform/catalogue/provider-settings.ts';
import type { ProviderSettings } from '../../../platform/catalogue/provider-settings.ts';
import { loadBatched } from '../../../platform/database/lists/load-batched.ts';
import { PagedQuery } from '../../../platform/database/lists/paged-query.ts';
import { RowMapper } from '../../../platform/database/lists/row-mapper.ts';
import { lockRow } from '../../../platform/database/rows.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import type { Encryption } from '../../../platform/secrets/encryption.ts';
import type { OwnKey } from '../../jobs/steps/step-handler.ts';
import { authorize } from '../../workspaces/workspace/workspace.access.ts';
import { WorkspaceEntity } from '../../workspaces/workspace/workspace.entity.ts';
import { worstOf } from '../circuits/circuit.states.ts';
import { ProviderCircuits } from '../circuits/provider-circuits.service.ts';
import type { KindProvider, Probes, ProviderUse } from '../circuits/provider-circuits.service.ts';
import { ProviderKeyCircuitEntity } from '../circuits/provider-key-circuit.entity.ts';
import { testKey } from './key-test.service.ts';
import type { ProviderKeyTest } from './key-test.service.ts';
import { ProviderKeyEntity } from './provider-key.entity.ts';
import type { ProviderKeyRow } from './provider-key.entity.ts';
import { removeProviderKey, setProviderKey, testProviderKey } from './provider-key.mutations.ts';
import { HINT_CHARACTERS, assertKey, isCloud, readCloud } from './provider-key.states.ts';

export interface SetProviderKey {
  readonly workspaceId: string;
  readonly provider: string;
  readonly key: string;
}

type StoredKey = Pick<ProviderKeyRow, 'provider' | 'hint' | 'createdAt' | 'updatedAt'>;

/** A key without the key itself, with the worst of its circuits. */
export interface ListedProviderKey extends StoredKey {
  readonly failures: number;
  readonly failure: string | null;
  readonly failedAt: Date | null;
}

/** Keys of a workspace by provider, without the keys themselves. */
const keysOfWorkspace = new PagedQuery<StoredKey, object, 'PROVIDER'>({
  shape: new RowMapper(ProviderKeyEntity, { hidden: ['key'] }),
  parent: 'workspaceId',
  key: 'provider',
  orders: { PROVIDER: { property: 'provider', type: 'text' } },
});

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
    const on = providersOn(this.settings, own.providers);
    // Most installations have none: they are spared the statement.
    if (on.length === 0) return new ProviderChoice();
    const stateFor = await this.circuits.states(em, own);
    const working = on.filter((one) => stateFor(one) !== 'FAILING');
    return new ProviderChoice(
      working,
      working.filter((one) => stateFor(one) === 'PROBING'),
    );
  }

  /** A film is about to be made by these: one of them that failed is tried again by this film alone. */
  beginProbes(em: EntityManager, workspaceId: string, used: readonly KindProvider[]): Promise<Probes> {
    return this.circuits.beginProbes(em, workspaceId, used);
  }

  /** Counts a call of a film; `failure` is its code. Resolves with true when films pass the provider over from now on. */
  recordCall(scope: Scope, use: ProviderUse, failure: string | undefined): Promise<boolean> {
    return this.circuits.record(scope, use, failure);
  }

  /** The key of the workspace, for its own calls only; undefined where it has none. */
  async keyOf(scope: Scope, workspaceId: string, provider: string): Promise<OwnKey | undefined> {
    if (!isCloud(provider)) return undefined;
    const row = await scope.tx((em) => em.findOne(ProviderKeyEntity, { workspaceId, provider }));
    if (!row) return undefined;
    const { keyId: id, updatedAt, createdAt } = row;
    return { id, key: this.encryption.decrypt(row.key, contextOf(workspaceId, provider)), setAt: updatedAt ?? createdAt };
  }

  /** Keys of the workspace, ordered by provider. @throws ReelwrightError FORBIDDEN below ADMIN */
  async list(scope: Scope, workspaceId: string): Promise<readonly ListedProviderKey[]> {
    authorize(scope, workspaceId, 'MANAGE_PROVIDER_KEYS');
    return this.#withCircuits(scope, workspaceId, await keysOfWorkspace.rows(scope, workspaceId));
  }

  /**
   * Stores or replaces the key of a provider. @throws ReelwrightError BAD_USER_INPUT for a provider without keys, and for an invalid key
   */
  async set(scope: Scope, { workspaceId, provider, key }: SetProviderKey): Promise<ListedProviderKey> {
    const call = await this.mutations.authorizeCall(scope, { mutation: setProviderKey, workspaceId, subjectId: workspaceId });
    const cloud = readCloud(provider, 'input.provider');
    assertKey(key, 'input.key');
    const stored = { key: this.encryption.encrypt(key, contextOf(workspaceId, cloud)), hint: key.slice(-HINT_CHARACTERS), keyId: newId() };
    await this.mutations.update(scope, call, async (em) => {
      // Two calls that both set the first key have no row of it to wait for.
      await lockRow(em, WorkspaceEntity, workspaceId);
      const found = await em.findOne(ProviderKeyEntity, { workspaceId, provider: cloud });
      if (found) Object.assign(found, stored);
      else em.create(ProviderKeyEntity, { workspaceId, provider: cloud, ...stored });
      await em.flush();
      // Refusals of the former key do not apply to the new one. The key row comes first, because calls lock it while they are counted.
      await em.nativeDelete(ProviderKeyCircuitEntity, { workspaceId, provider: cloud });
      return { after: { provider: cloud } };
    });
    return { ...(await this.#find(scope, workspaceId, cloud)), ...CLOSED };
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
    const own = await this.keyOf(scope, workspaceId, cloud);
    if (own === undefined) throw notFound('Provider key');
    const result = await testKey(cloud, own.key, this.settings, scope.signal);
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

  async #find(scope: Scope, workspaceId: string, provider: string): Promise<StoredKey> {
    const row = await scope.read((em) => em.findOne(ProviderKeyEntity, { workspaceId, provider }));
    if (!row) throw notFound('Provider key');
    return row;
  }

  /** The keys, each with the worst of its circuits. */
  async #withCircuits(scope: Scope, workspaceId: string, keys: readonly StoredKey[]): Promise<readonly ListedProviderKey[]> {
    const circuits =
      (await loadBatched(scope, { owner: this, question: 'circuits', id: workspaceId }, async (em, ids) =>
        Map.groupBy(await em.find(ProviderKeyCircuitEntity, { workspaceId: [...ids] }), (one) => one.workspaceId),
      )) ?? [];
    return keys.map(({ provider, hint, createdAt, updatedAt }) => {
      const { failures, failure, failedAt } = worstOf(circuits.filter((one) => one.provider === provider)) ?? CLOSED;
      return { provider, hint, createdAt, updatedAt, failures, failure, failedAt };
    });
  }
}

const CLOSED = { failures: 0, failure: null, failedAt: null } as const;
