import { faker } from '@faker-js/faker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SignedIn } from '../../../src/features/identity/session/signed-in.type.ts';
import { newId } from '../../../src/kernel/id.ts';
import { ReadPool } from '../../../src/platform/database/reads/read-pool.ts';
import { makeSignedIn, openEngine, scopeOf, type Engine, type Tenant } from '../../support/engine.ts';
import { openPlanned, type PlannedApi } from '../../support/planned.ts';

const QUERY = 'query ($id: ID!) { workspace(id: $id) { id name jobs { nodes { id } } members { nodes { user { name } } } } }';
const PASSWORD = 'correct horse battery staple';

let engine: Engine;
/** Acts as another process: shares only the database with the engine. */
let elsewhere: ReadPool;
let api: PlannedApi;
beforeAll(async () => {
  engine = await openEngine();
  elsewhere = new ReadPool(engine.urls.applicationUrl, { poolSize: 2 });
  api = await openPlanned(engine, elsewhere);
});
afterAll(async () => {
  await elsewhere.close();
  await engine.close();
});

const sameBothWays = async (sessionId: string, id: string): Promise<string> => {
  const [planned, plain] = [await api.withPlan(sessionId, QUERY, { id }), await api.withoutPlan(sessionId, QUERY, { id })];
  expect(planned).toBe(plain);
  return plain;
};

test('missing and foreign workspaces get the same answer with and without a plan', async () => {
  const [owner, stranger] = [await makeSignedIn(engine), await makeSignedIn(engine)];
  for (const id of [owner.workspaceId, newId(), 'no id', '', owner.workspaceId.toUpperCase()])
    expect(await sameBothWays(stranger.actor.sessionId, id)).toContain('NOT_FOUND');
  for (const id of [owner.workspaceId, newId()]) expect(await sameBothWays(newId(), id)).toContain('UNAUTHENTICATED');
  expect(await sameBothWays(owner.actor.sessionId, owner.workspaceId.toUpperCase())).toContain(owner.workspaceId);
});

test('thousands of interleaved reads of two tenants on two connections return no foreign row', async () => {
  const tenants = [await makeSignedIn(engine), await makeSignedIn(engine)];
  const asked = Array.from({ length: 2_000 }, (_, index) => {
    const [by, of] = [tenants[index % 2]!, tenants[(index >> 1) % 2]!];
    return { by, of };
  });
  for (let from = 0; from < asked.length; from += 50) {
    await Promise.all(
      asked.slice(from, from + 50).map(async ({ by, of }) => {
        const answer = await api.withPlan(by.actor.sessionId, QUERY, { id: of.workspaceId });
        expect(answer.includes(of.workspaceId)).toBe(by === of);
      }),
    );
  }
});

interface Person {
  readonly sessionId: string;
  readonly workspaceId: string;
  readonly signedIn: SignedIn;
}

async function register(): Promise<Person> {
  const nobody = scopeOf(engine, { kind: 'anonymous' });
  const email = faker.internet.email({ provider: 'example.test' });
  const signedIn = await engine.identity.register(nobody, { email, password: PASSWORD, name: faker.person.fullName() });
  const { actor } = signedIn.scope;
  if (actor.kind !== 'user') throw new Error('a person');
  const [workspaceId = ''] = actor.memberships.keys();
  return { sessionId: actor.sessionId, workspaceId, signedIn };
}

test.each([
  ['the user logged out', ({ signedIn }: Person) => engine.identity.logout(signedIn.scope, false)],
  ['the user logged out everywhere', ({ signedIn }: Person) => engine.identity.logout(signedIn.scope, true)],
  ['the user deleted the account', ({ signedIn }: Person) => engine.profiles.deleteAccount(signedIn.scope, { password: PASSWORD })],
  ['the workspace was deleted', ({ signedIn, workspaceId }: Person) => engine.workspaces.delete(signedIn.scope, workspaceId)],
])('the next read in another process is refused once %s', async (_what, change) => {
  const person = await register();
  expect(await api.withPlan(person.sessionId, QUERY, { id: person.workspaceId })).toContain(person.workspaceId);
  await change(person);
  expect(await sameBothWays(person.sessionId, person.workspaceId)).toMatch(/"code":"(UNAUTHENTICATED|NOT_FOUND)".*"workspace":null/);
});

test('the next read of another session is refused once the password has changed', async () => {
  const person = await register();
  const other = newId();
  await engine.owner(`insert into sessions (id, user_id, expires_at) values ($1, $2, now() + interval '1 day')`, [
    other,
    person.signedIn.userId,
  ]);
  expect(await api.withPlan(other, QUERY, { id: person.workspaceId })).toContain(person.workspaceId);
  await engine.passwords.change(person.signedIn.scope, { currentPassword: PASSWORD, newPassword: 'staple battery horse correct' });
  expect(await sameBothWays(other, person.workspaceId)).toContain('UNAUTHENTICATED');
});

test('the next read of a removed member is refused, and removed members are no longer listed', async () => {
  const [owner, member]: Tenant[] = [await makeSignedIn(engine), await makeSignedIn(engine)];
  await engine.owner(`insert into memberships (workspace_id, user_id, role) values ($1, $2, 'EDITOR')`, [
    owner!.workspaceId,
    member!.userId,
  ]);
  expect(await sameBothWays(member!.actor.sessionId, owner!.workspaceId)).toContain(owner!.workspaceId);
  await engine.members.remove(scopeOf(engine, owner!.actor), { workspaceId: owner!.workspaceId, userId: member!.userId });
  expect(await sameBothWays(member!.actor.sessionId, owner!.workspaceId)).toContain('NOT_FOUND');
  expect(JSON.parse(await sameBothWays(owner!.actor.sessionId, owner!.workspaceId))).toMatchObject({
    data: { workspace: { members: { nodes: [{ user: {} }] } } },
  });
});

test('the next read of a demoted administrator shows no output that only administrators see', async () => {
  const [owner, admin] = [await makeSignedIn(engine), await makeSignedIn(engine)];
  const { workspaceId } = owner;
  await engine.owner(`insert into memberships (workspace_id, user_id, role) values ($1, $2, 'ADMIN')`, [workspaceId, admin.userId]);
  const [jobId, open, restricted] = [newId(), newId(), newId()];
  await engine.owner(
    `insert into jobs (id, workspace_id, type, title, input, status) values ($1, $2, 'VIDEO', 'a film', '{}', 'COMPLETED')`,
    [jobId, workspaceId],
  );
  await engine.owner(
    `insert into assets (id, workspace_id, job_id, role, kind, status, name, file_name, content_type, byte_size, storage_key, access)
     select id, $1, $2, 'VIDEO', 'VIDEO', 'READY', 'a film', 'a.mp4', 'video/mp4', 1, 'key', access
     from unnest($3::uuid[], '{VIEWER,ADMIN}'::text[]) as t (id, access)`,
    [workspaceId, jobId, [open, restricted]],
  );
  const query = 'query ($id: ID!) { job(id: $id) { outputs { id } } }';
  const seen = async (): Promise<string[]> => {
    const answer = await api.withPlan(admin.actor.sessionId, query, { id: jobId });
    expect(answer).toBe(await api.withoutPlan(admin.actor.sessionId, query, { id: jobId }));
    const { data } = JSON.parse(answer) as { data: { job: { outputs: { id: string }[] } } };
    return data.job.outputs.map(({ id }) => id);
  };
  expect(api.hasPlan(query, { id: jobId })).toBe(true);
  expect(await seen()).toEqual([open, restricted]);
  await engine.members.changeRole(scopeOf(engine, owner.actor), { workspaceId, userId: admin.userId, role: 'VIEWER' });
  expect(await seen()).toEqual([open]);
  await engine.members.changeRole(scopeOf(engine, owner.actor), { workspaceId, userId: admin.userId, role: 'ADMIN' });
  expect(await seen()).toEqual([open, restricted]);
});

test('the next read of a suspended person is refused, also in a session that begins meanwhile', async () => {
  const [administrator, person] = [await makeSignedIn(engine), await makeSignedIn(engine)];
  await engine.owner('insert into administrators (user_id) values ($1)', [administrator.userId]);
  const asAdministrator = scopeOf(engine, { ...administrator.actor, administrator: true });
  expect(await sameBothWays(person.actor.sessionId, person.workspaceId)).toContain(person.workspaceId);
  await engine.adminUsers.suspend(asAdministrator, { userId: person.userId, reason: 'spam' });
  const later = newId();
  await engine.owner(`insert into sessions (id, user_id, expires_at) values ($1, $2, now() + interval '1 day')`, [later, person.userId]);
  for (const session of [person.actor.sessionId, later])
    expect(await sameBothWays(session, person.workspaceId)).toContain('"code":"UNAUTHENTICATED"');
  await asAdministrator.close();
});
