import { createRequire } from 'node:module';
import { Client } from 'pg';
import { contentHash } from '../../platform/text/content-hash.ts';
import { queueSettings } from '../queues.ts';

/** Names of all migrations in order. Names only, so that a start with nothing to migrate does not load the migrator. */
export const MIGRATIONS = [
  'Migration20261120_1_tenancy',
  'Migration20261120_2_jobs',
  'Migration20261120_3_files',
  'Migration20261120_4_billing',
  'Migration20261120_5_webhooks',
  'Migration20261120_6_fairness',
  'Migration20261120_7_redrive',
  'Migration20261120_8_workspace_events',
  'Migration20261120_9_retention',
  'Migration20261120_10_identity',
  'Migration20261120_11_keys',
  'Migration20261120_12_members',
  'Migration20261120_13_audit',
  'Migration20261120_14_ingest',
  'Migration20261120_15_uploads',
  'Migration20261120_16_library',
  'Migration20261120_17_speeds',
  'Migration20261120_18_purge',
  'Migration20261120_19_throughput',
  'Migration20261120_20_departures',
  'Migration20261129_access',
  'Migration20261129_catalogue',
  'Migration20261129_identity',
  'Migration20261129_storage',
  'Migration20261129_doors',
  'Migration20261129_stamps',
] as const;

/** Stamp of a database that this version has migrated for this role; any other stamp means it must be migrated. */
export function migrationStamp(applicationUrl: string): string {
  const { version } = createRequire(import.meta.url)('pg-boss/package.json') as { version: string };
  const queues = queueSettings().map(({ name, retryLimit, retryDelay, heartbeatSeconds }) => ({
    name,
    retryLimit,
    retryDelay,
    heartbeatSeconds,
  }));
  return contentHash({ MIGRATIONS, queues, pgBoss: version, role: roleOf(applicationUrl) });
}

export const roleOf = (url: string): string => decodeURIComponent(new URL(url).username);

/** One query instead of a migration. False when in doubt: the migration then reports the reason. */
export async function isMigrated({ ownerUrl, applicationUrl }: { ownerUrl: string; applicationUrl: string }): Promise<boolean> {
  const client = new Client({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ stamp: string | null }>(
      `select obj_description(to_regclass('public.migrations'), 'pg_class') as stamp`,
    );
    return rows[0]?.stamp === migrationStamp(applicationUrl);
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
