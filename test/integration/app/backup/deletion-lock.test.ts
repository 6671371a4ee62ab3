import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
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
        return true;
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
  expect(await store.remove(['a'])).toBe(false);
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

it('further deletions wait, so that a process has two connections for them', async () => {
  const mayEnd = Promise.withResolvers<void>();
  const twoRun = Promise.withResolvers<void>();
  let [running, most] = [0, 0];
  const store = storeOf([], async () => {
    most = Math.max(most, (running += 1));
    if (running === 2) twoRun.resolve();
    await mayEnd.promise;
    running -= 1;
  });
  const removals = ['a', 'b', 'c', 'd', 'e'].map((key) => store.remove([key]));
  await twoRun.promise;
  const observer = await backupSession();
  // None of the deletions above has left its connection.
  const sessions = `select from pg_stat_activity where application_name = 'reelwright deletion' and datname = current_database()`;
  await expect.poll(async () => (await observer.query(sessions)).rowCount, { timeout: 5_000 }).toBe(2);
  await observer.end();
  mayEnd.resolve();
  expect(await Promise.all(removals)).toEqual([true, true, true, true, true]);
  expect(most).toBe(2);
});

it('objects are kept while the database is away, and an error of the store is reported', async () => {
  const [removed, reasons]: [string[], unknown[]] = [[], []];
  const away = heldStorage(
    { remove: async (keys) => removed.push(...keys) > 0 } as Partial<Storage> as Storage,
    'postgresql://x:y@127.0.0.1:1/z',
    { ...silentLog, info: (fields: object) => void reasons.push(fields) },
  );
  expect(await away.remove(['a'])).toBe(false);
  expect(removed).toEqual([]);
  expect(reasons).toMatchObject([{ event: 'deletion_held', reason: 'DATABASE_AWAY' }]);
  const broken = storeOf([], () => Promise.reject(new Error('no disk')));
  await expect(broken.remove(['a'])).rejects.toThrow('no disk');
});

const hasPsql = spawnSync('psql', ['--version']).status === 0;

/** Runs the script on the database, with real psql, until it has taken the lock and copies objects. */
async function startScript() {
  const folder = mkdtempSync(join(tmpdir(), 'reelwright-backup-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [begun, gate] = [join(folder, 'begun'), join(folder, 'gate')];
  execFileSync('mkfifo', [gate]);
  const env = { ...process.env, DATABASE_ADMIN_URL: database.ownerUrl, PG_DUMP: 'echo a dump', MIRROR: `touch ${begun} && cat ${gate}` };
  const script = resolve(import.meta.dirname, '../../../../deploy/backup/backup.sh');
  const ended = promisify(execFile)(script, [join(folder, 'backup')], { env });
  await expect.poll(() => existsSync(begun), { timeout: 30_000 }).toBe(true);
  return { ended, finishCopy: () => writeFileSync(gate, ''), isComplete: () => existsSync(join(folder, 'backup/complete')) };
}

it.skipIf(!hasPsql)('deploy/backup/backup.sh holds deletions until the objects are copied (skipped without psql)', async () => {
  const script = await startScript();
  const removed: string[] = [];
  const store = storeOf(removed);
  expect(await store.remove(['a'])).toBe(false);
  script.finishCopy();
  await script.ended;
  expect(script.isComplete()).toBe(true);
  await expect.poll(() => store.remove(['b']).then(() => removed)).toEqual(['b']);
});

it.skipIf(!hasPsql)('and fails when its session was ended meanwhile (skipped without psql)', async () => {
  const script = await startScript();
  const observer = await backupSession();
  await observer.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'psql' and datname = current_database()`,
  );
  await observer.end();
  script.finishCopy();
  await expect(script.ended).rejects.toThrow('The session that held deletions of objects was lost');
  expect(script.isComplete()).toBe(false);
});
