import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { silentLog } from '../../../../src/kernel/log.ts';
import { holdDeletions } from '../../../../src/platform/database/deletion-lock.ts';
import { heldStorage } from '../../../../src/platform/storage/held-storage.ts';
import type { Storage } from '../../../../src/platform/storage/storage.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts';

let database: TestDatabase;
beforeAll(async () => void (database = await createTestDatabase()));
afterAll(() => database.drop());

/** A store of which only deletions matter; `onRemove` runs inside of one. */
const storeOf = (removed: string[], onRemove: () => Promise<void> = () => Promise.resolve()): Storage =>
  heldStorage(
    {
      remove: async (keys) => {
        await onRemove();
        removed.push(...keys);
      },
    } as Partial<Storage> as Storage,
    database.applicationUrl,
    silentLog,
  );

async function backupSession(): Promise<Client> {
  const client = new Client({ connectionString: database.ownerUrl });
  await client.connect();
  return client;
}

it('objects are kept while a backup runs, and deleted once it has ended', async () => {
  const removed: string[] = [];
  const store = storeOf(removed);
  const backup = await backupSession();
  await holdDeletions(backup);
  await store.remove(['a']);
  expect(removed).toEqual([]);
  // Also when the backup is killed, because the lock belongs to its session.
  await backup.end();
  await expect.poll(() => store.remove(['b']).then(() => removed)).toContain('b');
  expect(removed).not.toContain('a');
});

it('a backup waits for a deletion that has begun, and no other begins meanwhile', async () => {
  const removed: string[] = [];
  const [begun, mayEnd] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const slow = storeOf(removed, () => {
    begun.resolve();
    return mayEnd.promise;
  });
  const removal = slow.remove(['slow']);
  await begun.promise;
  const backup = await backupSession();
  let isHeld = false;
  const holding = holdDeletions(backup).then(() => (isHeld = true));
  const waits = `select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`;
  const observer = await backupSession();
  await expect.poll(async () => (await observer.query(waits)).rowCount).toBe(1);
  await storeOf(removed).remove(['late']);
  expect([removed, isHeld]).toEqual([[], false]);
  mayEnd.resolve();
  await Promise.all([removal, holding]);
  expect(removed).toEqual(['slow']);
  await Promise.all([backup.end(), observer.end()]);
});

it('two deletions run at the same time', async () => {
  const both = Promise.withResolvers<void>();
  let running = 0;
  const store = storeOf([], () => ((running += 1) === 2 ? (both.resolve(), Promise.resolve()) : both.promise));
  await Promise.all([store.remove(['one']), store.remove(['two'])]);
  expect(running).toBe(2);
});

it('objects are kept while the database is away, and an error of the store is reported', async () => {
  const removed: string[] = [];
  const away = heldStorage(
    { remove: async (keys) => void removed.push(...keys) } as Partial<Storage> as Storage,
    'postgresql://x:y@127.0.0.1:1/z',
    silentLog,
  );
  await away.remove(['a']);
  expect(removed).toEqual([]);
  const broken = storeOf([], () => Promise.reject(new Error('no disk')));
  await expect(broken.remove(['a'])).rejects.toThrow('no disk');
});
