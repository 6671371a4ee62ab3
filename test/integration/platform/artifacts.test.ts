import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startObjectStore, type ObjectStore } from '../../../src/embedded/object-store/server.ts';
import { silentLog } from '../../../src/kernel/log.ts';
import { Artifacts, type Made } from '../../../src/platform/artifacts/artifacts.ts';
import { openStorage } from '../../../src/platform/storage/minio-storage.ts';
import type { Storage } from '../../../src/platform/storage/storage.ts';
import { makeTenant, openEngine, until, workerScope, type Engine, type Tenant } from '../../support/engine.ts';
import { openFolder, removeFolder } from '../../support/postgres.ts';

const KEYS = { region: 'us-east-1', accessKey: 'artifacts', secretKey: 'a secret for artifacts', bucket: 'films' };

let engine: Engine;
let folder: string;
let store: ObjectStore;
let storage: Storage;
let artifacts: Artifacts;
let tenant: Tenant;
beforeAll(async () => {
  engine = await openEngine();
  folder = openFolder();
  store = await startObjectStore({
    ...KEYS,
    folder: join(folder, 'store'),
    host: '127.0.0.1',
    port: 0,
    allowedOrigins: [],
    log: silentLog,
  });
  storage = openStorage({ ...KEYS, endpoint: store.endpoint, publicEndpoint: store.endpoint });
  await storage.ready();
  artifacts = new Artifacts(storage);
});
afterAll(async () => {
  await engine.close();
  await store.stop();
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
  return { path, contentType: 'text/plain', facts: { words: content.split(' ').length } };
}
/** Makes one thing, or finds it. */
const obtain = (ingredients: object, make: () => Promise<Made<{ words: number }>>, { workspaceId } = tenant) =>
  artifacts.obtain(workerScope(engine, { workspaceId }), { workspaceId, ingredients, signal }, ['it'], async () => ({ it: await make() }));
async function objects({ workspaceId } = tenant): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of storage.list(`${workspaceId}/`)) keys.push(key);
  return keys;
}
const rows = ({ workspaceId } = tenant) =>
  engine.owner<{ hash: string; storage_key: string; used_at: Date; byte_size: string; facts: object }>(
    'select * from artifacts where workspace_id = $1',
    [workspaceId],
  );
const never = () => Promise.reject(new Error('it was there already'));

test('what was made once is found again, and is touched so that collection sees it', async () => {
  const first = await obtain({ text: 'a b', voice: 'en' }, () => made('a b c'));
  expect(first.reused).toBe(false);
  expect(first.artifacts.it).toMatchObject({
    contentType: 'text/plain',
    byteSize: 5,
    facts: { words: 3, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
  });
  await engine.owner(`update artifacts set used_at = now() - interval '1 day' where workspace_id = $1`, [tenant.workspaceId]);
  const second = await obtain({ voice: 'en', text: 'a b' }, never);
  expect(second).toMatchObject({
    reused: true,
    artifacts: { it: { storageKey: first.artifacts.it.storageKey, byteSize: 5, facts: first.artifacts.it.facts } },
  });
  expect((await rows())[0]?.used_at.getTime()).toBeGreaterThan(Date.now() - 3_600_000);
  const path = join(folder, 'fetched');
  await artifacts.fetch(workerScope(engine, tenant), second.artifacts.it, path, signal);
  expect(await objects()).toEqual([first.artifacts.it.storageKey]);
});

test.each([[{ revision: 2 }], [{ text: 'other' }], [{ text: 'a', more: null }]])(
  'other ingredients are another thing: %j',
  async (other) => {
    await obtain({ text: 'a' }, () => made('one'));
    expect((await obtain({ text: 'a', ...other }, () => made('two'))).reused).toBe(false);
    expect(await objects()).toHaveLength(2);
  },
);

test('two who make the same at once: one wins, and the object of the other goes', async () => {
  const gate = Promise.withResolvers<undefined>();
  let waiting = 0;
  const makers = Array.from({ length: 6 }, (_, index) =>
    obtain({ text: 'contested' }, async () => {
      waiting += 1;
      await gate.promise;
      return made(`by ${index}`);
    }),
  );
  await until(() => waiting === 6);
  gate.resolve(undefined);
  const results = await Promise.all(makers);
  const keys = new Set(results.map((result) => result.artifacts.it.storageKey));
  expect(keys.size).toBe(1);
  expect(await objects()).toEqual([...keys]);
  expect(await rows()).toHaveLength(1);
  // The facts go with the bytes that stayed.
  const [{ facts } = { facts: {} }] = await rows();
  for (const result of results) expect(result.artifacts.it.facts).toEqual(facts);
});

describe('nothing is left', () => {
  test('of a making that fails', async () => {
    await expect(obtain({ text: 'hard' }, () => Promise.reject(new Error('too hard')))).rejects.toThrow('too hard');
    expect([await objects(), await rows()]).toEqual([[], []]);
  });

  test('of a file that is not there', async () => {
    const missing = { path: join(folder, 'nowhere'), contentType: 'text/plain', facts: { words: 0 } };
    await expect(obtain({ text: 'nowhere' }, () => Promise.resolve(missing))).rejects.toMatchObject({ code: 'ENOENT' });
    expect([await objects(), await rows()]).toEqual([[], []]);
  });

  test('of an upload that was stopped', async () => {
    const stop = new AbortController();
    const { workspaceId } = tenant;
    const stopped = artifacts.obtain(
      workerScope(engine, tenant),
      { workspaceId, ingredients: {}, signal: stop.signal },
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
  const recipe = { workspaceId: tenant.workspaceId, ingredients: { film: 1 }, signal };
  const make = async () => ({ film: await made('the film'), poster: await made('the poster') });
  const scope = workerScope(engine, tenant);
  const first = await artifacts.obtain(scope, recipe, ['film', 'poster'], make);
  expect((await artifacts.obtain(scope, recipe, ['film', 'poster'], never)).artifacts.poster.storageKey).toBe(
    first.artifacts.poster.storageKey,
  );
  await engine.owner('delete from artifacts where hash = $1', [first.artifacts.poster.hash]);
  const again = await artifacts.obtain(scope, recipe, ['film', 'poster'], make);
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
  const mine = await obtain({ text: 'same' }, () => made('same'));
  const theirs = await obtain({ text: 'same' }, () => made('same'), other);
  expect(theirs.reused).toBe(false);
  expect(theirs.artifacts.it.hash).toBe(mine.artifacts.it.hash);
  expect(theirs.artifacts.it.storageKey.startsWith(`${other.workspaceId}/`)).toBe(true);
  expect([await objects(), await objects(other)].map((keys) => keys.length)).toEqual([1, 1]);
});
