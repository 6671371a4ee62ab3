import { afterAll, beforeAll, expect, test } from 'vitest';
import { purgeWorkspaces } from '../../../../src/app/maintenance/purge-workspaces.ts';
import { differences } from '../../../../src/app/maintenance/check-storage.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { silentLog, type Log } from '../../../../src/kernel/log.ts';
import type { Storage } from '../../../../src/platform/storage/storage.ts';
import { creditsOf, faultsOfLedger, looseSteps, makeJob, openEngine, request, scopeOf, type Engine } from '../../../support/engine.ts';
import { makeWorld, type World } from '../../../support/world.ts';
import { openStoreForTest } from '../../../support/storage/stores.ts';

/** What outlives a workspace, as docs/operations.md says; everything else of it goes. */
const KEPT = ['audit_events', 'credit_balances', 'credit_entries', 'credit_movements'];

let engine: Engine;
let store: Awaited<ReturnType<typeof openStoreForTest>>;
let storage: Storage;
beforeAll(async () => {
  engine = await openEngine();
  store = await openStoreForTest();
  ({ storage } = store);
});
afterAll(async () => {
  await engine.close();
  await store.close();
});

const everybody = (signal?: AbortSignal) => scopeOf(engine, { kind: 'anonymous' }, signal);
const purge = (log: Log = silentLog) => purgeWorkspaces(everybody(), { storage, channels: engine.channels }, log);

/** A workspace with one of everything, and objects under the keys of its rows. */
async function makeFullWorkspace(): Promise<World> {
  const world = await makeWorld(engine);
  const { workspaceId } = world;
  await engine.jobs.cancel(scopeOf(engine, world.actor), await makeJob(engine, world, looseSteps(2), 5));
  await engine.owner(`update assets set storage_key = $2 where workspace_id = $1`, [workspaceId, `${workspaceId}/assets/1/original`]);
  await engine.owner(
    `insert into artifacts (id, workspace_id, hash, storage_key, content_type, byte_size, metadata) values ($1, $2, 'hash', $3, 'text/plain', 1, '{}')`,
    [newId(), workspaceId, `${workspaceId}/artifacts/hash/1`],
  );
  for (const key of ['assets/1/original', 'artifacts/hash/1', 'artifacts/of/nobody'])
    await storage.putBytes(`${workspaceId}/${key}`, Buffer.from('x'), { contentType: 'text/plain' });
  return world;
}

async function deleted(world: World, since: string): Promise<World> {
  await request(engine, world.actor, (scope) => engine.workspaces.delete(scope, world.workspaceId));
  await engine.owner(`update workspaces set restorable_until = now() - $2::interval where id = $1`, [world.workspaceId, since]);
  return world;
}

const tenantTables = async (): Promise<string[]> =>
  (
    await engine.owner<{ name: string }>(
      `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1`,
    )
  ).map(({ name }) => name);

/** Tables that still know the workspace. */
async function traces({ workspaceId }: World): Promise<string[]> {
  const found: string[] = [];
  for (const table of await tenantTables())
    if ((await engine.owner(`select 1 from ${table} where workspace_id = $1 limit 1`, [workspaceId])).length > 0) found.push(table);
  return found;
}
async function objectsOf({ workspaceId }: World): Promise<number> {
  let count = 0;
  for await (const _ of storage.list(`${workspaceId}/`)) count += 1;
  return count;
}

test('a deleted workspace goes with its objects once nobody may restore it; its audit log and its ledger stay, and others keep everything', async () => {
  const [gone, restorable, fresh, living] = [
    await deleted(await makeFullWorkspace(), '61 minutes'),
    await deleted(await makeFullWorkspace(), '-1 day'),
    // Somebody may be restoring it at this very moment.
    await deleted(await makeFullWorkspace(), '1 minute'),
    await makeFullWorkspace(),
  ];
  const kept = await Promise.all([restorable, fresh, living].map(traces));
  const credits = await creditsOf(engine, gone);
  expect(await traces(gone)).toEqual(expect.arrayContaining(['jobs', 'assets', 'workspace_events', ...KEPT]));
  await purge();

  expect(await traces(gone)).toEqual(KEPT);
  expect(await engine.owner('select 1 from workspaces where id = $1', [gone.workspaceId])).toEqual([]);
  expect(await creditsOf(engine, gone)).toEqual(credits);
  expect(await faultsOfLedger(engine)).toEqual([]);
  expect(await Promise.all([restorable, fresh, living].map(traces))).toEqual(kept);
  expect(await Promise.all([gone, restorable, fresh, living].map(objectsOf))).toEqual([0, 3, 3, 3]);
  const found = [];
  for await (const { kind, key } of differences(everybody(), { storage, graceSeconds: 0 })) found.push(`${kind} ${key}`);
  expect(found.toSorted()).toEqual(
    [restorable, fresh, living].map((world) => `ORPHAN ${world.workspaceId}/artifacts/of/nobody`).toSorted(),
  );
});

test('a worker that dies in the middle is followed by another that ends it, and one workspace that resists does not keep the others', async () => {
  const worlds = [await deleted(await makeFullWorkspace(), '2 hours'), await deleted(await makeFullWorkspace(), '2 hours')];
  const warned: unknown[] = [];
  const log = { ...silentLog, warn: (metadata: object) => void warned.push(metadata) };
  let broken = 1;
  const list = (prefix: string) => storage.list(prefix);
  const faulty = {
    list,
    remove: (keys: readonly string[]) => (broken-- > 0 ? Promise.reject(new Error('the store is away')) : storage.remove(keys)),
  };
  await purgeWorkspaces(everybody(), { storage: faulty, channels: engine.channels }, log);
  expect(warned).toHaveLength(1);
  expect((await Promise.all(worlds.map(objectsOf))).toSorted((a, b) => a - b)).toEqual([0, 3]);

  // Killed after the objects and the first batch of rows.
  const resisted = (await objectsOf(worlds[0]!)) > 0 ? worlds[0]! : worlds[1]!;
  const stop = new AbortController();
  const dying = { list, remove: (keys: readonly string[]) => storage.remove(keys).then(() => (stop.abort(new Error('killed')), true)) };
  await purgeWorkspaces(everybody(stop.signal), { storage: dying, channels: engine.channels }, silentLog);
  await engine.owner('select purge_workspace($1)', [resisted.workspaceId]);
  expect(await objectsOf(resisted)).toBe(0);
  expect((await traces(resisted)).length).toBeGreaterThan(KEPT.length);
  await Promise.all([purge(), purge()]);
  for (const world of worlds) expect(await traces(world)).toEqual(KEPT);
});

test('a workspace whose objects are kept for a backup keeps its rows, and the next run purges both', async () => {
  const world = await deleted(await makeFullWorkspace(), '2 hours');
  const before = await traces(world);
  const held = { list: (prefix: string) => storage.list(prefix), remove: async () => false };
  await purgeWorkspaces(everybody(), { storage: held, channels: engine.channels }, silentLog);
  expect(await traces(world)).toEqual(before);
  await purge();
  expect(await traces(world)).toEqual(KEPT);
});

test('the application cannot purge what lives or may be restored', async () => {
  const worlds = [await makeFullWorkspace(), await deleted(await makeFullWorkspace(), '-1 day')];
  for (const { workspaceId } of worlds) {
    const gone = await everybody().tx((em) => em.execute('select purge_workspace(?) as gone', [workspaceId]));
    expect(gone).toEqual([{ gone: 0 }]);
  }
  await expect(everybody().tx((em) => em.execute('delete from workspaces'))).rejects.toMatchObject({ code: '42501' });
});

test('every table of workspaces goes along by its foreign keys, or is one of those that stay', async () => {
  const edges = await engine.owner<{ child: string; parent: string }>(
    `select conrelid::regclass::text as child, confrelid::regclass::text as parent from pg_constraint
     where contype = 'f' and confdeltype = 'c' and connamespace = 'public'::regnamespace`,
  );
  const going = new Set(['workspaces']);
  for (let size = 0; size < going.size;) {
    size = going.size;
    for (const { child, parent } of edges) if (going.has(parent)) going.add(child);
  }
  const staying = (await tenantTables()).filter((table) => !going.has(table));
  expect(staying, 'a new table refers to workspaces, or to what does, with "on delete cascade"').toEqual(
    // What is left of grants belongs to the ledger; no grant of this test expires.
    [...KEPT, 'credit_lots'].toSorted(),
  );
});
