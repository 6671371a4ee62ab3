import { faker } from '@faker-js/faker';
import { beforeAll, describe, expect, test } from 'vitest';
import type { SignedIn } from '../../../../src/features/identity/session/signed-in.type.ts';
import type { PasswordResetPayload } from '../../../../src/features/identity/password/password-reset.queue.ts';
import { newId } from '../../../../src/kernel/id.ts';
import type { Scope } from '../../../../src/platform/database/scope.ts';
import { useEngine, request, scopeOf, until, type Engine } from '../../../support/engine.ts';
import { lettersTo, tokenIn } from '../../../support/emails.ts';

const engine = useEngine();
const ended: string[] = [];
beforeAll(async () => {
  engine.pubsub.listen('session_ended', (sessionId) => ended.push(sessionId ?? 'reconnected'));
});

const PASSWORD = 'correct horse battery staple';
const ANOTHER = 'seventeen purple lanterns';
const client = { address: '192.0.2.7', userAgent: 'a browser' };

const nobody = (): Scope =>
  engine.database.scope({ actor: { kind: 'anonymous' }, requestId: newId(), client, signal: new AbortController().signal });
const newEmail = (): string => faker.internet.email({ provider: 'example.test' });
const register = (email = newEmail()): Promise<SignedIn> => engine.identity.register(nobody(), { email, password: PASSWORD, name: 'Ada' });
const login = (email: string, password = PASSWORD): Promise<SignedIn> => engine.identity.login(nobody(), { email, password });
const sessionOf = ({ scope }: SignedIn): string => (scope.actor.kind === 'user' ? scope.actor.sessionId : '');
const alive = (accessToken: string) => engine.identity.authenticate(nobody(), accessToken);
const me = ({ scope }: SignedIn) => request(engine, scope.actor, (fresh) => engine.identity.me(fresh));
const newestToken = async (email: string, subject: string): Promise<string> =>
  tokenIn((await lettersTo(engine, email)).findLast((letter) => letter.subject === subject)?.text ?? '');
const verifyToken = (email: string) => newestToken(email, 'Confirm your email address');
const age = (hours: number): Promise<unknown> =>
  engine.owner('update account_tokens set expires_at = expires_at - make_interval(hours => $1)', [hours]);

const revoked = { code: 'UNAUTHENTICATED', details: { reason: 'REVOKED' } };
const badToken = { code: 'BAD_USER_INPUT', fields: [{ path: 'input.token' }] };
const wrong = (path: string) => ({ code: 'BAD_USER_INPUT', fields: [{ path }] });

/** What a worker does with the requests for new passwords that wait. */
async function sendResets(): Promise<number> {
  const waiting = await engine.owner<{ data: PasswordResetPayload }>(`delete from pgboss.job where name = 'password-reset' returning data`);
  for (const { data } of waiting) await engine.passwords.sendReset(nobody(), data);
  return waiting.length;
}

async function askForReset(email: string): Promise<string> {
  await engine.passwords.requestReset(nobody(), { email });
  await sendResets();
  return newestToken(email, 'Choose a new password');
}

describe('an address', () => {
  test('is verified by the token of the email that came with the account, once', async () => {
    const email = newEmail();
    const signedIn = await register(email);
    expect((await me(signedIn)).emailVerifiedAt).toBeNull();
    const token = await verifyToken(email);
    expect(token).toHaveLength(43);
    const atOnce = await Promise.allSettled(Array.from({ length: 5 }, () => engine.emails.verify(signedIn.scope, { token })));
    expect(atOnce.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await me(signedIn)).emailVerifiedAt).toBeInstanceOf(Date);
    await expect(engine.emails.verify(signedIn.scope, { token })).rejects.toMatchObject(badToken);
    await expect(engine.emails.requestVerification(signedIn.scope)).rejects.toMatchObject({ code: 'INVALID_STATE' });
  });

  test('is written to again when asked; any of the emails will do, and none after that', async () => {
    const email = newEmail();
    const signedIn = await register(email);
    const first = await verifyToken(email);
    await engine.emails.requestVerification(signedIn.scope);
    const second = await verifyToken(email);
    expect(second).not.toBe(first);
    await engine.emails.verify(signedIn.scope, { token: first });
    await expect(engine.emails.verify(signedIn.scope, { token: second })).rejects.toMatchObject(badToken);
  });

  test('is verified with the password where nobody is signed in, and by no other session', async () => {
    const email = newEmail();
    const signedIn = await register(email);
    const stranger = await register();
    const token = await verifyToken(email);
    for (const scope of [nobody(), stranger.scope]) {
      await expect(engine.emails.verify(scope, { token })).rejects.toMatchObject(wrong('input.password'));
      await expect(engine.emails.verify(scope, { token, password: ANOTHER })).rejects.toMatchObject(wrong('input.password'));
    }
    expect((await me(signedIn)).emailVerifiedAt).toBeNull();
    await engine.emails.verify(nobody(), { token, password: PASSWORD });
    expect((await me(signedIn)).emailVerifiedAt).toBeInstanceOf(Date);
  });

  test('is not verified by what is too old, of another purpose, or never was a token', async () => {
    const email = newEmail();
    const signedIn = await register(email);
    const reset = await askForReset(email);
    for (const token of ['', 'nonsense', 'A'.repeat(43), signedIn.refreshToken, reset])
      await expect(engine.emails.verify(nobody(), { token })).rejects.toMatchObject(badToken);
    const token = await verifyToken(email);
    await age(73);
    await expect(engine.emails.verify(nobody(), { token })).rejects.toMatchObject(badToken);
    expect((await me(signedIn)).emailVerifiedAt).toBeNull();
  });
});

describe('a lost password', () => {
  test('is replaced by who reads the email; all sessions end, and the address counts as verified', async () => {
    const email = newEmail();
    const [one, two] = [await register(email), await login(email)];
    await engine.passwords.requestReset(nobody(), { email: `  ${email.toUpperCase()} ` });
    await sendResets();
    const token = await newestToken(email, 'Choose a new password');
    await engine.passwords.reset(nobody(), { token, password: ANOTHER });
    for (const { accessToken } of [one, two]) await expect(alive(accessToken)).rejects.toMatchObject(revoked);
    await until(() => [one, two].every((session) => ended.includes(sessionOf(session))));
    await expect(login(email)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect((await me(await login(email, ANOTHER))).emailVerifiedAt).toBeInstanceOf(Date);
    expect((await lettersTo(engine, email)).at(-1)?.subject).toBe('Your password was changed');
  });

  test.each([
    ['takes away the ways in and the lock of the person who opened an account with an address of somebody else', false, 0],
    ['leaves keys and second factor that were made after the address was verified', true, 1],
  ])('%s', async (_, verified, kept) => {
    const email = newEmail();
    const { userId, scope } = await register(email);
    if (verified) await engine.emails.verify(scope, { token: await verifyToken(email) });
    const [workspaceId = ''] = scope.actor.kind === 'user' ? [...scope.actor.memberships.keys()] : [];
    await engine.apiKeys.create(scope, { workspaceId, name: 'back door', role: 'OWNER', expiresAt: new Date(Date.now() + 86_400_000) });
    await scope.close();
    await engine.owner(`insert into second_factors (user_id, secret, confirmed_at) values ($1, 'encrypted', now())`, [userId]);
    await engine.passwords.reset(nobody(), { token: await askForReset(email), password: ANOTHER });
    expect(await engine.owner('select 1 from api_keys where created_by = $1 and revoked_at is null', [userId])).toHaveLength(kept);
    expect(await engine.owner('select 1 from second_factors where user_id = $1', [userId])).toHaveLength(kept);
  });

  test('takes a token once, also of two who come at once, and an older letter not after a newer', async () => {
    const email = newEmail();
    await register(email);
    const [older, newer] = [await askForReset(email), await askForReset(email)];
    expect(older).not.toBe(newer);
    const both = await Promise.allSettled([newer, newer].map((token) => engine.passwords.reset(nobody(), { token, password: ANOTHER })));
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await expect(engine.passwords.reset(nobody(), { token: older, password: ANOTHER })).rejects.toMatchObject(badToken);
  });

  test('waits for its hour and no longer, and keeps its token when the new password is refused', async () => {
    const email = newEmail();
    await register(email);
    const token = await askForReset(email);
    await expect(engine.passwords.reset(nobody(), { token, password: 'password1234' })).rejects.toMatchObject(wrong('input.password'));
    await age(1);
    await expect(engine.passwords.reset(nobody(), { token, password: ANOTHER })).rejects.toMatchObject(badToken);
    await login(email);
  });

  test('asked for an address without an account writes the same row as for one with, and no letter', async () => {
    const [known, unknown] = [newEmail(), newEmail()];
    await register(known);
    const rows = (): Promise<{ shape: string }[]> =>
      engine.owner(
        `select string_agg(key, ',' order by key) as shape from pgboss.job, jsonb_object_keys(data) key where name = 'password-reset' group by id`,
      );
    await engine.passwords.requestReset(nobody(), { email: known });
    await engine.passwords.requestReset(nobody(), { email: unknown });
    const [first, second] = await rows();
    expect(first).toEqual(second);
    expect(await sendResets()).toBe(2);
    expect(await lettersTo(engine, unknown)).toEqual([]);
    expect((await lettersTo(engine, known)).at(-1)?.subject).toBe('Choose a new password');
  });
});

describe('a password', () => {
  test('is changed by who knows it; the other sessions end, this one stays', async () => {
    const email = newEmail();
    const [here, there] = [await register(email), await login(email)];
    await engine.passwords.change(here.scope, { currentPassword: PASSWORD, newPassword: ANOTHER });
    await alive(here.accessToken);
    await expect(alive(there.accessToken)).rejects.toMatchObject(revoked);
    await until(() => ended.includes(sessionOf(there)));
    expect(ended).not.toContain(sessionOf(here));
    await login(email, ANOTHER);
  });

  test('is not changed without the current one, into a weak one, or by two at once', async () => {
    const { scope } = await register();
    const change = (currentPassword: string, newPassword: string) => engine.passwords.change(scope, { currentPassword, newPassword });
    await expect(change('not this one', ANOTHER)).rejects.toMatchObject(wrong('input.currentPassword'));
    await expect(change(PASSWORD, 'iloveyou2024')).rejects.toMatchObject(wrong('input.newPassword'));
    const both = await Promise.allSettled([change(PASSWORD, ANOTHER), change(PASSWORD, `${ANOTHER}!`)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  test('that is common, or like the person, is refused before anything is made', async () => {
    const before = await engine.owner('select count(*) from users');
    for (const password of ['qwertyuiop', 'ada.lovelace1', 'x'.repeat(129)]) {
      const input = { email: 'ada.lovelace@x.test', password, name: 'Ada' };
      await expect(engine.identity.register(nobody(), input)).rejects.toMatchObject(wrong('input.password'));
    }
    expect(await engine.owner('select count(*) from users')).toEqual(before);
  });

  test('changed while a sign-in checks the old one lets that sign-in end nowhere', async () => {
    const email = newEmail();
    const { scope, userId } = await register(email);
    const token = await askForReset(email);
    const tries = await Promise.allSettled([
      engine.passwords.reset(nobody(), { token, password: ANOTHER }),
      ...Array.from({ length: 6 }, () => login(email)),
    ]);
    expect(tries[0]?.status).toBe('fulfilled');
    const open = await engine.owner('select id from sessions where user_id = $1 and revoked_at is null', [userId]);
    expect(open).toEqual([]);
    await scope.close();
  });
});

describe('sessions', () => {
  test('say where they were last used, and which is this one', async () => {
    const email = newEmail();
    const [first, second] = [await register(email), await login(email)];
    const other = await register();
    await engine.owner(`update sessions set last_used_at = last_used_at - interval '1 hour' where id = $1`, [sessionOf(first)]);
    const elsewhere = engine.database.scope({
      actor: { kind: 'anonymous' },
      requestId: newId(),
      client: { address: '198.51.100.9', userAgent: undefined },
      signal: new AbortController().signal,
    });
    await engine.identity.refresh(elsewhere, first.refreshToken);
    const list = await request(engine, first.scope.actor, (scope) => engine.sessions.list(scope));
    expect(list.map(({ id, address, userAgent }) => ({ id, address, userAgent }))).toEqual([
      { id: sessionOf(second), ...client },
      { id: sessionOf(first), address: '198.51.100.9', userAgent: 'a browser' },
    ]);
    expect(Date.now() - (list[1]?.lastUsedAt.getTime() ?? 0)).toBeLessThan(60_000);
    expect(list.map(({ id }) => id)).not.toContain(sessionOf(other));
  });

  test('are ended one by one, by their own person only, and heard of everywhere', async () => {
    const email = newEmail();
    const [here, there] = [await register(email), await login(email)];
    const stranger = await register();
    await expect(engine.sessions.revoke(stranger.scope, sessionOf(there))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    for (const id of ['nonsense', newId()])
      await expect(engine.sessions.revoke(here.scope, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await engine.sessions.revoke(here.scope, sessionOf(there));
    await until(() => ended.includes(sessionOf(there)));
    await expect(alive(there.accessToken)).rejects.toMatchObject(revoked);
    await alive(here.accessToken);
    await expect(engine.sessions.revoke(here.scope, sessionOf(there))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const list = await request(engine, here.scope.actor, (scope) => engine.sessions.list(scope));
    expect(list.map(({ id }) => id)).toEqual([sessionOf(here)]);
  });
});

describe('a profile', () => {
  test('changes in the parts that are named, and null takes a part away', async () => {
    const signedIn = await register();
    const update = (input: Parameters<Engine['profiles']['update']>[1]) =>
      request(engine, signedIn.scope.actor, (scope) => engine.profiles.update(scope, input));
    expect(await update({ name: ' Countess ', firstName: 'Ada', locale: 'EN-gb' })).toMatchObject({
      name: 'Countess',
      firstName: 'Ada',
      lastName: null,
      locale: 'en-GB',
    });
    expect(await update({ firstName: null, lastName: 'Lovelace' })).toMatchObject({
      name: 'Countess',
      firstName: null,
      lastName: 'Lovelace',
    });
    expect(await update({})).toMatchObject({ name: 'Countess' });
  });

  test.each([
    [{ name: '   ' }, 'input.name'],
    [{ name: null }, 'input.name'],
    [{ firstName: ' ' }, 'input.firstName'],
    [{ locale: 'not a locale' }, 'input.locale'],
  ])('refuses %j', async (input, path) => {
    const { scope } = await register();
    await expect(engine.profiles.update(scope, input)).rejects.toMatchObject(wrong(path));
  });
});

describe('an account that is deleted', () => {
  const join = (userId: string, workspaceId: string, role: string) =>
    engine.owner('insert into memberships (workspace_id, user_id, role) values ($1, $2, $3)', [workspaceId, userId, role]);
  const workspaceOf = ({ scope }: SignedIn): string => (scope.actor.kind === 'user' ? ([...scope.actor.memberships.keys()][0] ?? '') : '');

  test('leaves nothing that tells who it was, no session and no membership, and frees the address', async () => {
    const email = newEmail();
    const signedIn = await register(email);
    await expect(engine.profiles.deleteAccount(signedIn.scope, { password: 'not this one' })).rejects.toMatchObject(
      wrong('input.password'),
    );
    await engine.profiles.update(signedIn.scope, { firstName: 'Augusta', locale: 'en' });
    const token = await verifyToken(email);
    await engine.profiles.deleteAccount(signedIn.scope, { password: PASSWORD });

    await expect(alive(signedIn.accessToken)).rejects.toMatchObject(revoked);
    await expect(login(email)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(engine.emails.verify(nobody(), { token })).rejects.toMatchObject(badToken);
    expect((await lettersTo(engine, email)).at(-1)?.subject).toBe('Your account was deleted');
    const about = await engine.owner<{ line: string }>(
      `select row_to_json(u)::text as line from users u where id = $1 union all select row_to_json(s)::text from sessions s where user_id = $1
       union all select row_to_json(m)::text from memberships m where user_id = $1 union all select row_to_json(t)::text from account_tokens t where user_id = $1`,
      [signedIn.userId],
    );
    const text = about.map(({ line }) => line).join();
    for (const part of [email, 'Ada', 'Augusta', client.address, client.userAgent, 'argon2id']) expect(text).not.toContain(part);
    await register(email);
    await signedIn.scope.close();
  });

  test('may not leave others without an owner, and may leave another owner', async () => {
    const [owner, member] = [await register(), await register()];
    await join(member.userId, workspaceOf(owner), 'EDITOR');
    const leave = () => engine.profiles.deleteAccount(owner.scope, { password: PASSWORD });
    await expect(leave()).rejects.toMatchObject({ code: 'INVALID_STATE' });
    await alive(owner.accessToken);
    await engine.owner(`update memberships set role = 'OWNER' where user_id = $1`, [member.userId]);
    await leave();
    await expect(alive(owner.accessToken)).rejects.toMatchObject(revoked);
  });

  test('goes also when somebody has taken the address that a deleted account shows', async () => {
    const { userId, scope } = await register();
    await register(`${userId}@deleted.invalid`);
    await engine.profiles.deleteAccount(scope, { password: PASSWORD });
    expect(await engine.owner('select name from users where id = $1', [userId])).toEqual([{ name: 'Deleted account' }]);
  });

  test('becomes no member of anything at the same moment', async () => {
    const { accessToken } = await register();
    const [before, meanwhile, after] = [await alive(accessToken), await alive(accessToken), await alive(accessToken)];
    const create = (who: typeof before) =>
      request(engine, who, async (scope) => (await engine.workspaces.create(scope, { name: 'Second' })).workspace);
    const remove = (who: typeof before) => request(engine, who, (scope) => engine.profiles.deleteAccount(scope, { password: PASSWORD }));
    await create(meanwhile);
    await expect(remove(before)).rejects.toMatchObject({ code: 'INVALID_STATE' });
    await remove(await alive(accessToken));
    await expect(create(after)).rejects.toMatchObject(revoked);
  });

  test('takes its invitations with it, and comes back with no workspace that is restored', async () => {
    const [gone, stays] = [await register(), await register()];
    const [workspaceId, deletedId] = [workspaceOf(stays), workspaceOf(gone)];
    await join(gone.userId, workspaceId, 'ADMIN');
    await join(stays.userId, deletedId, 'OWNER');
    const as = async <T>({ accessToken }: SignedIn, method: (scope: Scope) => Promise<T>) =>
      request(engine, await alive(accessToken), method);
    await engine.owner('update users set email_verified_at = now() where id = $1', [gone.userId]);
    await as(gone, (scope) => engine.invitations.invite(scope, { workspaceId, email: newEmail(), role: 'ADMIN' }));
    await as(gone, (scope) => engine.workspaces.delete(scope, deletedId));
    await as(gone, (scope) => engine.profiles.deleteAccount(scope, { password: PASSWORD }));

    expect(await engine.owner('select status from invitations where workspace_id = $1', [workspaceId])).toEqual([{ status: 'REVOKED' }]);
    await as(stays, async (scope) => void (await engine.workspaces.restore(scope, deletedId)));
    expect(await engine.owner('select user_id from memberships where workspace_id = $1', [deletedId])).toEqual([{ user_id: stays.userId }]);
  });

  test('at the same moment as the other owner leaves the others one of them', async () => {
    const [one, two, third] = [await register(), await register(), await register()];
    const workspaceId = workspaceOf(one);
    await join(two.userId, workspaceId, 'OWNER');
    await join(third.userId, workspaceId, 'VIEWER');
    // Hashes wait in turn, so that two whole deletions would hardly meet: the deciding part of both is made to.
    const counted = Promise.withResolvers<void>();
    let begun = 0;
    const leave = async (userId: string, accessToken: string): Promise<void> =>
      scopeOf(engine, await alive(accessToken)).tx(async (em) => {
        await em.execute('select 1');
        if (++begun === 2) counted.resolve();
        await counted.promise;
        await engine.workspaces.leaveAll(em, { userId });
      });
    const both = await Promise.allSettled([one, two].map(({ userId, accessToken }) => leave(userId, accessToken)));
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await engine.owner(`select 1 from memberships where workspace_id = $1 and role = 'OWNER'`, [workspaceId])).toHaveLength(1);
  });
});

test('an export holds the profile, the sessions and the memberships of the person, and no secret', async () => {
  const email = newEmail();
  const signedIn = await register(email);
  const other = await register();
  const data = await engine.profiles.exportData(signedIn.scope);
  expect(data).toMatchObject({
    profile: { id: signedIn.userId, email, name: 'Ada' },
    sessions: [{ id: sessionOf(signedIn), ...client }],
    memberships: [{ workspaceName: "Ada's workspace", role: 'OWNER' }],
    auditEvents: [{ action: 'register', userId: signedIn.userId }],
  });
  const text = JSON.stringify(data);
  for (const secret of ['argon2id', signedIn.refreshToken, other.userId]) expect(text).not.toContain(secret);
});

test('no column of any table holds the token of an email in clear', async () => {
  const email = newEmail();
  await register(email);
  const secrets = [await verifyToken(email), await askForReset(email)];
  const tables = await engine.owner<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'pgboss')`,
  );
  for (const { name } of tables) {
    const rows = await engine.owner<{ line: string }>(`select row_to_json(t)::text as line from ${name} t`);
    for (const secret of secrets)
      expect(
        rows.filter(({ line }) => line.includes(secret)),
        name,
      ).toEqual([]);
  }
});
