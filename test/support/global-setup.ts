import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrateUp } from '../../src/app/database/migrate.ts';
import { startPostgres, type RunningPostgres } from '../../src/embedded/postgres/start-postgres.ts';
import { silentLog } from '../../src/kernel/log.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The migrated database that `createTestDatabase` clones; nobody writes to it. */
    readonly templateOwnerUrl: string;
    readonly templateApplicationUrl: string;
  }
}

let postgres: RunningPostgres | undefined;
let dataDir: string | undefined;

/** One PostgreSQL for all integration tests, thrown away afterwards: it need not survive a pulled plug. */
export async function setup(project: TestProject): Promise<void> {
  dataDir = mkdtempSync(join(tmpdir(), 'reelwright-test-'));
  chmodSync(dataDir, 0o711); // Under root another user runs PostgreSQL, and it has to get in.
  postgres = await startPostgres({
    dataDir,
    log: silentLog,
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' },
  });
  await migrateUp({ ...postgres, log: silentLog });
  project.provide('templateOwnerUrl', postgres.ownerUrl);
  project.provide('templateApplicationUrl', postgres.applicationUrl);
}

export async function teardown(): Promise<void> {
  await postgres?.stop();
  if (dataDir !== undefined) rmSync(dataDir, { recursive: true, force: true });
}
