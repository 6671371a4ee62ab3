import { Migration, Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import { errorCode } from '../../kernel/error-code.ts';
import type { Log } from '../../kernel/log.ts';
import { StartError } from '../../kernel/start-error.ts';
import { isConnectionTrouble } from '../../platform/database/connection-trouble.ts';
import { explainNoDatabase } from '../../platform/database/database.ts';
import { assertServerVersion } from '../../platform/database/server-version.ts';
import { migrateQueues, queueGrants } from '../../platform/queue/pg-boss-queue.ts';
import { dropRoutinesSql, readMigration, readRoutines } from './database-sql.ts';
import { entities } from './entities.ts';
import { queueSettings } from '../queues.ts';
import { MIGRATIONS, migrationStamp, roleOf } from './migration-stamp.ts';

const migrations = MIGRATIONS.map(readMigration);
const migrationsList = migrations.map(({ name, up, down }) => ({
  name,
  class: class extends Migration {
    override up(): void {
      this.addSql(up);
    }
    override down(): void {
      this.addSql(down);
    }
  },
}));

/** Key of the advisory lock of migrations. Any number that all instances share: of two that start together, one waits for the other. */
const MIGRATION_LOCK = 4_815_162_342;

export interface MigrateOptions {
  /** Connects as the owner of the tables and of pg-boss's schema. */
  readonly ownerUrl: string;
  /** Connects as the application role, which receives the grants. */
  readonly applicationUrl: string;
  readonly log: Log;
}

/** Brings the database to this version: tables, routines, grants, queues. Idempotent; concurrent calls wait for each other. */
export async function migrateUp({ ownerUrl, applicationUrl, log }: MigrateOptions): Promise<void> {
  await withMigrator({ ownerUrl, applicationUrl, log }, async (orm, role) => {
    const done = await orm.migrator.up();
    for (const { name } of done) log.info({ event: 'migrated', migration: name }, 'migrated');
    await migrateQueues(ownerUrl, queueSettings(), log);
    const em = orm.em.fork();
    // All routines at once, in one implicit transaction: `create or replace` brings each to this version.
    await em.execute(
      readRoutines()
        .map(({ sql }) => sql)
        .join('\n'),
    );
    await em.execute(queueGrants(role));
    await em.execute('select repeat_application_grants()');
    await em.execute(`comment on table migrations is '${migrationStamp(applicationUrl)}'`);
  });
}

/** Runs these migrations alone, and creates the queues, without routines and triggers: a backup of that version is loaded into the tables. */
export async function createTables({ ownerUrl, applicationUrl, log }: MigrateOptions, names: readonly string[]): Promise<void> {
  await withMigrator({ ownerUrl, applicationUrl, log }, async (orm) => {
    await orm.migrator.up({ migrations: [...names] });
    await migrateQueues(ownerUrl, queueSettings(), log);
  });
}

/**
 * Reverts the newest migration, or all of them. Routines are dropped, because they may use what the migration created: `migrate` of the
 * older version creates its own. pg-boss's schema is kept.
 */
export async function migrateDown({ ownerUrl, applicationUrl, log }: MigrateOptions, all = false): Promise<void> {
  await withMigrator({ ownerUrl, applicationUrl, log }, async (orm) => {
    const em = orm.em.fork();
    await em.execute('comment on table migrations is null');
    const kept = new Set(migrations.flatMap(({ included }) => included));
    await em.execute(dropRoutinesSql(readRoutines(), kept));
    await em.execute(`delete from application_grants where target like 'function %'`);
    const done = await orm.migrator.down(all ? { to: 0 } : {});
    for (const { name } of done) log.info({ event: 'migration_reverted', migration: name }, 'migration reverted');
  });
}

async function withMigrator(
  { ownerUrl, applicationUrl, log }: MigrateOptions,
  work: (orm: MikroORM, quotedRole: string) => Promise<void>,
): Promise<void> {
  const role = roleOf(applicationUrl);
  const orm = await MikroORM.init({
    entities,
    clientUrl: ownerUrl,
    extensions: [Migrator],
    migrations: { migrationsList, tableName: 'migrations', snapshot: false, allOrNothing: true },
    pool: { min: 0, max: 2 },
    ensureDatabase: false,
    logger: (message) => log.debug({ event: 'migrator' }, message),
    // The migrations read this setting to know the role that they grant to. As an option of the connection it holds on every connection.
    driverOptions: { connectionTimeoutMillis: 10_000, options: `-c reelwright.application_role=${role}` },
  });
  try {
    await orm.em.fork().transactional(async (em) => {
      await assertServerVersion(em);
      await em.execute('select pg_advisory_xact_lock(?)', [MIGRATION_LOCK]);
      await assertNotNewer(orm);
      await work(orm, `"${role.replaceAll('"', '""')}"`);
    });
  } catch (error) {
    throw isUnreachable(error) ? explainNoDatabase(error, 'DATABASE_OWNER_URL', ownerUrl) : error;
  } finally {
    await orm.close(true);
  }
}

/**
 * Refuses a database that has migrations which this version does not know: its routines would replace newer ones, which the tables need.
 * @throws StartError
 */
async function assertNotNewer({ migrator }: MikroORM): Promise<void> {
  const executed = await migrator.getExecuted();
  const unknown = executed.findLast(({ name }) => !(MIGRATIONS as readonly string[]).includes(name))?.name;
  if (unknown === undefined) return;
  throw new StartError(
    `DATABASE_NEWER: a newer version of Reelwright migrated this database (${unknown}). Install that version, or restore a backup of this one.`,
  );
}

/**
 * Whether the error is that of the connection: none was made, or the server refuses the login or knows no such database (classes 28, 3D). A
 * migration did not cause it.
 */
const isUnreachable = (error: unknown): boolean =>
  isConnectionTrouble(error) || (error instanceof Error && /^(28...|3D...)$/.test(errorCode(error) ?? ''));
