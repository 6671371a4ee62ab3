import { beforeAll, describe, expect, test } from 'vitest';
import type { ApiKeyWithSecret, CreateApiKey } from '../../../../src/features/workspaces/api-keys/api-key.service.ts';
import { authorize } from '../../../../src/features/workspaces/workspace/workspace.access.ts';
import { newId } from '../../../../src/kernel/id.ts';
import type { Role } from '../../../../src/kernel/role.ts';
import { currentUser } from '../../../../src/kernel/actor.ts';
import type { Actor } from '../../../../src/kernel/actor.ts';
import type { Scope } from '../../../../src/platform/database/scope.ts';
import { looseSteps, makeTenant, useEngine, request, scopeOf, until, type Tenant } from '../../../support/engine.ts';
import { makeMember } from '../../../support/world.ts';

const engine = useEngine();
let owner: Tenant;
const ended: string[] = [];
beforeAll(async () => {
  owner = await makeTenant(engine);
  engine.pubsub.listen('session_ended', (id) => ended.push(id ?? 'reconnected'));
});

const DAY_MS = 24 * 3_600_000;
const tomorrow = (): Date => new Date(Date.now() + DAY_MS);
const nobody = (): Scope => scopeOf(engine, { kind: 'anonymous' });

const create = (tenant: Pick<Tenant, 'actor' | 'workspaceId'>, changed: Partial<CreateApiKey> = {}): Promise<ApiKeyWithSecret> =>
  request(engine, tenant.actor, (scope) =>
    engine.apiKeys.create(scope, { workspaceId: tenant.workspaceId, name: 'a robot', role: 'EDITOR', expiresAt: tomorrow(), ...changed }),
  );
const newKey = async (tenant: Pick<Tenant, 'actor' | 'workspaceId'>, changed: Partial<CreateApiKey> = {}) => {
  const { apiKey, secret } = await create(tenant, changed);
  if (secret === null) throw new Error('a new key is shown');
  return { id: apiKey.id, secret, apiKey };
};
const authenticate = (key: string): Promise<Actor & { kind: 'key' }> => engine.apiKeys.authenticate(nobody(), key);
/** The same person, as the workspace sees them after their role was changed. */
const demote = async (tenant: Tenant, role: Role): Promise<void> => {
  await engine.owner('update memberships set role = $2 where user_id = $1', [tenant.userId, role]);
};
const refusedWith = (reason: string) => ({ code: 'UNAUTHENTICATED', details: { reason } });

describe('a key', () => {
  test('acts in its workspace, in its role, in the name of who made it', async () => {
    const { id, secret, apiKey } = await newKey(owner);
    expect(secret).toMatch(/^rwk_[\w-]{43}$/);
    const actor = await authenticate(secret);
    expect(actor).toMatchObject({ kind: 'key', keyId: id, createdBy: owner.userId, expiresAt: apiKey.expiresAt });
    expect([...actor.memberships]).toEqual([[owner.workspaceId, 'EDITOR']]);
    const { rows } = await request(engine, actor, (scope) => engine.workspaces.list(scope, {}));
    expect(rows.map((row) => row.id)).toEqual([owner.workspaceId]);
    const jobId = await scopeOf(engine, actor).tx(async (em) => {
      const job = { id: newId(), workspaceId: owner.workspaceId, type: 'VIDEO' as const, title: 'made by a robot', input: {} };
      await engine.jobs.create(em, scopeOf(engine, actor), { ...job, steps: looseSteps(1), credits: 0 });
      return job.id;
    });
    expect(await engine.owner('select created_by from jobs where id = $1', [jobId])).toEqual([{ created_by: owner.userId }]);
  });

  test('does no more than its role, and nothing elsewhere', async () => {
    const stranger = await makeTenant(engine);
    const scope = scopeOf(engine, await authenticate((await newKey(owner)).secret));
    authorize(scope, owner.workspaceId, 'MAKE_VIDEO');
    expect(() => authorize(scope, owner.workspaceId, 'MANAGE_WEBHOOKS')).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
    expect(() => authorize(scope, stranger.workspaceId, 'VIEW')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    await expect(engine.workspaces.get(scope, stranger.workspaceId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await scope.close();
  });

  test('is nobody: what only a person may do is refused, and so is making or revoking keys', async () => {
    const { id, secret } = await newKey(owner, { role: 'OWNER' });
    const actor = await authenticate(secret);
    const forbidden = { code: 'FORBIDDEN', message: expect.stringContaining('API keys act for a workspace') as string };
    expect(() => currentUser({ actor })).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
    const scope = scopeOf(engine, actor);
    await expect(engine.identity.me(scope)).rejects.toMatchObject(forbidden);
    await expect(engine.identity.logout(scope, true)).rejects.toMatchObject(forbidden);
    await expect(engine.apiKeys.revoke(scope, id)).rejects.toMatchObject(forbidden);
    await expect(create({ actor: actor as never, workspaceId: owner.workspaceId })).rejects.toMatchObject(forbidden);
    await authenticate(secret);
  });

  test('that is none is refused', async () => {
    const { secret } = await newKey(owner);
    for (const wrong of ['rwk_', `rwk_${'A'.repeat(43)}`, `${secret}A`, secret.slice(0, -1), secret.toLowerCase(), `rwk_${secret}`])
      await expect(authenticate(wrong), wrong).rejects.toMatchObject(refusedWith('INVALID'));
  });

  test('ends when its time is over', async () => {
    const { id, secret } = await newKey(owner);
    await engine.owner(`update api_keys set expires_at = now() - interval '1 second' where id = $1`, [id]);
    await expect(authenticate(secret)).rejects.toMatchObject(refusedWith('EXPIRED'));
  });

  test('ends when it is revoked, everywhere, and is listed no more', async () => {
    const [kept, gone] = [await newKey(owner), await newKey(owner)];
    await request(engine, owner.actor, (scope) => engine.apiKeys.revoke(scope, gone.id));
    await until(() => ended.includes(gone.id));
    await expect(authenticate(gone.secret)).rejects.toMatchObject(refusedWith('REVOKED'));
    await expect(engine.apiKeys.revalidate(nobody(), gone.id)).rejects.toMatchObject(refusedWith('REVOKED'));
    const listed = await request(engine, owner.actor, (scope) => engine.apiKeys.list(scope, owner.workspaceId));
    expect(listed.map(({ id }) => id)).toContain(kept.id);
    expect(listed.map(({ id }) => id)).not.toContain(gone.id);
    expect(ended).not.toContain(kept.id);
  });

  test('sinks with who made it, and ends when they leave', async () => {
    const maker = await makeTenant(engine, 'ADMIN');
    const { id, secret } = await newKey(maker, { role: 'ADMIN' });
    await demote(maker, 'VIEWER');
    for (const actor of [await authenticate(secret), await engine.apiKeys.revalidate(nobody(), id)])
      expect([...actor.memberships]).toEqual([[maker.workspaceId, 'VIEWER']]);
    await demote(maker, 'OWNER');
    expect([...(await authenticate(secret)).memberships.values()]).toEqual(['ADMIN']);
    await engine.owner('delete from memberships where user_id = $1', [maker.userId]);
    await expect(authenticate(secret)).rejects.toMatchObject(refusedWith('REVOKED'));
    await expect(engine.apiKeys.revalidate(nobody(), id)).rejects.toMatchObject(refusedWith('REVOKED'));
  });

  test.each([
    ['are removed', (maker: Tenant) => request(engine, owner.actor, (scope) => engine.members.remove(scope, { ...maker }))],
    ['leave', (maker: Tenant) => request(engine, maker.actor, (scope) => engine.members.leave(scope, maker.workspaceId))],
  ])('does not come back with who made it, when they %s', async (_, part) => {
    const { workspaceId } = owner;
    const actor = await makeMember(engine, owner, 'ADMIN');
    const maker = { ...owner, actor, userId: actor.userId, workspaceId };
    const { secret } = await newKey(maker);
    await authenticate(secret);
    await part(maker);
    await engine.owner(`insert into memberships (workspace_id, user_id, role) values ($1, $2, 'ADMIN')`, [workspaceId, actor.userId]);
    await expect(authenticate(secret)).rejects.toMatchObject(refusedWith('REVOKED'));
  });

  test('says when it was used last, to the minute', async () => {
    const { id, secret } = await newKey(owner);
    const used = async () =>
      (await engine.owner<{ at: Date | null }>('select last_used_at as at from api_keys where id = $1', [id]))[0]?.at;
    expect(await used()).toBeNull();
    await Promise.all([authenticate(secret), authenticate(secret), authenticate(secret)]);
    const first = await used();
    expect(first).toBeInstanceOf(Date);
    await authenticate(secret);
    expect(await used()).toEqual(first);
    await engine.owner(`update api_keys set last_used_at = now() - interval '61 seconds' where id = $1`, [id]);
    await authenticate(secret);
    expect((await used())?.getTime()).toBeGreaterThanOrEqual(first?.getTime() ?? Infinity);
  });
});

test('what a key does stands in the audit log as its own, under the name of who made it', async () => {
  const { id, secret } = await newKey(owner, { role: 'ADMIN' });
  const actor = await authenticate(secret);
  await request(engine, actor, (scope) =>
    engine.webhooks.create(scope, { workspaceId: owner.workspaceId, url: 'http://127.0.0.1:65535/' }),
  );
  const events = await engine.owner('select actor_kind, user_id, role, action from audit_events where key_id = $1', [id]);
  expect(events).toEqual([{ actor_kind: 'KEY', user_id: owner.userId, role: 'ADMIN', action: 'createWebhook' }]);
  expect(await engine.owner('select 1 from audit_events where subject_id = $1 and user_id = $2', [id, owner.userId])).toHaveLength(1);
});

describe('making a key', () => {
  test('is for ADMIN and above, for no more than they may do themselves', async () => {
    const admin = await makeTenant(engine, 'ADMIN');
    await expect(create(admin, { role: 'OWNER' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    for (const role of ['ADMIN', 'EDITOR', 'VIEWER'] as const) expect((await create(admin, { role })).apiKey).toMatchObject({ role });
    for (const role of ['EDITOR', 'VIEWER'] as const) {
      const member = await makeTenant(engine, role);
      await expect(create(member, { role: 'VIEWER' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(request(engine, member.actor, async (scope) => engine.apiKeys.list(scope, member.workspaceId))).rejects.toMatchObject({
        code: 'FORBIDDEN',
      });
    }
    await expect(create({ ...admin, workspaceId: owner.workspaceId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('and revoking one is nothing that strangers can do, nor find out about', async () => {
    const { id, secret } = await newKey(owner);
    const stranger = await makeTenant(engine);
    const revoke = (which: string) => request(engine, stranger.actor, (scope) => engine.apiKeys.revoke(scope, which));
    const words = { code: 'NOT_FOUND', message: 'API key not found.' };
    for (const which of [id, newId(), 'no id']) await expect(revoke(which)).rejects.toMatchObject(words);
    await authenticate(secret);
  });

  test.each<[string, Partial<CreateApiKey>, string]>([
    ['an end that is past', { expiresAt: new Date(Date.now() - 1) }, 'input.expiresAt'],
    ['an end too far away', { expiresAt: new Date(Date.now() + 367 * DAY_MS) }, 'input.expiresAt'],
    ['no end', { expiresAt: new Date(Number.NaN) }, 'input.expiresAt'],
    ['a name of spaces', { name: '  ' }, 'input.name'],
  ])('is refused with %s', async (_what, changed, path) => {
    await expect(create(owner, changed)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path }] });
  });

  test('again with the same idempotency key gives the same one, whose secret is shown no more', async () => {
    const input = { idempotencyKey: newId(), expiresAt: tomorrow() };
    const [first, again] = [await create(owner, input), await create(owner, input)];
    expect(again.apiKey.id).toBe(first.apiKey.id);
    expect([typeof first.secret, again.secret]).toEqual(['string', null]);
    const later = create(owner, { ...input, expiresAt: new Date(input.expiresAt.getTime() + 1_000) });
    await expect(later).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  });

  test('ends at 50 that work, also at the same moment', async () => {
    const busy = await makeTenant(engine);
    await engine.owner(
      `insert into api_keys (id, workspace_id, name, role, prefix, hash, created_by, expires_at)
       select gen_random_uuid(), $1, 'k', 'VIEWER', 'rwk_', gen_random_uuid(), $2, now() + interval '1 day' from generate_series(1, 49)`,
      [busy.workspaceId, busy.userId],
    );
    const tries = await Promise.allSettled([create(busy), create(busy), create(busy)]);
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(create(busy)).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED', details: { limit: 50, resetsAt: null } });
    await engine.owner(`update api_keys set expires_at = now() where workspace_id = $1 and name = 'k'`, [busy.workspaceId]);
    await create(busy);
  });
});

test('the application can give no key a greater role, another workspace or another hash', async () => {
  await newKey(owner);
  for (const column of ['role', 'workspace_id', 'hash', 'expires_at', 'created_by'])
    await expect(scopeOf(engine, owner.actor).tx((em) => em.execute(`update api_keys set ${column} = ${column}`))).rejects.toMatchObject({
      code: '42501',
    });
});

test('no key is kept in the clear', async () => {
  const { secret } = await newKey(owner);
  const rows = await engine.owner<{ line: string }>('select row_to_json(k)::text as line from api_keys k');
  expect(rows.some(({ line }) => line.includes(secret.slice(0, 10)))).toBe(true);
  for (const { line } of rows) expect(line).not.toContain(secret.slice(10));
});
