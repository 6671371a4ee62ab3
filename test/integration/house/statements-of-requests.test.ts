import { Secret, TOTP } from 'otpauth';
import { beforeAll, expect, it } from 'vitest';
import type { Actor } from '../../../src/kernel/actor.ts';
import type { Scope } from '../../../src/platform/database/scope.ts';
import { scopeOf, useEngine, workerScope } from '../../support/engine.ts';
import { useStatementRecorder } from '../../support/record-statements.ts';

/**
 * Statements that a request sends to PostgreSQL, `commit` included: each is a round trip, and a transaction begins with its first. Lower
 * a number when a request needs fewer; a higher one needs a reason.
 */
const STATEMENTS = {
  register: 16,
  login: 10,
  'login with a code': 11,
  'login with a recovery code': 11,
  refresh: 10,
  'refresh again within the grace period': 7,
  authenticate: 1,
  me: 1,
  workspaces: 2,
  workspace: 2,
  sessions: 1,
  'end a session': 5,
  'second factor': 2,
  'change a webhook': 7,
  'rotate the secret of a webhook': 6,
  'test a webhook': 7,
  'lease a delivery': 6,
  'record a delivery': 4,
  'record a failed delivery': 4,
  'return a delivery': 2,
  'send a delivery again': 7,
  'change a workspace': 7,
  logout: 4,
} as const;
type Request = keyof typeof STATEMENTS;

const password = 'correct horse battery staple';
const email = 'ada@example.test';

const engine = useEngine();
const recorder = useStatementRecorder();
const counts: Partial<Record<Request, number>> = {};

async function count<T>(request: Request, run: () => Promise<T>): Promise<T> {
  recorder.start();
  const answer = await run();
  // The end of a read-only snapshot is sent without waiting for it, so nobody pays its round trip.
  counts[request] = recorder.statements.filter((statement) => statement !== 'rollback').length;
  return answer;
}

beforeAll(async () => {
  const nobody = (): Scope => scopeOf(engine, { kind: 'anonymous' });
  // Settings are read once for each process.
  await engine.capabilities.registration();
  const first = await count('register', () => engine.identity.register(nobody(), { email, password, name: 'Ada' }));
  const second = await count('login', () => engine.identity.login(nobody(), { email, password }));
  const third = await count('refresh', () => engine.identity.refresh(nobody(), second.refreshToken));
  await count('refresh again within the grace period', () => engine.identity.refresh(nobody(), second.refreshToken));
  const actor = await count('authenticate', () => engine.identity.authenticate(nobody(), third.accessToken));
  const ask = <T>(request: Request, run: (scope: Scope) => Promise<T>): Promise<T> => count(request, () => closing(actor, run));

  await ask('me', (scope) => engine.identity.me(scope));
  const { rows } = await ask('workspaces', (scope) => engine.workspaces.list(scope, {}));
  const workspaceId = rows[0]!.id;
  await ask('workspace', (scope) => engine.workspaces.get(scope, workspaceId));
  await ask('change a workspace', (scope) => engine.workspaces.update(scope, workspaceId, { name: 'Ours' }));
  await ask('sessions', (scope) => engine.sessions.list(scope));
  await ask('end a session', (scope) => engine.sessions.revoke(scope, sessionOf(first.scope)));

  const { secret } = await closing(actor, (scope) => engine.totp.enable(scope, { password }));
  const code = (): string => new TOTP({ secret: Secret.fromBase32(secret) }).generate();
  const [recovery] = await closing(actor, (scope) => engine.totp.confirm(scope, { code: code() }));
  await ask('second factor', (scope) => engine.totp.status(scope));
  await count('login with a recovery code', () => engine.identity.login(nobody(), { email, password, otp: recovery }));
  await engine.owner('update second_factors set last_step = 0');
  await count('login with a code', () => engine.identity.login(nobody(), { email, password, otp: code() }));

  const created = await closing(actor, (scope) => engine.webhooks.create(scope, { workspaceId, url: 'http://127.0.0.1:9999/hook' }));
  const { id } = created.webhook;
  await ask('change a webhook', (scope) => engine.webhooks.update(scope, id, { description: 'ours' }));
  await ask('rotate the secret of a webhook', (scope) => engine.webhooks.rotateSecret(scope, id));
  const delivery = await ask('test a webhook', (scope) => engine.webhooks.test(scope, id));
  const worker = workerScope(engine, { workspaceId });
  const leased = await count('lease a delivery', () => engine.deliveries.claim(worker, id));
  await count('return a delivery', () => engine.deliveries.release(worker, leased!));
  const failing = await engine.deliveries.claim(worker, id);
  await count('record a failed delivery', () => engine.deliveries.settle(worker, failing!, { durationMs: 1, error: 'It is down.' }));
  await engine.owner('update webhooks set retry_at = null');
  const arriving = await engine.deliveries.claim(worker, id);
  await count('record a delivery', () => engine.deliveries.settle(worker, arriving!, { durationMs: 1, responseStatus: 200 }));
  await ask('send a delivery again', (scope) => engine.webhooks.redeliver(scope, delivery.id));
  await ask('logout', (scope) => engine.identity.logout(scope, false));
});

async function closing<T>(actor: Actor, run: (scope: Scope) => Promise<T>): Promise<T> {
  const scope = scopeOf(engine, actor);
  try {
    return await run(scope);
  } finally {
    await scope.close();
  }
}

const sessionOf = ({ actor }: Scope): string => (actor.kind === 'user' ? actor.sessionId : '');

it.each(Object.entries(STATEMENTS))('%s takes %i statements', (request, statements) => {
  expect(counts[request as Request]).toBe(statements);
});
