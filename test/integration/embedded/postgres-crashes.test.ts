import { spawn } from 'node:child_process';
import { chownSync, mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startPostgres, type RunningPostgres } from '../../../src/embedded/postgres/start-postgres.ts';
import { silentLog } from '../../../src/kernel/log.ts';
import { isAlive, isRoot, PATIENT, openFolder, query, removeFolder, serverPid, startElsewhere } from '../../support/postgres.ts';

const folder = openFolder();
const dataDir = join(folder, 'data');
const home = join(dataDir, 'postgres');

async function start(): Promise<RunningPostgres> {
  const postgres = await startPostgres({ dataDir, log: silentLog });
  onTestFinished(() => postgres.stop());
  return postgres;
}

beforeAll(async () => {
  mkdirSync(dataDir, { mode: 0o700 });
  const postgres = await startPostgres({ dataDir, log: silentLog });
  await query(postgres.ownerUrl, 'create table word (text text)');
  await postgres.stop();
});

afterAll(() => removeFolder(folder));

describe('after kill -9 of the process that started it', () => {
  it('the server lives on, is taken over by the next start, and ended by that one', async () => {
    const killed = await startElsewhere({ dataDir });
    const { ownerUrl = '' } = killed.report;
    const pid = serverPid(dataDir);
    await killed.end('SIGKILL');
    expect(await query(ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }]);

    const next = await start();
    expect(serverPid(dataDir)).toBe(pid);
    expect(next.ownerUrl).toBe(ownerUrl);
    await next.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('a server whose socket was deleted is replaced', async () => {
    const killed = await startElsewhere({ dataDir });
    const pid = serverPid(dataDir);
    await killed.end('SIGKILL');
    removeFolder(decodeURIComponent(new URL(killed.report.ownerUrl ?? '').hostname));

    const next = await start();
    expect(isAlive(pid)).toBe(false);
    expect(await query(next.applicationUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});

describe('after kill -9 of the server', () => {
  it('that server comes back under the same URLs with everything that was committed', async () => {
    const postgres = await start();
    await query(postgres.ownerUrl, `insert into word values ('committed')`);
    const pid = serverPid(dataDir);
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => query(postgres.ownerUrl, 'select text from word').catch(() => []), PATIENT).toEqual([{ text: 'committed' }]);
    expect(serverPid(dataDir)).not.toBe(pid);
  });

  it('and of its parent, the next start recovers what was committed', async () => {
    const killed = await startElsewhere({ dataDir });
    await query(killed.report.ownerUrl ?? '', `insert into word values ('in the log only')`);
    const pid = serverPid(dataDir);
    await killed.end('SIGKILL');
    process.kill(pid, 'SIGKILL');

    const next = await start();
    expect(await query(next.ownerUrl, 'select text from word')).toContainEqual({ text: 'in the log only' });
  });
});

it('a pid file that now names another program does not stand in the way', async () => {
  const cluster = join(home, 'cluster');
  // PostgreSQL believes the file only if that program belongs to the same user.
  const { uid, gid } = statSync(cluster);
  const other = spawn('sleep', ['60'], { stdio: 'ignore', ...(isRoot && { uid, gid }) });
  onTestFinished(() => void other.kill('SIGKILL'));
  const lines = [other.pid, cluster, 1, 15432, '/tmp', '127.0.0.1', '0 0', 'ready', ''];
  writeFileSync(join(cluster, 'postmaster.pid'), lines.join('\n'), { mode: 0o600 });
  if (isRoot) chownSync(join(cluster, 'postmaster.pid'), uid, gid);

  const postgres = await start();
  expect(serverPid(dataDir)).not.toBe(other.pid);
  expect(await query(postgres.ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  expect(isAlive(Number(other.pid))).toBe(true);
});

it('a half-made cluster is made again', async () => {
  renameSync(join(home, 'cluster'), join(home, 'cluster.new'));
  const postgres = await start();
  expect(await query(postgres.ownerUrl, `select to_regclass('word') as old`)).toEqual([{ old: null }]);
});

it('a server that cannot start says why in one line', async () => {
  const settings = { shared_buffers: '1' };
  await expect(startPostgres({ dataDir, log: silentLog, settings })).rejects.toThrow(/^The database did not start: .*shared_buffers/);
});
