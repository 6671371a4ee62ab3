import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  begin,
  looseSteps,
  jobRow,
  makeJob,
  makeTenant,
  useEngine,
  request,
  scopeOf,
  until,
  type Tenant,
} from '../../../support/engine.ts';
import { openCaller } from '../../../support/call-operation.ts';
import { lettersTo, tokenIn } from '../../../support/emails.ts';
import { current, makeMember, makePerson } from '../../../support/world.ts';

const engine = useEngine();
let tenant: Tenant;
const stopped: (string | undefined)[] = [];

beforeAll(async () => {
  engine.pubsub.listen('job_stopped', (jobId) => stopped.push(jobId));
});
beforeEach(async () => {
  tenant = await makeTenant(engine);
});

const notThere = { code: 'NOT_FOUND', message: 'Workspace not found.' };
const create = (who: Tenant['actor'], name = 'Second') =>
  request(engine, who, async (scope) => (await engine.workspaces.create(scope, { name })).workspace);
const get = (who: Tenant['actor'], id = tenant.workspaceId) => request(engine, who, (scope) => engine.workspaces.get(scope, id));
const remove = (who = tenant.actor) => request(engine, who, (scope) => engine.workspaces.delete(scope, tenant.workspaceId));
const restore = (who = tenant.actor) =>
  request(engine, who, async (scope) => (await engine.workspaces.restore(scope, tenant.workspaceId)).workspace);
const listDeleted = (who = tenant.actor) => request(engine, who, (scope) => engine.workspaces.listDeleted(scope));

describe('a workspace that is created', () => {
  test('belongs to its creator, beside the ones that they have, and has no credits', async () => {
    const { id, name } = await create(await makePerson(engine), '  Cafe\u0301  ');
    expect(name).toBe('Café');
    expect(await engine.owner('select role from memberships where workspace_id = $1', [id])).toEqual([{ role: 'OWNER' }]);
    expect(await engine.owner('select 1 from credit_movements where workspace_id = $1', [id])).toEqual([]);
    await expect(get(tenant.actor, id)).rejects.toMatchObject(notThere);
  });

  test('is one of at most 50, by two at once too', async () => {
    const person = await makePerson(engine);
    await engine.owner(
      `with made as (insert into workspaces (id, name) select gen_random_uuid(), 'one' from generate_series(1, 49) returning id)
       insert into memberships (workspace_id, user_id, role) select id, $1, 'OWNER' from made`,
      [person.userId],
    );
    const now = await current(engine, person);
    const results = await Promise.allSettled([create(now), create(now)]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'QUOTA_EXCEEDED', details: { limit: 50 } },
    });
  });
});

test.each([
  ['nothing', ''],
  ['spaces', '   '],
  ['what cannot be seen', '\u200b\u200d'],
  ['a line break', 'Two\nlines'],
  ['an email head', 'Name\r\nBcc: all@example.test'],
  ['a turn of direction', 'abc\u202egpj'],
  ['101 characters', 'a'.repeat(101)],
])('no workspace is named with %s', async (_, name) => {
  const caller = await openCaller(engine);
  for (const [operation, args] of [
    ['Mutation.createWorkspace', { input: { name } }],
    ['Mutation.updateWorkspace', { id: tenant.workspaceId, input: { name } }],
  ] as const) {
    expect(await caller.call(tenant.actor, operation, args)).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', fields: [{ path: 'input.name' }] },
    });
  }
});

test('a workspace is renamed', async () => {
  const renamed = await request(engine, tenant.actor, (scope) =>
    engine.workspaces.update(scope, tenant.workspaceId, { name: 'New name ' }),
  );
  expect(renamed).toMatchObject({ id: tenant.workspaceId, name: 'New name' });
});

describe('a workspace that is deleted', () => {
  test('is found by nobody, whatever they ask for', async () => {
    const viewer = await makeMember(engine, tenant, 'VIEWER');
    const jobId = await makeJob(engine, tenant, looseSteps(1));
    await remove();
    for (const person of [viewer, await current(engine, await makePerson(engine))]) {
      const now = await current(engine, person);
      expect(now.memberships.size).toBe(0);
      await expect(get(now)).rejects.toMatchObject(notThere);
      await expect(request(engine, now, (scope) => engine.jobs.get(scope, jobId))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    // A request that began before it was deleted.
    await expect(get(tenant.actor)).rejects.toMatchObject(notThere);
    await expect(remove()).rejects.toMatchObject(notThere);
  });

  test('has its jobs canceled and their credits back, whether they wait or run', async () => {
    const [first, second] = [looseSteps(1), looseSteps(2)];
    const [running, waiting] = [await makeJob(engine, tenant, first, 30), await makeJob(engine, tenant, second, 40)];
    await begin(engine, tenant, running, first[0]!.id);
    stopped.length = 0;
    await remove();
    expect([(await jobRow(engine, running)).status, (await jobRow(engine, waiting)).status]).toEqual(['CANCELED', 'CANCELED']);
    expect(await engine.owner('select reserved, available from credit_balances where workspace_id = $1', [tenant.workspaceId])).toEqual([
      { reserved: 0, available: 1_000 },
    ]);
    await until(() => stopped.length === 2);
  });

  test('is closed to the keys of programs too, and open to them again when it is restored', async () => {
    const input = {
      workspaceId: tenant.workspaceId,
      name: 'nightly',
      role: 'VIEWER' as const,
      expiresAt: new Date(Date.now() + 3_600_000),
    };
    const { secret } = await request(engine, tenant.actor, (scope) => engine.apiKeys.create(scope, input));
    const enter = () => engine.apiKeys.authenticate(scopeOf(engine, { kind: 'anonymous' }), secret ?? '');
    await remove();
    await expect(enter()).rejects.toMatchObject({ code: 'UNAUTHENTICATED', details: { reason: 'REVOKED' } });
    await restore();
    expect((await enter()).memberships).toEqual(new Map([[tenant.workspaceId, 'VIEWER']]));
  });

  test('takes nobody in', async () => {
    const email = 'late@example.test';
    await request(engine, tenant.actor, (scope) =>
      engine.invitations.invite(scope, { workspaceId: tenant.workspaceId, email, role: 'VIEWER' }),
    );
    await remove();
    const guest = await makePerson(engine, email);
    const token = tokenIn((await lettersTo(engine, email)).at(-1)?.text ?? '');
    await expect(request(engine, guest, (scope) => engine.invitations.accept(scope, token))).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'Invitation not found.',
    });
  });

  test('comes back with its members, by a former owner alone, once', async () => {
    const [admin, stranger] = [await makeMember(engine, tenant, 'ADMIN'), await makeTenant(engine)];
    const before = await engine.owner('select * from memberships where workspace_id = $1 order by user_id', [tenant.workspaceId]);
    await remove();
    for (const other of [admin, stranger.actor]) {
      expect(await listDeleted(other)).toEqual([]);
      await expect(restore(other)).rejects.toMatchObject(notThere);
    }
    expect(await listDeleted()).toMatchObject([{ id: tenant.workspaceId }]);
    const results = await Promise.allSettled([restore(), restore()]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: notThere });
    expect(await engine.owner('select * from memberships where workspace_id = $1 order by user_id', [tenant.workspaceId])).toEqual(before);
    expect(await get(await current(engine, admin))).toMatchObject({ id: tenant.workspaceId });
    expect(await listDeleted()).toEqual([]);
  });

  test('is restored for 30 days, and then may be purged', async () => {
    await remove();
    const purgeable = () => engine.owner<{ workspace_id: string }>('select * from workspaces_to_purge()');
    expect(await purgeable()).toEqual([]);
    const [{ restorableUntil } = { restorableUntil: new Date(0) }] = await listDeleted();
    expect((restorableUntil.getTime() - Date.now()) / 86_400_000).toBeCloseTo(30, 1);
    const end = (interval: string) =>
      engine.owner(`update workspaces set restorable_until = now() - $2::interval where id = $1`, [tenant.workspaceId, interval]);
    // A second past each limit: the column rounds to milliseconds, also up.
    await end('1 second');
    expect(await listDeleted()).toEqual([]);
    await expect(restore()).rejects.toMatchObject(notThere);
    // Anyone who began to restore it a moment ago may not be through.
    expect(await purgeable()).toEqual([]);
    await end('1 hour 1 second');
    expect(await purgeable()).toEqual([{ workspace_id: tenant.workspaceId, is_overdue: false }]);
  });
});
