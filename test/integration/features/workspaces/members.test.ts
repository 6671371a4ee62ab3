import type { MemberFilter } from '../../../../src/features/workspaces/workspace/workspace.read.ts';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Role } from '../../../../src/kernel/role.ts';
import { makeTenant, useEngine, request, until, type Tenant } from '../../../support/engine.ts';
import { current, makeMember } from '../../../support/world.ts';

type Person = Tenant['actor'];

const engine = useEngine();
let tenant: Tenant;
const heard: (string | undefined)[] = [];

beforeAll(async () => {
  engine.pubsub.listen('member_changed', (userId) => heard.push(userId));
});
beforeEach(async () => {
  tenant = await makeTenant(engine);
});

const member = (role: Role): Promise<Person> => makeMember(engine, tenant, role);
const of = ({ userId }: Person) => ({ workspaceId: tenant.workspaceId, userId });
const changeRole = (who: Person, whom: Person, role: Role) =>
  request(engine, who, async (scope) => (await engine.members.changeRole(scope, { ...of(whom), role })).actor);
const remove = (who: Person, whom: Person) => request(engine, who, (scope) => engine.members.remove(scope, of(whom)));
const leave = (who: Person) => request(engine, who, (scope) => engine.members.leave(scope, tenant.workspaceId));
const transfer = (who: Person, whom: Person) =>
  request(engine, who, async (scope) => (await engine.members.transferOwnership(scope, of(whom))).actor);
const roles = async (): Promise<Record<string, Role>> =>
  Object.fromEntries(
    (
      await engine.owner<{ user_id: string; role: Role }>('select user_id, role from memberships where workspace_id = $1', [
        tenant.workspaceId,
      ])
    ).map(({ user_id: userId, role }) => [userId, role]),
  );

describe('roles', () => {
  test('are given up to one’s own and taken from nobody above', async () => {
    const [admin, other, editor] = [await member('ADMIN'), await member('ADMIN'), await member('EDITOR')];
    await changeRole(admin, editor, 'ADMIN');
    await changeRole(admin, other, 'VIEWER');
    for (const attempt of [
      () => changeRole(admin, editor, 'OWNER'),
      () => changeRole(admin, admin, 'OWNER'),
      () => changeRole(admin, tenant.actor, 'ADMIN'),
      () => remove(admin, tenant.actor),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    await changeRole(tenant.actor, admin, 'OWNER');
    expect(await roles()).toEqual({
      [tenant.userId]: 'OWNER',
      [admin.userId]: 'OWNER',
      [editor.userId]: 'ADMIN',
      [other.userId]: 'VIEWER',
    });
  });

  test('are what they are when it is decided, not when the request began', async () => {
    const admin = await member('ADMIN');
    const editor = await member('EDITOR');
    await changeRole(tenant.actor, admin, 'EDITOR');
    await expect(changeRole(admin, editor, 'VIEWER')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await remove(tenant.actor, admin);
    await expect(remove(admin, editor)).rejects.toMatchObject({ code: 'NOT_FOUND', message: 'Workspace not found.' });
    expect(await roles()).toEqual({ [tenant.userId]: 'OWNER', [editor.userId]: 'EDITOR' });
  });

  test('of one’s own show in the answer: the request goes on with them', async () => {
    const second = await member('OWNER');
    const { workspaceId } = tenant;
    expect(await changeRole(tenant.actor, tenant.actor, 'EDITOR')).toMatchObject({ memberships: new Map([[workspaceId, 'EDITOR']]) });
    expect(await transfer(second, tenant.actor)).toMatchObject({ memberships: new Map([[workspaceId, 'ADMIN']]) });
    expect(await roles()).toEqual({ [tenant.userId]: 'OWNER', [second.userId]: 'ADMIN' });
  });

  test('that changed, and memberships that ended, reach the sockets of the people concerned', async () => {
    const [first, second] = [await member('EDITOR'), await member('EDITOR')];
    // Joining is announced too, perhaps only now.
    await until(() => heard.includes(second.userId));
    heard.length = 0;
    await changeRole(tenant.actor, first, 'VIEWER');
    await remove(tenant.actor, first);
    await leave(second);
    await until(() => heard.length >= 3);
    expect(heard).toEqual([first.userId, first.userId, second.userId]);
  });

  test('take back the invitations that one may no longer write', async () => {
    const admin = await member('ADMIN');
    const invite = (who: Person, email: string, role: Role) =>
      request(engine, who, (scope) => engine.invitations.invite(scope, { workspaceId: tenant.workspaceId, email, role }));
    await invite(admin, 'one@example.test', 'EDITOR');
    await invite(tenant.actor, 'two@example.test', 'OWNER');
    await invite(tenant.actor, 'three@example.test', 'ADMIN');
    const open = async () =>
      (
        await engine.owner<{ email: string }>(`select email from invitations where workspace_id = $1 and status = 'PENDING' order by id`, [
          tenant.workspaceId,
        ])
      ).map(({ email }) => email.split('@')[0]);
    await transfer(tenant.actor, admin);
    expect(await open()).toEqual(['one', 'three']);
    const former = await current(engine, admin);
    await changeRole(former, tenant.actor, 'EDITOR');
    expect(await open()).toEqual(['one']);
    await changeRole(former, tenant.actor, 'OWNER');
    await leave(former);
    expect(await open()).toEqual([]);
  });
});

describe('an owner', () => {
  const last = { code: 'INVALID_STATE', message: 'A workspace must keep an owner: make another member OWNER first.' };

  test('who is the last one neither leaves nor is demoted nor removed', async () => {
    await member('ADMIN');
    await expect(leave(tenant.actor)).rejects.toMatchObject(last);
    await expect(changeRole(tenant.actor, tenant.actor, 'ADMIN')).rejects.toMatchObject(last);
    await expect(remove(tenant.actor, tenant.actor)).rejects.toMatchObject(last);
    expect((await roles())[tenant.userId]).toBe('OWNER');
  });

  test('goes when there is another', async () => {
    const second = await member('OWNER');
    await leave(tenant.actor);
    expect(await roles()).toEqual({ [second.userId]: 'OWNER' });
  });

  test('hands the workspace over to a member, and to nobody else', async () => {
    const stranger = await makeTenant(engine);
    await expect(transfer(tenant.actor, stranger.actor)).rejects.toMatchObject({ code: 'NOT_FOUND', message: 'Member not found.' });
    await expect(transfer(tenant.actor, tenant.actor)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'input.userId' }],
    });
    const viewer = await member('VIEWER');
    await transfer(tenant.actor, viewer);
    expect(await roles()).toEqual({ [tenant.userId]: 'ADMIN', [viewer.userId]: 'OWNER' });
  });

  test('is left each time in 100 races of two who remove each other, leave, or demote each other', { timeout: 60_000 }, async () => {
    const ends: ((one: Person, other: Person) => Promise<unknown>)[] = [
      remove,
      (one) => leave(one),
      (one, other) => changeRole(one, other, 'VIEWER'),
      (one) => changeRole(one, one, 'ADMIN'),
    ];
    for (let race = 0; race < 100; race += 1) {
      const [first, second] = [tenant.actor, await member('OWNER')];
      const end = ends[race % ends.length]!;
      const results = await Promise.allSettled([end(first, second), end(second, first)]);
      const won = results.filter(({ status }) => status === 'fulfilled');
      expect(won, `race ${race}`).toHaveLength(1);
      const owners = Object.entries(await roles()).filter(([, role]) => role === 'OWNER');
      expect(owners, `race ${race}`).toHaveLength(1);
      tenant = { ...tenant, userId: owners[0]![0], actor: owners[0]![0] === first.userId ? first : second };
      await engine.owner(`delete from memberships where workspace_id = $1 and role <> 'OWNER'`, [tenant.workspaceId]);
    }
  });
});

test('members come by pages, with the newest accounts first', async () => {
  const people = [await member('EDITOR'), await member('VIEWER'), await member('ADMIN')];
  const { rows, hasNextPage } = await request(engine, tenant.actor, (scope) =>
    engine.members.list(scope, tenant.workspaceId, { first: 2 }),
  );
  expect(rows.map(({ userId, role }) => [userId, role])).toEqual([
    [people[2]!.userId, 'ADMIN'],
    [people[1]!.userId, 'VIEWER'],
  ]);
  expect(hasNextPage).toBe(true);
  const found = (filter: MemberFilter) =>
    request(engine, tenant.actor, async (scope) => {
      const page = await engine.members.list(scope, tenant.workspaceId, { filter });
      expect(await page.count()).toBe(page.rows.length);
      return page.rows.map(({ userId }) => userId);
    });
  expect(await found({})).toHaveLength(4);
  expect(await found({ role: ['ADMIN', 'VIEWER'] })).toEqual([people[2]!.userId, people[1]!.userId]);
  await engine.owner(`update users set name = 'Zoë Ångström' where id = $1`, [people[0]!.userId]);
  expect(await found({ text: 'zoë å' })).toEqual([people[0]!.userId]);
  await engine.owner(`update memberships set created_at = now() + interval '1 day' where user_id = $1`, [people[0]!.userId]);
  const byJoining = await request(engine, tenant.actor, (scope) =>
    engine.members.list(scope, tenant.workspaceId, { first: 1, orderBy: { field: 'JOINED_AT', direction: 'DESC' } }),
  );
  expect(byJoining.rows.map(({ userId }) => userId)).toEqual([people[0]!.userId]);
});
