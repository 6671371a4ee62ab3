import { faker } from '@faker-js/faker';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Role } from '../../../../src/kernel/role.ts';
import { makeTenant, useEngine, request, scopeOf, type Tenant } from '../../../support/engine.ts';
import { lettersTo, tokenIn } from '../../../support/emails.ts';
import { current, makeMember, makePerson } from '../../../support/world.ts';

const engine = useEngine();
let tenant: Tenant;
let email: string;

beforeEach(async () => {
  tenant = await makeTenant(engine);
  email = `${faker.string.uuid()}@example.test`;
});

const invite = (role: Role = 'EDITOR', who = tenant.actor, to = email) =>
  request(engine, who, (scope) => engine.invitations.invite(scope, { workspaceId: tenant.workspaceId, email: to, role }));
/** Of the newest email. */
const token = async (): Promise<string> => tokenIn((await lettersTo(engine, email)).at(-1)?.text ?? '');
const accept = (who: Tenant['actor'], with_: string) =>
  request(engine, who, async (scope) => {
    const { scope: member, workspaceId } = await engine.invitations.accept(scope, with_);
    return engine.workspaces.get(member, workspaceId);
  });
const decline = (who: Tenant['actor'], with_: string) => request(engine, who, (scope) => engine.invitations.decline(scope, with_));
const revoke = (id: string) => request(engine, tenant.actor, (scope) => engine.invitations.revoke(scope, id));
const register = (invitationToken: string, address = email) =>
  engine.identity.register(scopeOf(engine, { kind: 'anonymous' }), {
    ...{ email: address, password: 'correct horse battery staple', name: 'Guest' },
    invitationToken,
  });
const expire = () => engine.owner(`update invitations set expires_at = now() - interval '1 second' where email = $1`, [email]);
const roleOf = async ({ userId }: { readonly userId: string }) =>
  (
    await engine.owner<{ role: Role }>('select role from memberships where user_id = $1 and workspace_id = $2', [
      userId,
      tenant.workspaceId,
    ])
  )[0]?.role;

describe('an invitation', () => {
  test('is an email whose token makes a member, with the role that was offered', async () => {
    const made = await invite('EDITOR');
    expect(made.expiresAt.getTime() - Date.now()).toBeGreaterThan(6.9 * 86_400_000);
    const guest = await makePerson(engine, email.toUpperCase());
    expect(await accept(guest, await token())).toMatchObject({ id: tenant.workspaceId });
    expect((await current(engine, guest)).memberships).toEqual(new Map([[tenant.workspaceId, 'EDITOR']]));
    expect(await engine.owner('select status from invitations where id = $1', [made.id])).toEqual([{ status: 'ACCEPTED' }]);
  });

  test('says in its letter who invites, whereto, as what, and until when', async () => {
    await invite('VIEWER');
    const [letter] = await lettersTo(engine, email);
    expect(letter?.subject).toBe('Invitation to a workspace');
    expect(letter?.text).toMatch(/\n\n\S+@example\.test invites you to the workspace “.+”, as viewer\. /);
    expect(letter?.text).toMatch(/\n\nhttp:\/\/studio\.test\/invitation#token=[\w-]{43}\n\n/);
  });

  test('is kept without its token', async () => {
    await invite();
    const secret = await token();
    const [row] = await engine.owner<{ row: string }>('select i::text as row from invitations i where email = $1', [email]);
    expect(secret).toHaveLength(43);
    expect(row?.row).not.toContain(secret);
  });

  test('is used once, no matter who tries at the same moment', async () => {
    for (let round = 0; round < 10; round += 1) {
      email = `${faker.string.uuid()}@example.test`;
      await invite();
      const guest = await makePerson(engine, email);
      const secret = await token();
      const results = await Promise.allSettled([accept(guest, secret), decline(guest, secret), accept(guest, secret)]);
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const result of results) {
        if (result.status === 'rejected') expect(['INVALID_STATE', 'CONFLICT']).toContain((result.reason as { code: string }).code);
      }
      const declined = results[1]?.status === 'fulfilled';
      expect(await roleOf(guest)).toBe(declined ? undefined : 'EDITOR');
      await expect(accept(guest, secret)).rejects.toMatchObject({ code: 'INVALID_STATE' });
    }
  });

  test('is good for its address alone, and tells others nothing about it', async () => {
    await invite();
    const other = await makeTenant(engine);
    for (const use of [accept, decline]) {
      const refusal = use(other.actor, await token());
      await expect(refusal).rejects.toMatchObject({ code: 'FORBIDDEN', message: expect.not.stringContaining(email) as string });
    }
    await expect(accept(other.actor, 'no token')).rejects.toMatchObject({ code: 'NOT_FOUND', message: 'Invitation not found.' });
    expect(await roleOf(other)).toBeUndefined();
  });

  test.each([
    ['expired', expire],
    ['revoked', async () => revoke((await invite()).id)],
  ])('that has %s is invalid', async (_, end) => {
    await invite();
    const guest = await makePerson(engine, email);
    await end();
    for (const use of [accept, decline]) await expect(use(guest, await token())).rejects.toMatchObject({ code: 'INVALID_STATE' });
    await expect(register(await token(), email)).rejects.toMatchObject({ code: 'INVALID_STATE' });
    expect(await roleOf(guest)).toBeUndefined();
  });

  test('that was declined stays so', async () => {
    const { id } = await invite();
    const guest = await makePerson(engine, email);
    await decline(guest, await token());
    await expect(accept(guest, await token())).rejects.toMatchObject({
      code: 'INVALID_STATE',
      message: expect.stringContaining('declined') as string,
    });
    await expect(revoke(id)).rejects.toMatchObject({ code: 'INVALID_STATE' });
  });

  test('is replaced by a newer one to the same address', async () => {
    await invite('VIEWER');
    const old = await token();
    await invite('EDITOR', tenant.actor, email.toUpperCase());
    const guest = await makePerson(engine, email);
    await expect(accept(guest, old)).rejects.toMatchObject({
      code: 'INVALID_STATE',
      message: expect.stringContaining('revoked') as string,
    });
    const { rows } = await request(engine, tenant.actor, (scope) => engine.invitations.list(scope, tenant.workspaceId, {}));
    expect(rows).toMatchObject([{ email: email.toUpperCase(), role: 'EDITOR' }]);
  });

  test('is not written to members, nor above one’s own role', async () => {
    const admin = await makeMember(engine, tenant, 'ADMIN');
    await expect(invite('OWNER', admin)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const [row] = await engine.owner<{ email: string }>('select email from users where id = $1', [admin.userId]);
    await expect(invite('VIEWER', tenant.actor, row!.email.toUpperCase())).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { current: { userId: admin.userId, role: 'ADMIN' } },
    });
    expect(await lettersTo(engine, row!.email)).toEqual([]);
  });

  test('may be revoked twice', async () => {
    const { id } = await invite();
    await revoke(id);
    await revoke(id);
    const { rows } = await request(engine, tenant.actor, (scope) => engine.invitations.list(scope, tenant.workspaceId, {}));
    expect(rows).toEqual([]);
  });

  test('is one of at most 100 that wait', async () => {
    await engine.owner(
      `insert into invitations (id, workspace_id, email, email_key, role, token_hash, expires_at)
       select gen_random_uuid(), $1, n::text, n::text, 'VIEWER', gen_random_uuid(), now() + interval '1 day' from generate_series(1, 100) n`,
      [tenant.workspaceId],
    );
    await expect(invite()).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED', details: { limit: 100 } });
    expect(await lettersTo(engine, email)).toEqual([]);
  });
});

describe('registering with an invitation', () => {
  test('joins that workspace and opens none', async () => {
    await invite('VIEWER');
    const { scope, userId } = await register(await token());
    const { rows } = await engine.workspaces.list(scope, {});
    expect(rows.map(({ id }) => id)).toEqual([tenant.workspaceId]);
    expect(await roleOf({ userId })).toBe('VIEWER');
    await scope.close();
    await expect(register(await token())).rejects.toMatchObject({ code: 'INVALID_STATE' });
  });

  test('needs the address that was invited, and makes no account otherwise', async () => {
    await invite();
    const other = `${faker.string.uuid()}@example.test`;
    await expect(register(await token(), other)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(register('no token', other)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await engine.owner('select 1 from users where email = $1', [other])).toEqual([]);
  });
});
