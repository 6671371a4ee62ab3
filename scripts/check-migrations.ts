/** `npm run check:migrations`: a new database equals the entities and the SQL files, goes down to nothing and comes up again the same. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRoutines } from '../src/app/database/database-sql.ts';
import { migrateDown, migrateUp } from '../src/app/database/migrate.ts';
import { startPostgres } from '../src/embedded/postgres/start-postgres.ts';
import { silentLog as log } from '../src/kernel/log.ts';
import { openTables, readDrift, readObjects, routineFaults } from './database-state.ts';

const folder = await mkdtemp(join(tmpdir(), 'check-migrations-'));
const postgres = await startPostgres({ dataDir: folder, stateDir: join(folder, 'state'), log, settings: { fsync: 'off' } });
const faults: string[] = [];
const note = (what: string, lines: readonly string[]): void => {
  if (lines.length > 0) faults.push([what, ...lines].join('\n  '));
};

const different = (one: readonly string[], other: readonly string[]): string[] => [
  ...one.filter((line) => !other.includes(line)),
  ...other.filter((line) => !one.includes(line)),
];

try {
  const urls = { ownerUrl: postgres.ownerUrl, applicationUrl: postgres.applicationUrl, log };
  const before = await readObjects(urls.ownerUrl);
  await migrateUp(urls);
  note('The entities say something else than the migrations:', await readDrift(urls.ownerUrl));
  const first = await readObjects(urls.ownerUrl);
  note('Tables without forced row security:', openTables(first));
  note('The routines differ from the files in src/**/sql:', await routineFaults(urls.ownerUrl, readRoutines()));

  // One step as an operator would take it: the routines go with the newest migration and come back with the next `migrate`.
  await migrateDown(urls);
  await migrateUp(urls);
  note('Not the same after one step down and up:', different(first, await readObjects(urls.ownerUrl)));

  await migrateDown(urls, true);
  const left = await readObjects(urls.ownerUrl);
  note(
    'Left behind when all migrations are taken back:',
    left.filter((line) => !before.includes(line)),
  );

  await migrateUp(urls);
  const again = await readObjects(urls.ownerUrl);
  note('Not the same when migrated again:', different(first, again));
  if (first.length === before.length) note('The migrations made nothing.', ['Is their list empty?']);
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}

for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exit(1);
console.log('Migrations, entities and SQL files agree, down and up again.');
