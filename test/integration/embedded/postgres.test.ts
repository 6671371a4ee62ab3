import { MikroORM } from '@mikro-orm/postgresql';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { PgBoss } from 'pg-boss';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres, type RunningPostgres } from '../../../src/embedded/postgres/start-postgres.ts';
import { silentLog } from '../../../src/kernel/log.ts';
import { PATIENT, isAlive, openFolder, query, removeFolder, serverPid } from '../../support/postgres.ts';

const folder = openFolder();
const dataDir = join(folder, 'data');
const start = (port?: number): Promise<RunningPostgres> => startPostgres({ dataDir, log: silentLog, ...(port && { port }) });
let postgres: RunningPostgres;

const as = (change: (url: URL) => void, url = postgres.applicationUrl): string => {
  const changed = new URL(url);
  change(changed);
  return changed.href;
};

beforeAll(async () => {
  mkdirSync(dataDir, { mode: 0o700 });
  postgres = await start();
});

afterAll(async () => {
  await postgres.stop();
  removeFolder(folder);
});

describe('connections', () => {
  it('reach the server through the unix socket with pg, MikroORM and pg-boss alike', async () => {
    const sql = 'select inet_client_addr() as address, current_user as name';
    expect(await query(postgres.applicationUrl, sql)).toEqual([{ address: null, name: 'reelwright_app' }]);

    const orm = await MikroORM.init({ clientUrl: postgres.applicationUrl, entities: [], discovery: { warnWhenNoEntities: false } });
    expect(await orm.em.fork().execute(sql)).toEqual([{ address: null, name: 'reelwright_app' }]);
    await orm.close();

    const boss = new PgBoss(postgres.ownerUrl);
    boss.on('error', () => undefined);
    await boss.start();
    const sessions = await query(postgres.ownerUrl, `select distinct client_addr from pg_stat_activity where datname = 'reelwright'`);
    await boss.stop({ graceful: false });
    expect(sessions).toEqual([{ client_addr: null }]);
  });

  it('are refused without the right password, to the superuser, and from beyond this machine', async () => {
    const tcp = (url: URL): void => void (url.hostname = '127.0.0.1');
    expect(await query(as(tcp), 'select 1 as one')).toEqual([{ one: 1 }]);
    for (const way of [tcp, () => undefined]) {
      await expect(
        query(
          as((url) => (way(url), (url.password = 'wrong'))),
          'select 1',
        ),
      ).rejects.toMatchObject({ code: '28P01' });
      await expect(
        query(
          as((url) => (way(url), (url.username = 'postgres'))),
          'select 1',
        ),
      ).rejects.toMatchObject({ code: '28000' });
    }
    expect(await query(postgres.ownerUrl, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  });

  it('take the next port when the wanted one is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port: taken } = other.address() as AddressInfo;
    await postgres.stop();
    postgres = await start(taken);
    expect(Number(new URL(postgres.ownerUrl).port)).toBeGreaterThan(taken);
    expect(await query(postgres.ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    other.close();
  });
});

describe('the two roles', () => {
  it('are no superusers and bypass nothing; the application owns nothing', async () => {
    const roles = await query(
      postgres.ownerUrl,
      `select rolname, rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolcanlogin and rolname <> 'postgres' order by 1`,
    );
    expect(roles).toEqual([
      { rolname: 'reelwright_app', rolsuper: false, rolbypassrls: false, rolcreaterole: false },
      { rolname: 'reelwright_owner', rolsuper: false, rolbypassrls: false, rolcreaterole: false },
    ]);
    const owners = await query(postgres.ownerUrl, `select datdba::regrole::text as owner from pg_database where datname = 'reelwright'`);
    expect(owners).toEqual([{ owner: 'reelwright_owner' }]);
    await expect(query(postgres.applicationUrl, 'create table mine (id int)')).rejects.toMatchObject({ code: '42501' });
    await expect(query(postgres.applicationUrl, 'create temporary table mine (id int)')).rejects.toMatchObject({ code: '42501' });
    await expect(query(postgres.applicationUrl, 'set role reelwright_owner')).rejects.toMatchObject({ code: '42501' });
  });

  it('are bound by row-level security, the owner too where it is forced', async () => {
    await query(
      postgres.ownerUrl,
      `create table secret (workspace text);
       alter table secret enable row level security;
       alter table secret force row level security;
       create policy own on secret using (workspace = current_setting('app.workspace', true)) with check (true);
       grant select on secret to reelwright_app;
       insert into secret values ('a'), ('b')`,
    );
    for (const url of [postgres.applicationUrl, postgres.ownerUrl]) {
      expect(await query(url, 'select * from secret')).toEqual([]);
      await expect(query(url, 'set row_security = off; select * from secret')).rejects.toMatchObject({ code: '42501' });
    }
    await expect(query(postgres.applicationUrl, 'alter table secret disable row level security')).rejects.toMatchObject({ code: '42501' });
    await expect(query(postgres.applicationUrl, 'alter role reelwright_app bypassrls')).rejects.toMatchObject({ code: '42501' });
  });
});

describe('a stop and a start', () => {
  it('keep what was written', async () => {
    await query(postgres.ownerUrl, `create table kept as select 'yes' as word`);
    const pid = serverPid(dataDir);
    await postgres.stop();
    expect(isAlive(pid)).toBe(false);
    postgres = await start();
    expect(await query(postgres.ownerUrl, 'select word from kept')).toEqual([{ word: 'yes' }]);
  });

  it('leave no folder for the socket behind, also with a session open', async () => {
    const socketFolder = decodeURIComponent(new URL(postgres.ownerUrl).hostname);
    expect(existsSync(socketFolder)).toBe(true);
    const session = query(postgres.ownerUrl, 'select pg_sleep(60)').catch((error: unknown) => error);
    await expect
      .poll(() => query(postgres.ownerUrl, `select 1 from pg_stat_activity where query like 'select pg_sleep%'`), PATIENT)
      .toHaveLength(1);
    await postgres.stop();
    expect(await session).toBeInstanceOf(Error);
    expect(existsSync(socketFolder)).toBe(false);
    postgres = await start();
  });

  it('make new passwords good when secrets.json was lost', async () => {
    await postgres.stop();
    const before = readFileSync(join(dataDir, 'secrets.json'), 'utf8');
    removeFolder(join(dataDir, 'secrets.json'));
    postgres = await start();
    expect(readFileSync(join(dataDir, 'secrets.json'), 'utf8')).not.toBe(before);
    expect(statSync(join(dataDir, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(await query(postgres.applicationUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});
