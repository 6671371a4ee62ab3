import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { differences, type Difference } from '../../../../src/app/maintenance/check-storage.ts';
import { purgeAssets } from '../../../../src/features/assets/library/purge-assets.ts';
import { useAssets } from '../../../../src/features/assets/library/asset-uses.ts';
import { newId } from '../../../../src/kernel/id.ts';
import type { Scope } from '../../../../src/platform/database/scope.ts';
import { openStorage } from '../../../../src/platform/storage/minio-storage.ts';
import type { Storage } from '../../../../src/platform/storage/storage.ts';
import { looseSteps, makeJob, makeTenant, openEngine, request, scopeOf, type Engine, type Tenant } from '../../../support/engine.ts';
import { anyNumber } from '../../../support/factories.ts';
import { openEmbedded, type TestStore } from '../../../support/storage/stores.ts';

let engine: Engine;
let store: TestStore;
let storage: Storage;
let tenant: Tenant;
beforeAll(async () => {
  [engine, store] = await Promise.all([openEngine(), openEmbedded()]);
  storage = openStorage({ ...store, publicEndpoint: store.endpoint });
  await storage.ready();
});
afterAll(async () => {
  await Promise.all([engine.close(), store.close()]);
});
beforeEach(async () => {
  tenant = await makeTenant(engine);
});

const LEAVES = ['thumbnail.jpg', 'preview.mp4'];

interface Stored {
  readonly id: string;
  readonly keys: readonly string[];
}

/** A READY asset with its objects; a duplicate shares those of another. */
async function stored(duplicateOf?: Stored): Promise<Stored> {
  const id = newId();
  const keys = duplicateOf?.keys ?? ['original', ...LEAVES].map((leaf) => `${tenant.workspaceId}/assets/${id}/${leaf}`);
  await engine.owner(
    `insert into assets (id, workspace_id, kind, status, name, file_name, content_type, byte_size, storage_key, derived, derived_bytes)
     values ($1, $2, 'VIDEO', 'READY', 'a film', 'a.mp4', 'video/mp4', 1, $3, $4, 2)`,
    [id, tenant.workspaceId, keys[0], LEAVES],
  );
  if (!duplicateOf) for (const key of keys) await storage.putBytes(key, Buffer.from('x'), { contentType: 'text/plain' });
  return { id, keys };
}

/** Deleted by its owner, longer ago than it could be restored. */
async function longGone(...assets: readonly Stored[]): Promise<void> {
  for (const { id } of assets) {
    await request(engine, tenant.actor, (scope) => engine.library.delete(scope, id));
    await engine.owner(`update assets set deleted_at = now() - interval '31 days' where id = $1`, [id]);
  }
}

const worker = (): Scope => scopeOf(engine, { kind: 'anonymous' });
const purge = (from: Pick<Storage, 'remove'> = storage, scope = worker()) => purgeAssets(scope, from);
const rows = async (): Promise<string[]> =>
  (await engine.owner<{ id: string }>('select id from assets where workspace_id = $1 order by id', [tenant.workspaceId])).map(
    ({ id }) => id,
  );
async function objects(): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of storage.list(tenant.workspaceId)) keys.push(key);
  return keys;
}
async function compared(): Promise<Difference[]> {
  const all: Difference[] = [];
  for await (const difference of differences(worker(), { storage, graceSeconds: 0 })) all.push(difference);
  return all;
}

test('what was deleted long ago goes with everything that was made of it; what can be restored stays', async () => {
  const [gone, restorable, there] = [await stored(), await stored(), await stored()];
  await longGone(gone);
  await request(engine, tenant.actor, (scope) => engine.library.delete(scope, restorable.id));
  await engine.owner(`update assets set deleted_at = now() - interval '29 days' where id = $1`, [restorable.id]);
  expect(await purge()).toBe(1);
  expect(await rows()).toEqual([restorable.id, there.id]);
  expect(await objects()).toEqual([...restorable.keys, ...there.keys].toSorted());
  expect(await compared()).toEqual([]);
  const storage_ = await engine.owner('select used from workspace_storage where workspace_id = $1', [tenant.workspaceId]);
  expect(storage_).toEqual([{ used: '6' }]);
});

test('objects that several rows share go with the last of them', async () => {
  const first = await stored();
  const [second, third] = [await stored(first), await stored(first)];
  await longGone(first);
  expect(await purge()).toBe(1);
  expect(await objects()).toEqual(first.keys.toSorted());
  expect(await compared()).toEqual([]);
  await longGone(second, third);
  expect(await purge()).toBe(2);
  expect(await objects()).toEqual([]);
  expect(await rows()).toEqual([]);
});

test('what an open job reads stays until that job has ended', async () => {
  const [used, other] = [await stored(), await stored()];
  const jobId = await makeJob(engine, tenant, looseSteps(1));
  const job = { id: jobId, workspaceId: tenant.workspaceId };
  await scopeOf(engine, tenant.actor).tx((em) => useAssets(em, job, [used.id, used.id]));
  await longGone(used, other);
  expect(await purge()).toBe(1);
  expect(await rows()).toEqual([used.id]);
  expect(await objects()).toEqual(used.keys.toSorted());
  await request(engine, tenant.actor, (scope) => engine.jobs.cancel(scope, jobId));
  expect(await purge()).toBe(1);
  expect(await objects()).toEqual([]);
});

test('nobody begins to read what is deleted or is not theirs', async () => {
  const [deleted, mine] = [await stored(), await stored()];
  await longGone(deleted);
  const other = await makeTenant(engine);
  const jobId = await makeJob(engine, other, looseSteps(1));
  const use = (by: Tenant, id: string) =>
    scopeOf(engine, by.actor).tx((em) => useAssets(em, { id: jobId, workspaceId: by.workspaceId }, [id]));
  for (const [by, id] of [
    [tenant, deleted.id],
    [other, mine.id],
    [tenant, 'no id'],
  ] as const)
    await expect(use(by, id)).rejects.toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
});

test('twenty purges that die at any point leave nothing that rows and objects say differently', async () => {
  const deaths = new Set<string>();
  let alive: Stored[] = [];
  for (let kill = 0; kill < 20; kill += 1) {
    const one = await stored();
    alive.push(one, await stored(one), await stored());
    await longGone(...alive.splice(0, anyNumber(alive.length)));
    const point = anyNumber(4);
    const died = await purgeThatDies(point).then(
      () => undefined,
      (error: unknown) => String(error),
    );
    if (died) deaths.add(died);
    expect(await compared(), `after death ${kill} at ${point}`).toEqual([]);
  }
  expect(deaths.size).toBeGreaterThanOrEqual(4);
  await purge();
  expect(await compared()).toEqual([]);
  expect(await rows()).toEqual(alive.map(({ id }) => id).toSorted());
  expect(await objects()).toEqual([...new Set(alive.flatMap(({ keys }) => keys))].toSorted());
  await longGone(...alive);
  alive = [];
  await purge();
  expect([...(await rows()), ...(await objects())]).toEqual([]);
});

/** Dies before anything is marked, before the objects go, in the middle of them, before the rows go, or when these have gone. */
async function purgeThatDies(point: number): Promise<number> {
  const die = (where: string): never => {
    throw new Error(where);
  };
  let transactions = 0;
  const scope = worker();
  const dying: Scope = {
    ...scope,
    signal: scope.signal,
    tx: async (work) => {
      transactions += 1;
      if (point === 0) die('before marking');
      if (point === 3 && transactions % 2 === 0) die('before the rows go');
      const answer = await scope.tx(work);
      if (point === 4 && transactions === 2) die('behind the rows');
      return answer;
    },
  };
  const remove: Storage['remove'] = async (keys) => {
    if (point === 1) die('before the objects go');
    if (point === 2) await storage.remove(keys.slice(0, Math.ceil(keys.length / 2)));
    if (point === 2) die('among the objects');
    return storage.remove(keys);
  };
  return purge({ remove }, dying);
}
