import { tmpdir } from 'node:os';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { differences, type Difference } from '../../../../src/app/maintenance/check-storage.ts';
import { removeOrphanedObjects } from '../../../../src/app/maintenance/delete-orphans.ts';
import type { TaskContext } from '../../../../src/app/maintenance/background-task.ts';
import { backgroundTasks } from '../../../../src/app/maintenance/background-tasks.ts';
import { runDueTasks, startBackgroundTasks } from '../../../../src/app/maintenance/task-runner.ts';
import { providerOpeners } from '../../../../src/app/films/film-tools.ts';
import { openDrawing } from '../../../../src/platform/media/drawing/canvas-drawing.ts';
import { ProviderRegistry } from '../../../../src/platform/providers/provider-registry.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import type { Storage } from '../../../../src/platform/storage/storage.ts';
import { looseSteps, makeJob, makeTenant, openEngine, scopeOf, until, type Engine, type Tenant } from '../../../support/engine.ts';
import { openStoreForTest } from '../../../support/storage/stores.ts';

let engine: Engine;
let store: Awaited<ReturnType<typeof openStoreForTest>>;
let storage: Storage;
let tenant: Tenant;
beforeAll(async () => {
  engine = await openEngine();
  store = await openStoreForTest();
  ({ storage } = store);
});
afterAll(async () => {
  await engine.close();
  await store.close();
});
beforeEach(async () => {
  tenant = await makeTenant(engine);
});

const everybody = () => scopeOf(engine, { kind: 'anonymous' });
const providers = new ProviderRegistry(providerOpeners(openDrawing()));
const retention = { eventDays: 30, jobDays: 365, artifactDays: 30 };
const contextWith = (parts: Partial<TaskContext>): TaskContext => ({
  ...engine,
  worker: { id: newId(), concurrency: 1 },
  workload: { steps: 0 },
  workDir: tmpdir(),
  storage,
  providers,
  retention,
  log: silentLog,
  ...parts,
});
const put = async (key: string): Promise<string> => {
  await storage.putBytes(key, Buffer.from('x'), { contentType: 'text/plain' });
  return key;
};
const objects = async (): Promise<string[]> => {
  const keys: string[] = [];
  for await (const { key } of storage.list('')) keys.push(key);
  return keys;
};
async function compared(graceSeconds: number): Promise<Difference[]> {
  const all: Difference[] = [];
  for await (const difference of differences(everybody(), { storage, graceSeconds })) all.push(difference);
  return all;
}
async function artifactRow(key: string): Promise<string> {
  await engine.owner(
    `insert into artifacts (id, workspace_id, hash, storage_key, content_type, byte_size, metadata) values ($1, $2, $3, $4, 'text/plain', 1, '{}')`,
    [newId(), tenant.workspaceId, newId(), key],
  );
  return key;
}
async function assetRow(key: string, status: string): Promise<string> {
  await engine.owner(
    `insert into assets (id, workspace_id, kind, status, name, file_name, content_type, byte_size, storage_key)
     values ($1, $2, 'VIDEO', $3, 'a film', 'a.mp4', 'video/mp4', 1, $4)`,
    [newId(), tenant.workspaceId, status, key],
  );
  return key;
}

test('tells objects that no row names and rows whose object is gone, over all workspaces, and removes the former when they are old', async () => {
  const at = (rest: string) => `${tenant.workspaceId}/${rest}`;
  const [open, ended] = [await makeJob(engine, tenant, looseSteps(1)), await makeJob(engine, tenant, looseSteps(1))];
  await engine.jobs.cancel(scopeOf(engine, tenant.actor), ended);
  const kept = [
    await artifactRow(await put(at('artifacts/hash/1'))),
    await assetRow(await put(at('assets/job/1.mp4')), 'READY'),
    // A delivery that may be about to get its rows; somebody else's object in our bucket.
    await put(at(`assets/${open}/1.mp4`)),
    await put('their/own/object'),
  ];
  const orphans = [
    await put(at('artifacts/hash/2')),
    await put(at('previews/hash.jpg')),
    await put(at(`assets/${ended}/1.mp4`)),
    await put(`${newId()}/artifacts/of/nobody`),
  ];
  const missing = [await artifactRow(at('artifacts/hash/3')), await assetRow(at('assets/job/2.mp4'), 'READY')];
  // An upload on its way has no object yet, a removed film none.
  await assetRow(at('assets/job/3.mp4'), 'PENDING');
  await assetRow(at('assets/job/4.mp4'), 'DELETED');

  const inOrder = (differences: readonly Difference[]) => differences.map(({ kind, key }) => `${kind} ${key}`).toSorted();
  const gone = missing.map((key) => `MISSING ${key}`);
  expect(inOrder(await compared(0))).toEqual([...gone, ...orphans.map((key) => `ORPHAN ${key}`)].toSorted());
  expect(inOrder(await compared(3_600))).toEqual(gone.toSorted());

  expect(await removeOrphanedObjects(everybody(), storage, 3_600, silentLog)).toBe(0);
  expect(await removeOrphanedObjects(everybody(), storage, 0, silentLog)).toBe(orphans.length);
  expect(await objects()).toEqual(kept.toSorted());
  expect(inOrder(await compared(0))).toEqual(gone.toSorted());
});

test('compares more rows than it reads at once', async () => {
  const key = (n: number) => `${tenant.workspaceId}/assets/many/${n}`;
  await engine.owner(
    `insert into assets (id, workspace_id, kind, status, name, file_name, content_type, byte_size, storage_key)
     select uuidv7(), $1::uuid, 'VIDEO', case when n in (1, 2, 2100) then 'READY' else 'DELETED' end, 'a film', 'a.mp4', 'video/mp4', 1,
       $1::text || '/assets/many/' || n from generate_series(1, 2100) n`,
    [tenant.workspaceId],
  );
  for (const n of [1, 1000, 1001, 2101]) await put(key(n));
  const found = (await compared(0)).filter((difference) => difference.key.startsWith(tenant.workspaceId));
  expect(found).toEqual([
    { kind: 'MISSING', key: key(2) },
    { kind: 'MISSING', key: key(2100) },
    { kind: 'ORPHAN', key: key(2101) },
  ]);
});

test('rows whose objects are missing are logged once: their count and five examples', async () => {
  await engine.owner(`delete from assets`);
  await engine.owner(`delete from artifacts`);
  const keys = Array.from({ length: 7 }, (_, n) => `${tenant.workspaceId}/assets/lost/${n}`);
  for (const key of keys) await assetRow(key, 'READY');
  const error = vi.fn<(fields: object, message: string) => void>();
  await removeOrphanedObjects(everybody(), storage, 3_600, { ...silentLog, error });
  expect(error.mock.calls).toEqual([
    [{ event: 'objects_missing', count: 7, examples: keys.slice(0, 5) }, 'rows name objects that are missing in the store'],
  ]);
});

test('an object of a refused file whose deletion failed is an orphan; one that waits for a retry is not', async () => {
  const verdicts = { DAMAGED: true, CANCELED: true, FETCH_FAILED: true, INGEST_FAILED: false };
  for (const [code, isOrphan] of Object.entries(verdicts)) {
    const key = await assetRow(await put(`${tenant.workspaceId}/assets/refused/${code}`), 'REJECTED');
    await engine.owner('update assets set rejection = $2 where storage_key = $1', [key, code]);
    await removeOrphanedObjects(everybody(), storage, 0, silentLog);
    expect([code, (await storage.stat(key)) === undefined]).toEqual([code, isOrphan]);
  }
});

test('each leased task is run by one of many workers, again only when its time has come, and after one that failed', async () => {
  let [listings, isBroken] = [0, false];
  const warn = vi.fn<(fields: object, message: string) => void>();
  const counted = new Proxy(storage, {
    get: (target, name: keyof Storage) => {
      const member = target[name];
      if (name !== 'list') return typeof member === 'function' ? member.bind(target) : member;
      listings += 1;
      if (isBroken) throw new Error('broken');
      return target.list.bind(target);
    },
  });
  const runDue = () => runDueTasks(everybody(), contextWith({ storage: counted, log: { ...silentLog, warn } }));
  await Promise.all(Array.from({ length: 5 }, runDue));
  expect(listings).toBe(1);
  await runDue();
  expect(listings).toBe(1);
  isBroken = true;
  await engine.owner(`update maintenance_leases set acquired_at = acquired_at - interval '1 day'`);
  await runDue();
  expect(listings).toBe(2);
  expect(warn.mock.calls).toEqual([
    [{ event: 'task_failed', task: 'orphans', err: new Error('broken') }, 'background task failed; retrying'],
  ]);
  isBroken = false;
  await engine.owner(`update maintenance_leases set acquired_at = acquired_at - interval '1 day'`);
  await runDue();
  expect(listings).toBe(3);
  const leased = backgroundTasks.filter(({ workers }) => workers === 'ONE').map(({ name }) => ({ name }));
  expect(await engine.owner('select name from maintenance_leases order by name')).toEqual(
    leased.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  );
});

test('a worker looks every minute for what is due, until it is stopped, and has then ended what it began', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    await engine.owner('delete from maintenance_leases');
    const begun = async () => (await engine.owner('select name from maintenance_leases')).length;
    const config = { workerConcurrency: 1, workDir: tmpdir(), retention };
    const stop = await startBackgroundTasks({ ...engine, storage, providers }, engine, config, silentLog);
    vi.advanceTimersByTime(59_000);
    expect(await begun()).toBe(0);
    vi.advanceTimersByTime(1_000);
    const leased = backgroundTasks.filter(({ workers }) => workers === 'ONE').length;
    await until(async () => (await begun()) === leased);
    await stop();
    await engine.owner('delete from maintenance_leases');
    vi.advanceTimersByTime(120_000);
    await stop();
    expect(await begun()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
