import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Artifacts, type Artifact } from '../../../src/platform/artifacts/artifacts.ts';
import { LocalCopies } from '../../../src/platform/artifacts/local-copies.ts';
import type { Storage } from '../../../src/platform/storage/storage.ts';
import { makeTenant, openEngine, until, workerScope, type Engine, type Tenant } from '../../support/engine.ts';
import { openFolder, removeFolder } from '../../support/postgres.ts';
import { openStoreForTest } from '../../support/storage/stores.ts';

let engine: Engine;
let store: Awaited<ReturnType<typeof openStoreForTest>>;
let folder: string;
let tenant: Tenant;
beforeAll(async () => {
  engine = await openEngine();
  store = await openStoreForTest();
});
afterAll(async () => {
  await engine.close();
  await store.close();
});
beforeEach(async () => {
  tenant = await makeTenant(engine);
  folder = openFolder();
  return () => removeFolder(folder);
});

const { signal } = new AbortController();

/** A worker with its own folder; `downloads` counts what it fetches from the store. */
function openWorker(name: string, maxBytes?: number) {
  const copies = join(folder, name);
  const counted = { downloads: 0 };
  const storage: Storage = {
    ...store.storage,
    putFile: (...args) => store.storage.putFile(...args),
    remove: (keys) => store.storage.remove(keys),
    getFile: (...args) => {
      counted.downloads += 1;
      return store.storage.getFile(...args);
    },
  };
  const artifacts = new Artifacts(storage, new LocalCopies(copies, maxBytes));
  const scope = () => workerScope(engine, tenant);
  let files = 0;
  return {
    counted,
    copies: async () => (await readdir(copies).catch(() => [])).map((file) => join(copies, file)),
    async make(content: string): Promise<Artifact> {
      const key = { workspaceId: tenant.workspaceId, inputs: { content }, signal };
      const path = join(folder, `${name}-made-${(files += 1)}`);
      const { artifacts: made } = await artifacts.getOrCreate(scope(), key, ['it'], async () => {
        await writeFile(path, content);
        return { it: { path, contentType: 'text/plain', metadata: {} } };
      });
      // A step's folder is deleted with the step.
      await rm(path, { force: true });
      return made.it;
    },
    async fetch({ storageKey, metadata: { sha256 } }: Artifact): Promise<string> {
      const path = join(folder, `${name}-fetched-${(files += 1)}`);
      await artifacts.fetch(scope(), { storageKey, sha256 }, path, signal);
      return readFile(path, 'utf8');
    },
    fail: (make: () => Promise<never>) =>
      artifacts.getOrCreate(scope(), { workspaceId: tenant.workspaceId, inputs: { fails: true }, signal }, ['it'], make),
  };
}

test('a worker does not download what it made', async () => {
  const worker = openWorker('one');
  const film = await worker.make('a film');
  expect([await worker.fetch(film), await worker.fetch(film), worker.counted.downloads]).toEqual(['a film', 'a film', 0]);
});

test('another worker downloads it', async () => {
  const [one, other] = [openWorker('one'), openWorker('other')];
  expect([await other.fetch(await one.make('a film')), other.counted.downloads]).toEqual(['a film', 1]);
});

test.each<[string, (copy: string) => Promise<unknown>]>([
  ['deleted', (copy) => rm(copy)],
  ['truncated', (copy) => truncate(copy, 3)],
  ['overwritten with as many bytes', (copy) => writeFile(copy, 'A FILM')],
])('a copy that was %s is downloaded again, and not used later either', async (_, spoil) => {
  const worker = openWorker('one');
  const film = await worker.make('a film');
  for (const copy of await worker.copies()) await spoil(copy);
  expect([await worker.fetch(film), worker.counted.downloads]).toEqual(['a film', 1]);
  expect([await worker.fetch(film), worker.counted.downloads]).toEqual(['a film', 2]);
  await until(async () => (await worker.copies()).length === 0);
});

test('copies are bounded: what was not used for longest is deleted, and a file above the bound is not kept', async () => {
  const worker = openWorker('one', 12);
  const [first, second] = [await worker.make('first.'), await worker.make('second')];
  await worker.fetch(first);
  await worker.make('third.');
  await until(async () => (await worker.copies()).length === 2);
  expect([await worker.fetch(first), worker.counted.downloads]).toEqual(['first.', 0]);
  expect([await worker.fetch(second), worker.counted.downloads]).toEqual(['second', 1]);
  const large = await worker.make('larger than the bound');
  expect([await worker.fetch(large), worker.counted.downloads, (await worker.copies()).length]).toEqual(['larger than the bound', 2, 2]);
});

const writeToFullDisk = async (): Promise<never> => {
  await writeFile('/dev/full', 'x');
  throw new Error('it was written');
};

test('a full disk takes the copies, so that the retry has their space', async () => {
  const worker = openWorker('one');
  const film = await worker.make('a film');
  await expect(worker.fail(() => Promise.reject(new Error('something else')))).rejects.toThrow('something else');
  expect(await worker.copies()).toHaveLength(1);
  await expect(worker.fail(writeToFullDisk)).rejects.toMatchObject({ code: 'ENOSPC' });
  await until(async () => (await worker.copies()).length === 0);
  expect([await worker.fetch(film), worker.counted.downloads]).toEqual(['a film', 1]);
});

test('where no copy can be kept, everything is downloaded', async () => {
  await writeFile(join(folder, 'one'), 'a file, not a folder');
  const worker = openWorker('one');
  expect([await worker.fetch(await worker.make('a film')), worker.counted.downloads]).toEqual(['a film', 1]);
});
