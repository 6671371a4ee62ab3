import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import { Migration20261120_1_tenancy } from '../../../migrations/migration20261120_1_tenancy.ts';
import { Migration20261120_2_jobs } from '../../../migrations/migration20261120_2_jobs.ts';
import { Migration20261120_3_files } from '../../../migrations/migration20261120_3_files.ts';
import { Migration20261120_4_billing } from '../../../migrations/migration20261120_4_billing.ts';
import { Migration20261120_5_webhooks } from '../../../migrations/migration20261120_5_webhooks.ts';
import { Migration20261120_6_fairness } from '../../../migrations/migration20261120_6_fairness.ts';
import { Migration20261120_7_redrive } from '../../../migrations/migration20261120_7_redrive.ts';
import { Migration20261120_8_workspace_events } from '../../../migrations/migration20261120_8_workspace_events.ts';
import { Migration20261120_9_retention } from '../../../migrations/migration20261120_9_retention.ts';
import { Migration20261120_10_identity } from '../../../migrations/migration20261120_10_identity.ts';
import { Migration20261120_11_keys } from '../../../migrations/migration20261120_11_keys.ts';
import { Migration20261120_12_members } from '../../../migrations/migration20261120_12_members.ts';
import { Migration20261120_13_audit } from '../../../migrations/migration20261120_13_audit.ts';
import { Migration20261120_14_ingest } from '../../../migrations/migration20261120_14_ingest.ts';
import { Migration20261120_15_uploads } from '../../../migrations/migration20261120_15_uploads.ts';
import { Migration20261120_16_library } from '../../../migrations/migration20261120_16_library.ts';
import { Migration20261120_17_speeds } from '../../../migrations/migration20261120_17_speeds.ts';
import { Migration20261120_19_throughput } from '../../../migrations/migration20261120_19_throughput.ts';
import { Migration20261120_20_departures } from '../../../migrations/migration20261120_20_departures.ts';
import { Migration20261129_access } from '../../../migrations/migration20261129_access.ts';
import { Migration20261120_18_purge } from '../../../migrations/migration20261120_18_purge.ts';
import { Migration20261129_catalogue } from '../../../migrations/migration20261129_catalogue.ts';
import { Migration20261129_identity } from '../../../migrations/migration20261129_identity.ts';
import { Migration20261129_storage } from '../../../migrations/migration20261129_storage.ts';
import { Migration20261129_doors } from '../../../migrations/migration20261129_doors.ts';
import { Migration20261129_stamps } from '../../../migrations/migration20261129_stamps.ts';
import type { Log } from '../../kernel/log.ts';
import { codeIn, isConnectionTrouble } from '../../platform/database/connection-trouble.ts';
import { explainNoDatabase } from '../../platform/database/database.ts';
import { refuseOldServer } from '../../platform/database/server-version.ts';
import { migrateQueues, queueGrants } from '../../platform/queue/pg-boss-queue.ts';
import { entities } from './entities.ts';
import { queueSettings } from '../queues.ts';
import { MIGRATIONS, migrationStamp, roleOf } from './migration-stamp.ts';

/** Listed explicitly, so that no stray file in a folder is executed. */
const CLASSES = {
  Migration20261120_1_tenancy,
  Migration20261120_2_jobs,
  Migration20261120_3_files,
  Migration20261120_4_billing,
  Migration20261120_5_webhooks,
  Migration20261120_6_fairness,
  Migration20261120_7_redrive,
  Migration20261120_8_workspace_events,
  Migration20261120_9_retention,
  Migration20261120_10_identity,
  Migration20261120_11_keys,
  Migration20261120_12_members,
  Migration20261120_13_audit,
  Migration20261120_14_ingest,
  Migration20261120_15_uploads,
  Migration20261120_16_library,
  Migration20261120_17_speeds,
  Migration20261120_19_throughput,
  Migration20261120_20_departures,
  Migration20261120_18_purge,
  Migration20261129_access,
  Migration20261129_catalogue,
  Migration20261129_identity,
  Migration20261129_storage,
  Migration20261129_doors,
  Migration20261129_stamps,
};
const migrationsList = MIGRATIONS.map((name) => CLASSES[name]);

/** An arbitrary number shared by all instances, so that concurrent migrations run one after the other. */
const MIGRATION_LOCK = 4_815_162_342;

export interface MigrateOptions {
  /** Owns the tables and pg-boss's schema. */
  readonly ownerUrl: string;
  /** The role of this URL receives the grants. */
  readonly applicationUrl: string;
  readonly log: Log;
}

/** Migrates the database to this version: tables, policies, grants, queues. Idempotent and safe to run from several instances at once. */
export async function migrateUp({ ownerUrl, applicationUrl, log }: MigrateOptions): Promise<void> {
  await withMigrator({ ownerUrl, applicationUrl, log }, async (orm, role) => {
    const done = await orm.migrator.up();
    for (const { name } of done) log.info({ migration: name }, 'migrated');
    await migrateQueues(ownerUrl, queueSettings(), log);
    const em = orm.em.fork();
    await em.execute(queueGrants(role));
    await em.execute('select grant_application_again()');
    await em.execute(`comment on table migrations is '${migrationStamp(applicationUrl)}'`);
  });
}

/** Reverts the newest migration, or all. pg-boss's schema stays. */
export async function migrateDown({ ownerUrl, applicationUrl, log }: MigrateOptions, all = false): Promise<void> {
  await withMigrator({ ownerUrl, applicationUrl, log }, async (orm) => {
    await orm.em.fork().execute('comment on table migrations is null');
    const done = await orm.migrator.down(all ? { to: 0 } : {});
    for (const { name } of done) log.info({ migration: name }, 'migration reverted');
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
    logger: (message) => log.debug({}, message),
    // Read by the migrations' grants; a session setting, so that every connection has it.
    driverOptions: { connectionTimeoutMillis: 10_000, options: `-c reelwright.application_role=${role}` },
  });
  try {
    await orm.em.fork().transactional(async (em) => {
      await refuseOldServer(em);
      await em.execute('select pg_advisory_xact_lock(?)', [MIGRATION_LOCK]);
      await work(orm, `"${role.replaceAll('"', '""')}"`);
    });
  } catch (error) {
    throw isUnreachable(error) ? explainNoDatabase(error, 'DATABASE_OWNER_URL', ownerUrl) : error;
  } finally {
    await orm.close(true);
  }
}

/** A connection failure, a rejected login or an unknown database (classes 28, 3D): not an error of a migration. */
const isUnreachable = (error: unknown): boolean =>
  isConnectionTrouble(error) || (error instanceof Error && /^(28...|3D...)$/.test(codeIn(error)));
