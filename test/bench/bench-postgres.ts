import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateUp } from '../../src/app/database/migrate.ts';
import { startPostgres } from '../../src/embedded/postgres/start-postgres.ts';
import { silentLog } from '../../src/kernel/log.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { serverPid } from '../support/postgres.ts';

export interface BenchPostgres {
  /** The process that started all others of it. */
  readonly pid: number;
  /** A migrated, empty database. */
  clone(): Promise<TestDatabase>;
  stop(): Promise<void>;
}

/** The embedded PostgreSQL with the product's own settings, durable as in use, on data that is thrown away. */
export async function openBenchPostgres(): Promise<BenchPostgres> {
  const dataDir = mkdtempSync(join(tmpdir(), 'reelwright-bench-'));
  chmodSync(dataDir, 0o711); // Under root another user runs PostgreSQL, and it has to get in.
  const postgres = await startPostgres({ dataDir, log: silentLog });
  await migrateUp({ ...postgres, log: silentLog });
  return {
    pid: serverPid(dataDir),
    clone: () => cloneDatabase(postgres),
    stop: async () => {
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
