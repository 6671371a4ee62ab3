import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { guess, replay, THIEF, tracesOf } from '../../attack/stolen-token.attack.ts';
import { useEngine, scopeOf } from '../../support/engine.ts';
import { lettersTo } from '../../support/emails.ts';

const engine = useEngine();

const password = 'correct horse battery staple';
const nobody = () => scopeOf(engine, { kind: 'anonymous' });

async function register() {
  const email = `${randomUUID()}@example.test`;
  const signedIn = await engine.identity.register(nobody(), { email, password, name: 'Ada' });
  await signedIn.scope.close();
  return { ...signedIn, email };
}

test('a replayed refresh token leaves an audit event and an email, once', async () => {
  const { email, userId, refreshToken } = await register();
  await engine.identity.refresh(nobody(), refreshToken);
  for (let time = 0; time < 3; time += 1)
    expect(await replay(engine, refreshToken)).toMatchObject({ code: 'UNAUTHENTICATED', details: { reason: 'REVOKED' } });
  const traces = await tracesOf(engine, userId);
  expect(traces.filter(({ address }) => address === THIEF.address)).toMatchObject([
    { action: 'refreshToken', after: { refused: 'REPLAYED', endedSessions: 1 } },
  ]);
  const emails = (await lettersTo(engine, email)).filter(({ subject }) => subject === 'A session of your account was ended');
  expect(emails).toHaveLength(1);
});

test('retries within the grace period are recorded once', async () => {
  const { userId, refreshToken } = await register();
  for (let time = 0; time < 4; time += 1) await engine.identity.refresh(nobody(), refreshToken);
  expect(await tracesOf(engine, userId)).toHaveLength(1);
});

test('refused sign-ins are in the audit log, with IP address and reason, in the export of the person', async () => {
  const { email, userId, scope } = await register();
  await guess(engine, email, 'not the password');
  await engine.owner(`insert into second_factors (user_id, secret, confirmed_at) values ($1, 'encrypted', now())`, [userId]);
  await guess(engine, email, password);
  await guess(engine, email, password, 'AAAA-BBBB');
  const refusals = ['WRONG_PASSWORD', 'OTP_REQUIRED', 'WRONG_CODE'].map((refused) => ({
    ...{ action: 'login', actor_kind: 'NOBODY', address: THIEF.address, after: { refused } },
  }));
  expect(await tracesOf(engine, userId)).toEqual(refusals);
  const { auditEvents } = (await engine.profiles.exportData(scope)) as { auditEvents: object[] };
  expect(auditEvents).toMatchObject([{ action: 'register' }, ...refusals.map(({ after }) => ({ action: 'login', after }))]);
  await scope.close();
});

test('a sign-in with an address that has no account is recorded without the address', async () => {
  const email = `${randomUUID()}@example.test`;
  await guess(engine, email, password);
  const rows = await engine.owner<{ line: string }>(
    `select row_to_json(a)::text as line from audit_events a where after ->> 'refused' = 'UNKNOWN_ACCOUNT'`,
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]?.line).toContain(THIEF.address);
  expect(rows[0]?.line).not.toContain(email);
});
