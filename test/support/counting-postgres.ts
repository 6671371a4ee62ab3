import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateUp } from '../../src/app/database/migrate.ts';
import { findPackage, openBinaries } from '../../src/embedded/postgres/binaries.ts';
import { APPLICATION, SERVER_ENVIRONMENT } from '../../src/embedded/postgres/cluster.ts';
import { openLocation } from '../../src/embedded/postgres/location.ts';
import { startPostgres } from '../../src/embedded/postgres/start-postgres.ts';
import { silentLog } from '../../src/kernel/log.ts';
import type { TestDatabase } from './database.ts';
import { clusterFolder, openFolder, query, removeFolder } from './postgres.ts';

/** A migrated database of its own, whose server counts statements by pg_stat_statements. */
export interface CountingPostgres {
  readonly urls: TestDatabase;
  /** How often each statement of the application's role ran while `work` did, by its text; the shortest first. */
  readonly callsDuring: (work: () => Promise<unknown>) => Promise<Map<string, number>>;
  readonly stop: () => Promise<void>;
}

export async function startCountingPostgres(): Promise<CountingPostgres> {
  const dataDir = openFolder();
  const stateDir = mkdtempSync(join(tmpdir(), 'reelwright-test-'));
  const options = { dataDir, stateDir, log: silentLog, settings: { fsync: 'off', shared_preload_libraries: 'pg_stat_statements' } };
  // Only the superuser creates the extension, who cannot log in: it is made while the server is down, where new databases are cloned.
  await (await startPostgres({ ...options, settings: {} })).stop();
  await createExtension(dataDir, stateDir);
  const { ownerUrl, applicationUrl, stop } = await startPostgres(options);
  await migrateUp({ ownerUrl, applicationUrl, log: silentLog });
  const owner = (sql: string) => query<{ text: string; calls: string }>(ownerUrl, sql);
  return {
    urls: { ownerUrl, applicationUrl, drop: async () => undefined },
    callsDuring: async (work) => {
      await owner('select counting.reset()');
      await work();
      const rows = await owner('select * from counting.calls()');
      return new Map(rows.map(({ text, calls }) => [text, Number(calls)]));
    },
    stop: async () => {
      await stop();
      for (const folder of [dataDir, stateDir]) removeFolder(folder);
    },
  };
}

async function createExtension(dataDir: string, stateDir: string): Promise<void> {
  const { user, shared } = openLocation(dataDir, stateDir);
  const { postgres } = await openBinaries(findPackage(), user, shared);
  const child = spawn(postgres, ['--single', '-j', '-D', clusterFolder(dataDir), '-c', 'exit_on_error=on', 'reelwright'], {
    ...user.become,
    cwd: '/',
    env: SERVER_ENVIRONMENT,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = once(child, 'exit');
  child.stdin.end(STATEMENTS.map((statement) => `${statement};\n\n`).join(''));
  const [code] = (await ended) as [number];
  if (code !== 0) throw new Error('pg_stat_statements could not be created');
}

/** Functions of the superuser, because the owner does not see what other roles run. */
const STATEMENTS = [
  'create schema counting',
  'create extension pg_stat_statements schema counting',
  `create function counting.calls() returns table (text text, calls bigint) language sql security definer as $$
     select query, sum(calls)::bigint from counting.pg_stat_statements
     where userid = '${APPLICATION}'::regrole and dbid = (select oid from pg_database where datname = current_database())
     group by query order by length(query) $$`,
  'create function counting.reset() returns void language sql security definer as $$ select counting.pg_stat_statements_reset() $$',
  'grant usage on schema counting to public',
];
