import { randomBytes } from 'node:crypto';
import { LockMode } from '@mikro-orm/postgresql';
import type { EntityManager } from '@mikro-orm/postgresql';
import { ReelwrightError, assertQuota, badInput, notFound, unauthenticated } from '../../../kernel/errors.ts';
import { ROLES } from '../../../kernel/role.ts';
import type { Role } from '../../../kernel/role.ts';
import { currentUser } from '../../../kernel/actor.ts';
import type { Actor } from '../../../kernel/actor.ts';
import { transactionTime } from '../../../platform/database/database-time.ts';
import { loadRow, lockRow } from '../../../platform/database/rows.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { tokenHash } from '../../../platform/secrets/token-hash.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import { notify } from '../../../platform/database/notify.ts';
import { ApiKeyEntity } from './api-key.entity.ts';
import type { ApiKeyRow } from './api-key.entity.ts';
import { authorize, roleIn } from '../workspace/workspace.access.ts';
import { WorkspaceEntity } from '../workspace/workspace.entity.ts';
import { apiKeysOfWorkspace } from '../workspace/workspace.read.ts';
import type { ListedApiKey } from '../workspace/workspace.read.ts';
import { createApiKey, revokeApiKey } from './api-key.mutations.ts';

const PREFIX = 'rwk_';
const SECRET_BYTES = 32;
/** Length of the visible prefix, which reveals 36 of 256 bits. */
const SHOWN_CHARACTERS = PREFIX.length + 6;
/** Maximum active keys of a workspace. */
const MAX_API_KEYS = 50;
const MAX_API_KEY_DAYS = 366;
const DAY_MS = 24 * 3_600_000;

export interface CreateApiKey {
  readonly workspaceId: string;
  readonly name: string;
  readonly role: Role;
  readonly expiresAt: Date;
  readonly idempotencyKey?: string | null | undefined;
}

/** The answer that creates a key, the only one that contains it. */
export interface ApiKeyWithSecret {
  readonly apiKey: ApiKeyRow;
  /** The key; null when the call is repeated with its idempotency key, because only the hash is stored. */
  readonly secret: string | null;
}

type KeyActor = Actor & { readonly kind: 'key' };

interface FoundKey {
  readonly id: string;
  readonly workspace_id: string;
  readonly role: Role;
  readonly created_by: string;
  readonly creator_role: Role | null;
  /** A time as text, as raw statements return it. */
  readonly expires_at: string;
  readonly expired: boolean;
  readonly revoked: boolean;
  readonly last_use_is_old: boolean;
}

/** Whether a token has the form of an API key, valid or not. */
export const isApiKey = (token: string): boolean => token.startsWith(PREFIX);

/** API keys for programs. A key has its role in one workspace, limited by its creator's current role. */
export class ApiKeyService {
  constructor(private readonly mutations: Mutations) {}

  /** Creates a key, for users only. @throws ReelwrightError FORBIDDEN for a role above one's own, QUOTA_EXCEEDED */
  async create(scope: Scope, input: CreateApiKey): Promise<ApiKeyWithSecret> {
    const { workspaceId, role, expiresAt } = input;
    const { userId } = currentUser(scope);
    const call = await this.mutations.authorizeCall(scope, { mutation: createApiKey, workspaceId, input });
    assertGrantable(roleIn(scope, workspaceId), role);
    const name = input.name.trim();
    if (name === '') throw badInput('input.name', 'Must not be empty.');
    assertKeyExpiry(expiresAt);
    const key = PREFIX + randomBytes(SECRET_BYTES).toString('base64url');
    let secret: string | null = null;
    const made = await this.mutations.create(scope, call, async (em, id) => {
      await assertKeyQuota(em, workspaceId);
      const prefix = key.slice(0, SHOWN_CHARACTERS);
      em.create(ApiKeyEntity, { id, workspaceId, name, role, prefix, hash: tokenHash(key), createdBy: userId, expiresAt });
      await em.flush();
      secret = key;
      return { after: { name, role, prefix, expiresAt } };
    });
    return { apiKey: await this.#get(scope, made), secret };
  }

  /** Revokes a key, effective immediately, and closes its sockets. Idempotent. */
  async revoke(scope: Scope, id: string): Promise<void> {
    currentUser(scope);
    const { workspaceId, name, role, prefix } = await this.#get(scope, id);
    await this.mutations.update(scope, { mutation: revokeApiKey, workspaceId, subjectId: id }, async (em) => {
      const key = await em.findOneOrFail(ApiKeyEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      key.revokedAt ??= new Date();
      await em.flush();
      // Sockets of keys listen to the channel of ended sessions too.
      await notify(em, 'session_ended', id);
      return { before: { name, role, prefix } };
    });
  }

  /** Keys that were not revoked, newest first; not paged because there are few. */
  async list(scope: Scope, workspaceId: string): Promise<readonly ListedApiKey[]> {
    authorize(scope, workspaceId, 'MANAGE_API_KEYS');
    return apiKeysOfWorkspace.rows(scope, workspaceId);
  }

  /** A key by its id. @throws ReelwrightError NOT_FOUND for a missing or revoked key and, identically, for one of another workspace */
  async get(scope: Scope, id: string): Promise<ListedApiKey> {
    const key = await apiKeysOfWorkspace.find(scope, id);
    if (!key) throw notFound('API key');
    authorize(scope, key.workspaceId, 'MANAGE_API_KEYS');
    return key;
  }

  /** The bearer of a key with its current rights. @throws ReelwrightError UNAUTHENTICATED for an invalid, expired or revoked key */
  async authenticate(scope: Scope, key: string): Promise<KeyActor> {
    const found = await find(scope, tokenHash(key), null);
    if (!found) throw unauthenticated('INVALID', 'Invalid API key.');
    const actor = actorOf(found);
    if (found.last_use_is_old) await noteUse(scope.as(actor), actor);
    return actor;
  }

  /** The current rights of a key. @throws ReelwrightError UNAUTHENTICATED when it has none */
  async revalidate(scope: Scope, keyId: string): Promise<KeyActor> {
    const found = await find(scope, null, keyId);
    if (!found) throw unauthenticated('REVOKED', 'The API key was revoked.');
    return actorOf(found);
  }

  #get(scope: Scope, id: string): Promise<ApiKeyRow> {
    return loadRow(scope, ApiKeyEntity, id, 'API key');
  }
}

const rank = (role: Role): number => ROLES.indexOf(role);

const find = (scope: Scope, hash: string | null, id: string | null): Promise<FoundKey | undefined> =>
  scope.executeAlone('select * from find_api_key(?, ?)', [hash, id]);

/** The key as an actor. Its role is the lower one of its own and its creator's, so that a demotion applies to keys too. */
function actorOf(found: FoundKey): KeyActor {
  const { role, creator_role: creatorRole } = found;
  if (found.revoked || !creatorRole) throw unauthenticated('REVOKED', 'The API key was revoked, or its creator has left the workspace.');
  if (found.expired) throw unauthenticated('EXPIRED', 'The API key has expired. Create a new one.');
  const least = rank(role) >= rank(creatorRole) ? role : creatorRole;
  return {
    kind: 'key',
    keyId: found.id,
    createdBy: found.created_by,
    memberships: new Map([[found.workspace_id, least]]),
    expiresAt: new Date(found.expires_at),
  };
}

/** Records the use of a key. The preceding read found that a minute has passed; of several concurrent calls the first writes. */
async function noteUse(scope: Scope, { keyId }: KeyActor): Promise<void> {
  await scope.tx((em) =>
    em.nativeUpdate(
      ApiKeyEntity,
      { id: keyId, $or: [{ lastUsedAt: null }, { lastUsedAt: { $lt: transactionTime(-60) } }] },
      { lastUsedAt: transactionTime() },
    ),
  );
}

function assertGrantable(own: Role, wanted: Role): void {
  if (rank(wanted) >= rank(own)) return;
  throw new ReelwrightError('FORBIDDEN', `A key cannot have a role above that of its creator: your role is ${own}.`);
}

function assertKeyExpiry(expiresAt: Date): void {
  const life = expiresAt.getTime() - Date.now();
  if (life > 0 && life <= MAX_API_KEY_DAYS * DAY_MS) return;
  throw badInput('input.expiresAt', `Must be in the future, and at most ${MAX_API_KEY_DAYS} days from now.`);
}

/** Locks the workspace's row: two concurrent calls could otherwise both count one free key. @throws ReelwrightError QUOTA_EXCEEDED */
async function assertKeyQuota(em: EntityManager, workspaceId: string): Promise<void> {
  await lockRow(em, WorkspaceEntity, workspaceId);
  const active = await em.count(ApiKeyEntity, { workspaceId, revokedAt: null, expiresAt: { $gt: new Date() } });
  assertQuota(active + 1, MAX_API_KEYS, `A workspace can have at most ${MAX_API_KEYS} API keys. Revoke one first.`);
}
