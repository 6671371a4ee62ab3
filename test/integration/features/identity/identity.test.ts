import { createHash } from 'node:crypto';
import { faker } from '@faker-js/faker';
import { beforeAll, describe, expect, test } from 'vitest';
import { DependencyChecks } from '../../../../src/app/health/dependency-checks.ts';
import type { SignedIn } from '../../../../src/features/identity/session/signed-in.type.ts';
import { openServices } from '../../../../src/app/services.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import type { Scope } from '../../../../src/platform/database/scope.ts';
import type { Storage } from '../../../../src/platform/storage/storage.ts';
import { useEngine, scopeOf, testConfig, until } from '../../../support/engine.ts';

const engine = useEngine();
const ended: string[] = [];
beforeAll(async () => {
  engine.pubsub.listen('session_ended', (sessionId) => ended.push(sessionId ?? 'reconnected'));
});

const nobody = (): Scope => scopeOf(engine, { kind: 'anonymous' });
const password = 'correct horse battery staple';
const register = (email = faker.internet.email({ provider: 'example.test' })): Promise<SignedIn> =>
  engine.identity.register(nobody(), { email, password, name: faker.person.fullName() });
const sessionOf = ({ scope }: SignedIn): string => (scope.actor.kind === 'user' ? scope.actor.sessionId : '');
const refresh = (token: string): Promise<SignedIn> => engine.identity.refresh(nobody(), token);
const authenticate = (token: string) => engine.identity.authenticate(nobody(), token);
/** Moves the moment at which a refresh token was used into the past. */
const ageUse = (token: string, seconds: number): Promise<unknown> =>
  engine.owner(`update refresh_tokens set used_at = used_at - make_interval(secs => $2) where hash = $1`, [
    createHash('sha256').update(token).digest('base64url'),
    seconds,
  ]);
const unused = (): never => {
  throw new Error('not part of this test');
};
const revoked = { code: 'UNAUTHENTICATED', details: { reason: 'REVOKED' } };
const invalid = { code: 'UNAUTHENTICATED', details: { reason: 'INVALID' } };

describe('registering', () => {
  test('makes a person, a workspace of theirs and a session, all or nothing', async () => {
    const signedIn = await register();
    const actor = await authenticate(signedIn.accessToken);
    expect(actor).toMatchObject({ kind: 'user', userId: signedIn.userId, sessionId: sessionOf(signedIn) });
    expect([...(actor.kind === 'user' ? actor.memberships.values() : [])]).toEqual(['OWNER']);
    const { rows } = await engine.workspaces.list(signedIn.scope, {});
    expect(rows).toHaveLength(1);
    await signedIn.scope.close();
  });

  test.each([
    ['the same'],
    ['in capitals', (email: string) => email.toUpperCase()],
    ['with spaces', (email: string) => `  ${email} `],
    ['in full width', (email: string) => email.replace('@', '＠')],
  ])('refuses an address that has an account: %s', async (_how, spell = (email: string) => email) => {
    const email = faker.internet.email({ provider: 'example.test' });
    await register(email);
    const before = await engine.owner('select count(*) from workspaces');
    await expect(register(spell(email))).rejects.toMatchObject({ code: 'CONFLICT', fields: [{ path: 'input.email' }] });
    expect(await engine.owner('select count(*) from workspaces')).toEqual(before);
  });

  test('at the same moment gives one account', async () => {
    const email = faker.internet.email({ provider: 'example.test' });
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => register(email)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'CONFLICT' });
  });

  test.each(['closed', 'invite'] as const)('is refused where it is %s, whatever the address', async (registration) => {
    const closed = openServices(
      { ...engine, storage: {} as Storage, health: new DependencyChecks([]), close: unused },
      { ...testConfig, registration },
      silentLog,
    );
    const email = faker.internet.email({ provider: 'example.test' });
    const known = faker.internet.email({ provider: 'example.test' });
    await register(known);
    for (const address of [email, known]) {
      const attempt = closed.identity.register(nobody(), { email: address, password, name: 'Ada' });
      await expect(attempt).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    await closed.identity.login(nobody(), { email: known, password });
  });

  test('wants a name that is not only spaces', async () => {
    await expect(engine.identity.register(nobody(), { email: 'a@example.test', password, name: '   ' })).rejects.toMatchObject({
      fields: [{ path: 'input.name' }],
    });
  });
});

describe('signing in', () => {
  test('takes any spelling of the address and of the password, and refuses in the same words whatever is wrong', async () => {
    const email = 'Zoë.Müller@example.test';
    await engine.identity.register(nobody(), { email, password: 'pässwörd-ﬁne', name: 'Zoë' });
    await engine.identity.login(nobody(), { email: ' zoë.müller@EXAMPLE.test', password: 'pa\u0308sswo\u0308rd-fine' });
    const words = { ...invalid, message: 'Wrong email address or password.' };
    await expect(engine.identity.login(nobody(), { email, password: 'wrong' })).rejects.toMatchObject(words);
    await expect(engine.identity.login(nobody(), { email: 'nobody@example.test', password })).rejects.toMatchObject(words);
    await expect(engine.identity.login(nobody(), { email: '', password: '' })).rejects.toMatchObject(words);
  });

  test('takes as long for an address that nobody has', async () => {
    const email = 'timing@example.test';
    await register(email);
    const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
    for (let round = 0; round < 12; round += 1) {
      for (const [kind, address] of [
        ['known', email],
        ['unknown', `nobody${round}@example.test`],
      ] as const) {
        const startedAt = performance.now();
        await engine.identity.login(nobody(), { email: address, password: 'wrong' }).catch(() => undefined);
        times[kind].push(performance.now() - startedAt);
      }
    }
    const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
    const ratio = median(times.known) / median(times.unknown);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });
});

describe('refreshing', () => {
  test('trades a token for its successor, again and again', async () => {
    let current = await register();
    const tokens = new Set([current.refreshToken]);
    for (let round = 0; round < 3; round += 1) {
      current = await refresh(current.refreshToken);
      tokens.add(current.refreshToken);
      await authenticate(current.accessToken);
    }
    expect(tokens.size).toBe(4);
  });

  test('gives the same successor to everybody who asks within 30 s, at once or one after the other', async () => {
    const { refreshToken } = await register();
    const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(refreshToken)));
    expect(new Set(answers.map((answer) => answer.refreshToken)).size).toBe(1);
    await ageUse(refreshToken, 25);
    expect((await refresh(refreshToken)).refreshToken).toBe(answers[0]?.refreshToken);
    expect(await engine.owner('select 1 from refresh_tokens where session_id = $1', [answers[0] && sessionOf(answers[0])])).toHaveLength(2);
  });

  test('gives the same successor when JWT_SECRET was changed meanwhile, and a later one goes on from there', async () => {
    const { refreshToken } = await register();
    const second = await refresh(refreshToken);
    const { jwtSecret } = testConfig;
    const changed = openServices(
      { ...engine, storage: {} as Storage, health: new DependencyChecks([]), close: unused },
      { ...testConfig, jwtSecret: 'another secret for tests, just as long as it', jwtSecretPrevious: jwtSecret },
      silentLog,
    );
    const again = await changed.identity.refresh(nobody(), refreshToken);
    expect(again.refreshToken).toBe(second.refreshToken);
    const third = await changed.identity.refresh(nobody(), again.refreshToken);
    expect((await changed.identity.refresh(nobody(), again.refreshToken)).refreshToken).toBe(third.refreshToken);
    await changed.identity.authenticate(nobody(), second.accessToken);
  });

  test('with a token that was used longer ago ends the whole family, and every process hears of it', async () => {
    const first = await register();
    const second = await refresh(first.refreshToken);
    const third = await refresh(second.refreshToken);
    await ageUse(first.refreshToken, 31);
    await expect(refresh(first.refreshToken)).rejects.toMatchObject(revoked);
    await until(() => ended.includes(sessionOf(first)));
    // The thief's copies and the owner's: all of them.
    for (const token of [second.refreshToken, third.refreshToken]) await expect(refresh(token)).rejects.toMatchObject(revoked);
    for (const token of [first.accessToken, third.accessToken]) await expect(authenticate(token)).rejects.toMatchObject(revoked);
  });

  test('refuses a session whose time is over, and what was never a token', async () => {
    const signedIn = await register();
    await engine.owner(`update sessions set expires_at = now() - interval '1 second' where id = $1`, [sessionOf(signedIn)]);
    await expect(refresh(signedIn.refreshToken)).rejects.toMatchObject({ details: { reason: 'EXPIRED' } });
    for (const token of ['', 'nonsense', signedIn.accessToken, `${signedIn.refreshToken}x`])
      await expect(refresh(token)).rejects.toMatchObject(invalid);
  });
});

describe('signing out', () => {
  test('ends this session at once and leaves the others', async () => {
    const email = faker.internet.email({ provider: 'example.test' });
    const [here, there] = [await register(email), await engine.identity.login(nobody(), { email, password })];
    await engine.identity.logout(here.scope, false);
    await until(() => ended.includes(sessionOf(here)));
    await expect(authenticate(here.accessToken)).rejects.toMatchObject(revoked);
    await expect(refresh(here.refreshToken)).rejects.toMatchObject(revoked);
    await authenticate(there.accessToken);
  });

  test('everywhere ends all sessions of the person and of nobody else', async () => {
    const email = faker.internet.email({ provider: 'example.test' });
    const sessions = [
      await register(email),
      await engine.identity.login(nobody(), { email, password }),
      await engine.identity.login(nobody(), { email, password }),
    ];
    const other = await register();
    await engine.identity.logout(sessions[1]?.scope ?? nobody(), true);
    await until(() => sessions.every((session) => ended.includes(sessionOf(session))));
    for (const { accessToken } of sessions) await expect(authenticate(accessToken)).rejects.toMatchObject(revoked);
    await authenticate(other.accessToken);
    await expect(engine.identity.logout(nobody(), true)).rejects.toMatchObject({ code: 'UNAUTHENTICATED', details: { reason: 'MISSING' } });
  });
});

test('no column of any table holds a password or a token in clear', async () => {
  const signedIn = await register();
  const next = await refresh(signedIn.refreshToken);
  const secrets = [password, signedIn.accessToken, signedIn.refreshToken, next.accessToken, next.refreshToken];
  const tables = await engine.owner<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'pgboss')`,
  );
  expect(tables.length).toBeGreaterThan(10);
  for (const { name } of tables) {
    const rows = await engine.owner<{ line: string }>(`select row_to_json(t)::text as line from ${name} t`);
    const text = rows.map(({ line }) => line).join('\n');
    for (const secret of secrets) expect(text.includes(secret), name).toBe(false);
  }
  const [user] = await engine.owner<{ password_hash: string }>('select password_hash from users where id = $1', [signedIn.userId]);
  expect(user?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});
