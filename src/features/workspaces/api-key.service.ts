import { createHash, randomBytes } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { ReelwrightError, badInput, notFound, unauthenticated } from '../../kernel/errors.ts';
import { isId } from '../../kernel/id.ts';
import { ROLES } from '../../kernel/role.ts';
import type { Role } from '../../kernel/role.ts';
import { currentUser } from '../../kernel/scope.ts';
import type { Actor } from '../../kernel/scope.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { Verbs } from '../../platform/verb/verbs.ts';
import { ApiKeyEntity } from './api-key.entity.ts';
import type { ApiKeyRow } from './api-key.entity.ts';
import { authorize, roleIn } from './workspace.access.ts';
import { apiKeysOfWorkspace } from './workspace.read.ts';
import type { ListedApiKey } from './workspace.read.ts';

const PREFIX = 'rwk_';
const SECRET_BYTES = 32;
/** How much of a key is kept in the clear: 36 bits of it, of 256. */
const SHOWN_CHARACTERS = PREFIX.length + 6;
/** In a workspace, those that work. */
const API_KEYS_AT_MOST = 50;
const API_KEY_DAYS_AT_MOST = 366;
const DAY_MS = 24 * 3_600_000;

export interface CreateApiKey {
  readonly workspaceId: string;
  readonly name: string;
  readonly role: Role;
  readonly expiresAt: Date;
  readonly idempotencyKey?: string | null | undefined;
}

/** The one time when the key itself is shown. */
export interface ApiKeyWithSecret {
  readonly apiKey: ApiKeyRow;
  /** Null for a repeat: only its hash was kept. */
  readonly secret: string | null;
}

type KeyActor = Actor & { readonly kind: 'key' };

interface FoundKey {
  readonly id: string;
  readonly workspace_id: string;
  readonly role: Role;
  readonly created_by: string;
  readonly creator_role: Role | null;
  /** Statements of our own bring times as text. */
  readonly expires_at: string;
  readonly expired: boolean;
  readonly revoked: boolean;
  readonly last_use_is_old: boolean;
}

/** Is it meant for a key, whatever it is worth? */
export const isApiKey = (token: string): boolean => token.startsWith(PREFIX);

/** Keys for programs. A key does in one workspace what its role allows, as long as the person who made it may do the same. */
export class ApiKeyService {
  readonly #verbs: Verbs;

  constructor(verbs: Verbs) {
    this.#verbs = verbs;
  }

  /** FORBIDDEN for a role above one's own, QUOTA_EXCEEDED for one too many. Keys make no keys: only people do. */
  async create(scope: Scope, input: CreateApiKey): Promise<ApiKeyWithSecret> {
    const { workspaceId, role, expiresAt } = input;
    const { userId } = currentUser(scope);
    authorize(scope, workspaceId, 'MANAGE_API_KEYS');
    refuseMoreThan(roleIn(scope, workspaceId), role);
    const name = input.name.trim();
    if (name === '') throw badInput('input.name', 'Say what the key is for.');
    refuseUnfitEnd(expiresAt);
    const key = PREFIX + randomBytes(SECRET_BYTES).toString('base64url');
    let secret: string | null = null;
    const made = await this.#verbs.make(scope, { name: 'createApiKey', workspaceId, input }, async (em, id) => {
      await refuseTooMany(em, workspaceId);
      const prefix = key.slice(0, SHOWN_CHARACTERS);
      em.create(ApiKeyEntity, { id, workspaceId, name, role, prefix, hash: hashOf(key), createdBy: userId, expiresAt });
      await em.flush();
      secret = key;
      return { after: { name, role, prefix, expiresAt } };
    });
    return { apiKey: await this.#get(scope, made), secret };
  }

  /** It stops working at once, and its sockets are closed. A second time changes nothing. */
  async revoke(scope: Scope, id: string): Promise<void> {
    currentUser(scope);
    const { workspaceId, name, role, prefix } = await this.#get(scope, id);
    authorize(scope, workspaceId, 'MANAGE_API_KEYS');
    await this.#verbs.change(scope, { name: 'revokeApiKey', workspaceId, subjectId: id }, async (em) => {
      await em.execute('update api_keys set revoked_at = now() where id = ? and revoked_at is null', [id]);
      // Heard where ended sessions are: sockets hang on the one as on the other.
      await em.execute(`select pg_notify('session_ended', ?)`, [id]);
      return { before: { name, role, prefix } };
    });
  }

  /** Those that were not revoked, newest first; there are never many. */
  async list(scope: Scope, workspaceId: string): Promise<readonly ListedApiKey[]> {
    authorize(scope, workspaceId, 'MANAGE_API_KEYS');
    return apiKeysOfWorkspace.rows(scope, workspaceId);
  }

  /** Who bears this key, as they stand now. UNAUTHENTICATED when it is none, has expired or was revoked. */
  async authenticate(scope: Scope, key: string): Promise<KeyActor> {
    const found = await find(scope, hashOf(key), null);
    if (!found) throw unauthenticated('INVALID', 'This is no API key.');
    const actor = actorOf(found);
    if (found.last_use_is_old) await noteUse(scope.as(actor), actor);
    return actor;
  }

  /** What a key may do now. UNAUTHENTICATED when that is nothing any more. */
  async standing(scope: Scope, keyId: string): Promise<KeyActor> {
    const found = await find(scope, null, keyId);
    if (!found) throw unauthenticated('REVOKED', 'The API key was revoked.');
    return actorOf(found);
  }

  async #get(scope: Scope, id: string): Promise<ApiKeyRow> {
    const row = isId(id) ? await scope.read((em) => em.findOne(ApiKeyEntity, { id })) : null;
    if (!row) throw notFound('API key');
    return row;
  }
}

const hashOf = (key: string): string => createHash('sha256').update(key).digest('base64url');

const rank = (role: Role): number => ROLES.indexOf(role);

async function find(scope: Scope, hash: string | null, id: string | null): Promise<FoundKey | undefined> {
  const [found] = await scope.tx((em) => em.execute<FoundKey[]>('select * from find_api_key(?, ?)', [hash, id]));
  return found;
}

/** The lesser of the key's role and of its maker's: who is demoted does not go on through a key. */
function actorOf(found: FoundKey): KeyActor {
  const { role, creator_role: creatorRole } = found;
  if (found.revoked || !creatorRole) throw unauthenticated('REVOKED', 'The API key was revoked, or who made it has left the workspace.');
  if (found.expired) throw unauthenticated('EXPIRED', 'The API key has expired. Make a new one.');
  const least = rank(role) >= rank(creatorRole) ? role : creatorRole;
  return {
    kind: 'key',
    keyId: found.id,
    createdBy: found.created_by,
    memberships: new Map([[found.workspace_id, least]]),
    expiresAt: new Date(found.expires_at),
  };
}

/** The look before has told that a minute has passed; of several at once, the first writes. */
async function noteUse(scope: Scope, { keyId }: KeyActor): Promise<void> {
  await scope.tx((em) =>
    em.execute(
      `update api_keys set last_used_at = now()
       where id = ? and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
      [keyId],
    ),
  );
}

function refuseMoreThan(own: Role, wanted: Role): void {
  if (rank(wanted) >= rank(own)) return;
  throw new ReelwrightError('FORBIDDEN', `A key can do no more than who makes it: your role is ${own}.`);
}

function refuseUnfitEnd(expiresAt: Date): void {
  const life = expiresAt.getTime() - Date.now();
  if (life > 0 && life <= API_KEY_DAYS_AT_MOST * DAY_MS) return;
  throw badInput('input.expiresAt', `Name a time from now on, at most ${API_KEY_DAYS_AT_MOST} days ahead.`);
}

/** Under the lock of the workspace's row: two at once would each see room for one more. */
async function refuseTooMany(em: EntityManager, workspaceId: string): Promise<void> {
  await em.execute('select id from workspaces where id = ? for no key update', [workspaceId]);
  if ((await em.count(ApiKeyEntity, { workspaceId, revokedAt: null, expiresAt: { $gt: new Date() } })) < API_KEYS_AT_MOST) return;
  throw new ReelwrightError('QUOTA_EXCEEDED', `A workspace has at most ${API_KEYS_AT_MOST} API keys. Revoke one first.`, {
    details: { limit: API_KEYS_AT_MOST, resetsAt: null },
  });
}
