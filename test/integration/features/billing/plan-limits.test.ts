import { beforeAll, expect, test } from 'vitest';
import { newId } from '../../../../src/kernel/id.ts';
import type { Scope } from '../../../../src/platform/database/scope.ts';
import type { Storage } from '../../../../src/platform/storage/storage.ts';
import { looseSteps, makeJob, makeTenant, request, useEngine, type Tenant } from '../../../support/engine.ts';

const uploads: Partial<Storage['uploads']> = {
  ready: async () => undefined,
  begin: async (key) => ({ key, storeId: newId() }),
  abort: async () => undefined,
};
const engine = useEngine({ storage: { uploads } as Storage });
let tenant: Tenant;
let plan: string;
beforeAll(async () => {
  tenant = await makeTenant(engine, 'OWNER', 1_000);
  plan = newId();
  await engine.owner('insert into plans (name, concurrent_steps, weight) values ($1, 100, 1)', [plan]);
  await engine.owner('insert into workspace_plans (workspace_id, plan) values ($1, $2)', [tenant.workspaceId, plan]);
});

/** Changes what the plan allows, which applies at once. */
const allow = (column: string, value: number) => engine.owner(`update plans set ${column} = ${value} where name = $1`, [plan]);
const as = <T>(work: (scope: Scope) => Promise<T>): Promise<T> => request(engine, tenant.actor, work);
const refused = (limit: number) => ({ code: 'QUOTA_EXCEEDED', details: { limit } });

test('a plan limits the steps that are dispatched at once', async () => {
  await allow('concurrent_steps', 3);
  const jobId = await makeJob(engine, tenant, looseSteps(8));
  const dispatched = async (): Promise<number> =>
    (await engine.owner('select from job_steps where job_id = $1 and dispatched_at is not null', [jobId])).length;
  expect(await dispatched()).toBe(3);
  await allow('concurrent_steps', 5);
  await engine.dispatch();
  expect(await dispatched()).toBe(5);
});

test('a plan limits the storage', async () => {
  const upload = (byteSize: number) =>
    as((scope) =>
      engine.uploads.create(scope, { workspaceId: tenant.workspaceId, fileName: 'sea.png', contentType: 'image/png', byteSize }),
    );
  await allow('storage_bytes', 1_000);
  await upload(600);
  await expect(upload(401)).rejects.toMatchObject(refused(1_000));
  await upload(400);
});

test('a plan limits the members', async () => {
  const { workspaceId } = tenant;
  const invite = () => as((scope) => engine.invitations.invite(scope, { workspaceId, email: 'new@example.test', role: 'VIEWER' }));
  await allow('members', 1);
  await expect(invite()).rejects.toMatchObject(refused(1));
  await allow('members', 2);
  await invite();
});

test('a plan limits the rows of a batch', async () => {
  const { workspaceId } = tenant;
  const template = await as((scope) => engine.templates.create(scope, { workspaceId, name: 'one', writes: 'SCRIPT', text: 'Mine.' }));
  const batch = (items: object[]) =>
    as((scope) => engine.batches.create(scope, { workspaceId, name: 'b', templateId: template.id, items }));
  await allow('batch_rows', 1);
  await expect(batch([{}, {}])).rejects.toMatchObject(refused(1));
  expect((await batch([{}])).status).toBe('RUNNING');
});

test('a plan limits the resolution of films', async () => {
  const { workspaceId } = tenant;
  const film = (resolution: 'P720' | 'P1080') =>
    as((scope) => engine.renders.generateVideo(scope, { workspaceId, script: 'Words.', resolution }));
  await allow('max_short_side', 720);
  await expect(film('P1080')).rejects.toMatchObject(refused(720));
  expect((await film('P720')).status).toBe('QUEUED');
});
