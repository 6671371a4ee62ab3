import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../../../src/kernel/id.ts';
import {
  openEngine,
  looseSteps,
  makeJob,
  makeRunningJob,
  makeSignedIn,
  makeTenant,
  jobRow,
  request,
  scopeOf,
  until,
  useEngine,
  creditsOf,
  type Engine,
  type Tenant,
} from '../../../support/engine.ts';

const engine = useEngine();
/** Another API process on the same database. */
let elsewhere: Engine;
let admin: Tenant['actor'];
let other: Tenant['actor'];
beforeAll(async () => {
  elsewhere = await openEngine({ urls: { ...engine.urls, drop: async () => undefined }, concurrency: 0, dispatches: false });
  [admin, other] = await Promise.all([makeAdministrator(), makeAdministrator()]);
});
afterAll(() => elsewhere.close());

async function makeAdministrator(): Promise<Tenant['actor']> {
  const { actor, userId } = await makeSignedIn(engine);
  await engine.owner('insert into administrators (user_id) values ($1)', [userId]);
  return { ...actor, administrator: true };
}
const suspend = (userId: string, actor = admin) =>
  request(engine, actor, (scope) => engine.adminUsers.suspend(scope, { userId, reason: ' spam ' }));
const reinstate = (userId: string) => request(engine, admin, (scope) => engine.adminUsers.reinstate(scope, userId));
const list = (filter: object) => request(engine, admin, async (scope) => (await engine.adminUsers.list(scope, { filter })).rows);
/** Notes that a person has retried a job, as `retryJob` does. */
const retried = (jobId: string, userId: string) =>
  engine.owner(
    `insert into audit_events (id, workspace_id, actor_kind, user_id, request_id, action, subject_id)
     select uuidv7(), workspace_id, 'PERSON', $2, 'test', 'retryJob', id from jobs where id = $1`,
    [jobId, userId],
  );
const nobody = () => scopeOf(engine, { kind: 'anonymous' });

describe('a suspended person', () => {
  test('loses sessions, sockets, keys, jobs and batches, in every process, and gets keys back when reinstated', async () => {
    const person = await makeSignedIn(engine);
    const { workspaceId, userId, actor } = person;
    const expiresAt = new Date(Date.now() + 86_400_000);
    const { apiKey, secret } = await request(engine, actor, (scope) =>
      engine.apiKeys.create(scope, { workspaceId, name: 'nightly', role: 'EDITOR', expiresAt }),
    );
    const waiting = await makeJob(engine, person, looseSteps(1), 5);
    const { jobId: running } = await makeRunningJob(engine, person, 1, 7);
    const ended: (string | undefined)[] = [];
    const stopped: (string | undefined)[] = [];
    const stops = [
      elsewhere.pubsub.listen('session_ended', (id) => ended.push(id)),
      elsewhere.pubsub.listen('job_stopped', (id) => stopped.push(id)),
    ];
    const before = Date.now();
    expect(await suspend(userId)).toMatchObject({ id: userId, suspensionReason: 'spam', suspendedAt: expect.any(Date) as Date });
    await until(() => ended.length >= 2 && stopped.length >= 2);
    expect(Date.now() - before).toBeLessThan(5_000);
    for (const stop of stops) stop();
    expect(new Set(ended)).toEqual(new Set([actor.sessionId, apiKey.id]));
    expect(new Set(stopped)).toEqual(new Set([waiting, running]));
    for (const id of [waiting, running]) expect(await jobRow(engine, id)).toMatchObject({ status: 'CANCELED' });
    expect(await creditsOf(engine, person)).toMatchObject({ reserved: 0, available: 1_000 });

    await expect(elsewhere.identity.revalidate(nobody(), actor.sessionId)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(elsewhere.apiKeys.authenticate(nobody(), secret ?? '')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    // A session that began while they were suspended is none.
    const late = newId();
    await engine.owner(`insert into sessions (id, user_id, expires_at) values ($1, $2, now() + interval '1 day')`, [late, userId]);
    await expect(elsewhere.identity.revalidate(nobody(), late)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });

    expect((await list({ suspended: true })).map(({ id }) => id)).toEqual([userId]);
    expect(await reinstate(userId)).toMatchObject({ suspendedAt: null, suspensionReason: null });
    await expect(elsewhere.identity.revalidate(nobody(), actor.sessionId)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await elsewhere.apiKeys.authenticate(nobody(), secret ?? '')).toMatchObject({ keyId: apiKey.id });
    expect(
      await engine.owner('select action, user_id, workspace_id, after from audit_events where subject_id = $1 order by id', [userId]),
    ).toEqual([
      { action: 'suspendUser', user_id: admin.userId, workspace_id: null, after: { suspended: true, reason: 'spam' } },
      { action: 'reinstateUser', user_id: admin.userId, workspace_id: null, after: { suspended: false } },
    ]);
  });

  test('cannot sign in with the right password, and reads why', async () => {
    const input = { email: `${newId()}@example.test`, password: `four odd words ${newId()}`, name: 'Eve' };
    const { userId } = await engine.identity.register(nobody(), input);
    await suspend(userId);
    await expect(engine.identity.login(nobody(), input)).rejects.toMatchObject({ code: 'FORBIDDEN', message: /suspended/ });
    await expect(engine.identity.login(nobody(), { ...input, password: 'wrong' })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await reinstate(userId);
    expect(await engine.identity.login(nobody(), input)).toMatchObject({ userId });
  });

  test('has work ended that was created during the suspension, or that a killed process has left', async () => {
    const person = await makeTenant(engine);
    await engine.owner(`insert into suspensions (user_id, reason, suspended_by) values ($1, 'spam', $2)`, [person.userId, admin.userId]);
    const job = await makeJob(engine, person, looseSteps(1));
    const bystander = await makeJob(engine, await makeTenant(engine), looseSteps(1));
    const [helped, repeated] = [
      await makeJob(engine, person, looseSteps(1)),
      await makeJob(engine, await makeTenant(engine), looseSteps(1)),
    ];
    await retried(helped, other.userId);
    await retried(repeated, other.userId);
    await retried(repeated, person.userId);
    expect(await engine.suspendedWork.cancelAll(scopeOf(engine, { kind: 'system' }))).toBe(2);
    expect(await engine.suspendedWork.cancelAll(scopeOf(engine, { kind: 'system' }))).toBe(0);
    for (const id of [job, repeated]) expect(await jobRow(engine, id)).toMatchObject({ status: 'CANCELED' });
    expect(await jobRow(engine, helped)).toMatchObject({ status: 'QUEUED' });
    // What they have created was queued again by another member, but before the suspension.
    await engine.owner(`update suspensions set suspended_at = now() + interval '1 minute' where user_id = $1`, [person.userId]);
    expect(await engine.suspendedWork.cancelAll(scopeOf(engine, { kind: 'system' }))).toBe(1);
    expect(await jobRow(engine, helped)).toMatchObject({ status: 'CANCELED' });
    expect(await jobRow(engine, bystander)).toMatchObject({ status: 'QUEUED' });
  });
});

describe('an administrator', () => {
  test('cannot suspend themselves, and of two who suspend each other one is left', async () => {
    await expect(suspend(admin.userId)).rejects.toMatchObject({ code: 'INVALID_STATE' });
    const third = await makeAdministrator();
    const both = await Promise.allSettled([suspend(third.userId, other), suspend(other.userId, third)]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of both) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'FORBIDDEN' });
    expect((await list({ administrator: true, suspended: false })).length).toBe(2);
  });

  test('finds people by name, address and state, and nobody else does', async () => {
    const { userId } = await makeTenant(engine);
    await engine.owner(`update users set name = 'Grace Hopper', email = 'grace@example.test' where id = $1`, [userId]);
    for (const text of ['HOPPER', 'grace@']) expect((await list({ text })).map(({ id }) => id)).toEqual([userId]);
    expect((await list({ text: 'grace', administrator: true })).length).toBe(0);
    expect(await list({ text: 'grace' })).toMatchObject([{ workspaces: 1, administrator: false, lastActiveAt: null }]);
    const stranger = await makeTenant(engine);
    await expect(request(engine, stranger.actor, (scope) => engine.adminUsers.list(scope, {}))).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    const pretender = { ...stranger.actor, administrator: true };
    expect((await request(engine, pretender, (scope) => engine.adminUsers.list(scope, {}))).rows).toEqual([]);
    await expect(suspend(userId, pretender)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(suspend('nonsense')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(suspend(newId())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
