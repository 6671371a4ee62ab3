import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrateUp } from '../../../../src/app/database/migrate.ts';
import { entities } from '../../../../src/app/database/entities.ts';
import { startPostgres, type RunningPostgres } from '../../../../src/embedded/postgres/start-postgres.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import { openDatabase } from '../../../../src/platform/database/database.ts';
import { until } from '../../../support/engine.ts';
import { clusterFolder, openFolder, query, removeFolder, serverPid } from '../../../support/postgres.ts';

/** A server of its own: on the shared one nobody can make powerful roles, which is how it should be. */
let dataDir: string;
let postgres: RunningPostgres;

beforeAll(async () => {
  dataDir = openFolder();
  postgres = await startPostgres({ dataDir, log: silentLog, settings: { fsync: 'off' } });
  await migrateUp({ ...postgres, log: silentLog });
  appendFileSync(join(clusterFolder(dataDir), 'pg_hba.conf'), '\nlocal all all trust\n');
  process.kill(serverPid(dataDir), 'SIGHUP');
  await until(() =>
    query(as('postgres'), 'select 1').then(
      () => true,
      () => false,
    ),
  );
  await query(
    as('postgres'),
    `create role almighty login superuser; create role unbound login bypassrls; create role kin login in role ${new URL(postgres.ownerUrl).username}`,
  );
});
afterAll(async () => {
  await postgres.stop();
  removeFolder(dataDir);
});

function as(role: string): string {
  const url = new URL(postgres.applicationUrl);
  url.username = role;
  url.password = '';
  return url.href;
}

const open = (url: string) => openDatabase({ url, entities, poolSize: 2 });

test.each(['almighty', 'unbound', 'kin'])('start-up refuses a role that row security does not bind: %s', async (role) => {
  await expect(open(as(role))).rejects.toThrow(/^DATABASE_URL connects as a role that bypasses row-level security/);
});

test('start-up refuses the owner and takes the plain role', async () => {
  await expect(open(postgres.ownerUrl)).rejects.toThrow(/bypasses row-level security/);
  const database = await open(postgres.applicationUrl);
  await database.ping();
  await database.close();
});
