import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { Artifacts, keepArtifacts, type Made } from '../../../src/platform/artifacts/artifacts.ts';
import { collectArtifacts } from '../../../src/platform/artifacts/collect-artifacts.ts';
import type { Storage } from '../../../src/platform/storage/storage.ts';
import {
  looseSteps,
  makeJob,
  makeTenant,
  openEngine,
  scopeOf,
  until,
  workerScope,
  type Engine,
  type Tenant,
} from '../../support/engine.ts';
import { openFolder, removeFolder } from '../../support/postgres.ts';
import { openStoreForTest } from '../../support/storage/stores.ts';

let engine: Engine;
let folder: string;
let store: Awaited<ReturnType<typeof openStoreForTest>>;
let storage: Storage;
let artifacts: Artifacts;
let tenant: Tenant;
beforeAll(async () => {
  engine = await openEngine();
  folder = openFolder();
  store = await openStoreForTest();
  ({ storage } = store);
  artifacts = new Artifacts(storage);
});
afterAll(async () => {
  await engine.close();
  await store.close();
  removeFolder(folder);
});
beforeEach(async () => {
  tenant = await makeTenant(engine);
});

const { signal } = new AbortController();
let files = 0;
async function made(content: string): Promise<Made<{ words: number }>> {
  const path = join(folder, `made-${(files += 1)}`);
  await writeFile(path, content);
  return { path, contentType: 'text/plain', metadata: { words: content.split(' ').length } };
}
/** Makes one thing, or finds it. */
const getOrCreate = (inputs: object, make: () => Promise<Made<{ words: number }>>, { workspaceId } = tenant, by = artifacts) =>
  by.getOrCreate(workerScope(engine, { workspaceId }), { workspaceId, inputs, signal }, ['it'], async () => ({ it: await make() }));
async function objects({ workspaceId } = tenant): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of storage.list(`${workspaceId}/`)) keys.push(key);
  return keys;
}
const rows = ({ workspaceId } = tenant) =>
  engine.owner<{ hash: string; storage_key: string; used_at: Date; byte_size: string; metadata: object }>(
    'select * from artifacts where workspace_id = $1',
    [workspaceId],
  );
const never = () => Promise.reject(new Error('it was there already'));

test('what was made once is found again, and is touched so that collection sees it', async () => {
  const first = await getOrCreate({ text: 'a b', voice: 'en' }, () => made('a b c'));
  expect(first.reused).toBe(false);
  expect(first.artifacts.it).toMatchObject({
    contentType: 'text/plain',
    byteSize: 5,
    metadata: { words: 3, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
  });
  await engine.owner(`update artifacts set used_at = now() - interval '1 day' where workspace_id = $1`, [tenant.workspaceId]);
  const second = await getOrCreate({ voice: 'en', text: 'a b' }, never);
  expect(second).toMatchObject({
    reused: true,
    artifacts: { it: { storageKey: first.artifacts.it.storageKey, byteSize: 5, metadata: first.artifacts.it.metadata } },
  });
  expect((await rows())[0]?.used_at.getTime()).toBeGreaterThan(Date.now() - 3_600_000);
  const path = join(folder, 'fetched');
  await artifacts.fetch(workerScope(engine, tenant), second.artifacts.it, path, signal);
  expect(await objects()).toEqual([first.artifacts.it.storageKey]);
});

test.each([[{ revision: 2 }], [{ text: 'other' }], [{ text: 'a', more: null }]])(
  'other ingredients are another thing: %j',
  async (other) => {
    await getOrCreate({ text: 'a' }, () => made('one'));
    expect((await getOrCreate({ text: 'a', ...other }, () => made('two'))).reused).toBe(false);
    expect(await objects()).toHaveLength(2);
  },
);

test('callers of one process that need the same at once make it once, and the next one makes it if that fails', async () => {
  const gates = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
  let begun = 0;
  const makers = Array.from({ length: 3 }, (_, index) =>
    getOrCreate({ text: 'shared' }, async () => {
      await gates[(begun += 1) - 1]?.promise;
      return made(`by ${index}`);
    }),
  );
  await until(() => begun === 1);
  const other = await getOrCreate({ text: 'shared' }, () => made('of another'), await makeTenant(engine));
  expect(other.reused).toBe(false);
  gates[0]?.reject(new Error('the first one fails'));
  await expect(makers[0]).rejects.toThrow('the first one fails');
  await until(() => begun === 2);
  gates[1]?.resolve(undefined);
  expect((await Promise.all(makers.slice(1))).filter(({ reused }) => reused)).toHaveLength(1);
  expect(begun).toBe(2);
  expect(await objects()).toHaveLength(1);
});

test('nobody waits for a step that was stopped and does not end', async () => {
  const stop = new AbortController();
  const key = { workspaceId: tenant.workspaceId, inputs: { text: 'stuck' }, signal: stop.signal };
  let isBegun = false;
  void artifacts.getOrCreate(workerScope(engine, tenant), key, ['it'], () => {
    isBegun = true;
    return new Promise<never>(() => undefined);
  });
  await until(() => isBegun);
  const next = getOrCreate({ text: 'stuck' }, () => made('by the next attempt'));
  stop.abort(new Error('stalled'));
  expect((await next).reused).toBe(false);
});

test('workers that make the same at once: one wins, and the object of the others goes', async () => {
  const gate = Promise.withResolvers<undefined>();
  let waiting = 0;
  const makers = Array.from({ length: 6 }, (_, index) =>
    getOrCreate(
      { text: 'contested' },
      async () => {
        waiting += 1;
        await gate.promise;
        return made(`by ${index}`);
      },
      tenant,
      new Artifacts(storage),
    ),
  );
  await until(() => waiting === 6);
  gate.resolve(undefined);
  const results = await Promise.all(makers);
  const keys = new Set(results.map((result) => result.artifacts.it.storageKey));
  expect(keys.size).toBe(1);
  expect(await objects()).toEqual([...keys]);
  expect(await rows()).toHaveLength(1);
  // The metadata go with the bytes that stayed.
  const [{ metadata } = { metadata: {} }] = await rows();
  for (const result of results) expect(result.artifacts.it.metadata).toEqual(metadata);
});

describe('nothing is left', () => {
  test('of a making that fails', async () => {
    await expect(getOrCreate({ text: 'hard' }, () => Promise.reject(new Error('too hard')))).rejects.toThrow('too hard');
    expect([await objects(), await rows()]).toEqual([[], []]);
  });

  test('of a file that is not there', async () => {
    const missing = { path: join(folder, 'nowhere'), contentType: 'text/plain', metadata: { words: 0 } };
    await expect(getOrCreate({ text: 'nowhere' }, () => Promise.resolve(missing))).rejects.toMatchObject({ code: 'ENOENT' });
    expect([await objects(), await rows()]).toEqual([[], []]);
  });

  test('of an upload that was stopped', async () => {
    const stop = new AbortController();
    const { workspaceId } = tenant;
    const stopped = artifacts.getOrCreate(
      workerScope(engine, tenant),
      { workspaceId, inputs: {}, signal: stop.signal },
      ['it'],
      async () => {
        const it = await made('x'.repeat(20_000_000));
        setImmediate(() => stop.abort());
        return { it };
      },
    );
    await expect(stopped).rejects.toThrow(/abort/i);
    expect(await rows()).toEqual([]);
    await until(async () => (await objects()).length === 0);
  });
});

test('several things of one making are found together or made together', async () => {
  const artifactKey = { workspaceId: tenant.workspaceId, inputs: { film: 1 }, signal };
  const make = async () => ({ film: await made('the film'), poster: await made('the poster') });
  const scope = workerScope(engine, tenant);
  const first = await artifacts.getOrCreate(scope, artifactKey, ['film', 'poster'], make);
  expect((await artifacts.getOrCreate(scope, artifactKey, ['film', 'poster'], never)).artifacts.poster.storageKey).toBe(
    first.artifacts.poster.storageKey,
  );
  await engine.owner('delete from artifacts where hash = $1', [first.artifacts.poster.hash]);
  const again = await artifacts.getOrCreate(scope, artifactKey, ['film', 'poster'], make);
  expect(again.reused).toBe(false);
  expect(again.artifacts.film.storageKey).toBe(first.artifacts.film.storageKey);
  expect((await objects()).toSorted()).toEqual(
    [first, again]
      .flatMap(({ artifacts: { film, poster } }) => [film.storageKey, poster.storageKey])
      .filter((key, index, all) => all.indexOf(key) === index)
      .toSorted(),
  );
});

test('workspaces never share, however equal the ingredients are', async () => {
  const other = await makeTenant(engine);
  const mine = await getOrCreate({ text: 'same' }, () => made('same'));
  const theirs = await getOrCreate({ text: 'same' }, () => made('same'), other);
  expect(theirs.reused).toBe(false);
  expect(theirs.artifacts.it.hash).toBe(mine.artifacts.it.hash);
  expect(theirs.artifacts.it.storageKey.startsWith(`${other.workspaceId}/`)).toBe(true);
  expect([await objects(), await objects(other)].map((keys) => keys.length)).toEqual([1, 1]);
});

test('an object that took so long that it may have been collected as an orphan gets no row', async () => {
  const scope = workerScope(engine, tenant);
  const slow = new Artifacts({
    ...storage,
    putFile: (...args) => {
      vi.useRealTimers();
      return storage.putFile(...args);
    },
    remove: (keys) => storage.remove(keys),
  });
  const publishing = slow.getOrCreate(scope, { workspaceId: tenant.workspaceId, inputs: {}, signal }, ['it'], async () => {
    const it = await made('begun 13 hours ago');
    vi.useFakeTimers({ now: Date.now() - 13 * 3_600_000, toFake: ['Date'] });
    return { it };
  });
  await expect(publishing).rejects.toThrow('6 hours');
  expect([await objects(), await rows()]).toEqual([[], []]);
});

describe('collection', () => {
  const collect = (keepDays = 30) => collectArtifacts(scopeOf(engine, { kind: 'anonymous' }), storage, keepDays);
  /** As if so much time had passed. */
  const pass = (time: string) =>
    engine.owner('update artifacts set used_at = used_at - $2::interval, marked_at = marked_at - $2::interval where workspace_id = $1', [
      tenant.workspaceId,
      time,
    ]);
  const found = async () => [(await rows()).length, (await objects()).length];

  test('takes what nobody has used for so many days, a day after it was marked', async () => {
    await getOrCreate({ text: 'old' }, () => made('old'));
    for (const time of ['29 days', '25 hours', '23 hours']) {
      await pass(time);
      expect([await collect(), await found()], time).toEqual([0, [1, 1]]);
    }
    await pass('2 hours');
    expect([await collect(), await found()]).toEqual([1, [0, 0]]);
  });

  test('leaves what somebody used after it was marked, and marks it again when its time comes', async () => {
    const { artifacts: first } = await getOrCreate({ text: 'wanted' }, () => made('wanted'));
    await pass('31 days');
    await collect();
    await pass('25 hours');
    expect((await getOrCreate({ text: 'wanted' }, never)).reused).toBe(true);
    expect([await collect(), await found()]).toEqual([0, [1, 1]]);
    await pass('31 days');
    expect([await collect(), await found()]).toEqual([0, [1, 1]]);
    await pass('25 hours');
    const kept = await workerScope(engine, tenant).tx((em) => keepArtifacts(em, tenant.workspaceId, [first.it.hash, 'collected long ago']));
    expect(kept).toEqual([first.it.hash]);
    expect([await collect(), await found()]).toEqual([0, [1, 1]]);
  });

  test('leaves what an open job may count on, however long it has been open', async () => {
    const jobId = await makeJob(engine, tenant, looseSteps(1));
    await engine.owner(`update jobs set created_at = now() - interval '60 days' where id = $1`, [jobId]);
    await getOrCreate({ text: 'of this job' }, () => made('of this job'));
    await pass('40 days');
    await collect();
    await pass('25 hours');
    expect([await collect(), await found()]).toEqual([0, [1, 1]]);
    await engine.jobs.cancel(scopeOf(engine, tenant.actor), jobId);
    await collect();
    await pass('25 hours');
    expect([await collect(), await found()]).toEqual([1, [0, 0]]);
  });

  test('marks nothing within a day, whatever the setting', async () => {
    await getOrCreate({ text: 'young' }, () => made('young'));
    await pass('23 hours');
    await collect(0);
    expect(await engine.owner('select marked_at from artifacts where workspace_id = $1', [tenant.workspaceId])).toEqual([
      { marked_at: null },
    ]);
  });

  test('races those who reuse, 200 times: they get the whole thing or make it again, and nothing is left over', async () => {
    let [whole, again] = [0, 0];
    const race = async (lane: number, round: number): Promise<void> => {
      const reuse = () => getOrCreate({ lane }, () => made('contested'));
      const { it } = (await reuse()).artifacts;
      await engine.owner(
        `update artifacts set used_at = now() - interval '31 days', marked_at = now() - interval '25 hours' where hash = $1`,
        [it.hash],
      );
      // In both orders, with two of each: every order of their statements comes up.
      const [, first, , second] = await Promise.all(
        round % 2 === 0 ? [collect(), reuse(), collect(), reuse()] : [reuse().then(() => 0), reuse(), collect(), reuse()],
      );
      for (const { artifacts: got } of [first, second]) {
        expect(await storage.stat(got.it.storageKey), `lane ${lane}, round ${round}`).toMatchObject({ byteSize: 9 });
        if (got.it.storageKey === it.storageKey) whole += 1;
        else again += 1;
      }
    };
    const lanes = Array.from({ length: 10 }, async (_, lane) => {
      for (let round = 0; round < 20; round += 1) await race(lane, round);
    });
    await Promise.all(lanes);
    expect(await objects()).toEqual((await rows()).map(({ storage_key }) => storage_key).toSorted());
    // Both happened, or nothing was raced.
    expect(whole).toBeGreaterThan(10);
    expect(again).toBeGreaterThan(10);
  }, 60_000);
});
