import { createRequire } from 'node:module';
import { Client } from 'pg';
import { contentHash } from '../../platform/text/content-hash.ts';
import { readRoutines } from './database-sql.ts';
import { queueSettings } from '../queues.ts';

/**
 * The files of `migrations/`, in order. They are listed in a module of their own, so that a start with nothing to migrate does not load the
 * migrator.
 */
export const MIGRATIONS = [
  '0001_row_security',
  '0002_audit',
  '0003_identity',
  '0004_workspaces',
  '0005_billing',
  '0006_jobs',
  '0007_assets',
  '0008_webhooks',
  '0009_admin',
  '0010_change_stamps',
  '0011_rounds',
  '0013_templates_and_presets',
  '0014_projects',
  '0015_scene_revisions',
  '0016_batches',
  '0017_project_options',
  '0018_provider_attempts',
  '0019_provider_keys',
  '0021_provider_circuits',
  '0022_provenance',
  '0023_renditions',
  '0024_srt_captions',
  '0025_preset_music_mood',
  '0027_clips',
  '0028_spend',
  '0029_expiring_credits',
  '0030_stripe',
  '0031_publishing',
  '0032_series',
  '0033_slots',
  '0034_notifications',
  '0035_calls_and_labels',
  '0036_invoice_payments',
  '0037_formats',
  '0038_administration',
  '0040_showcase',
  '0041_publication_changes',
  '0043_slot_agreement',
  '0044_unique_videos',
  '0045_reconciled_quotas',
  '0047_installation_spend',
  '0048_installation_provider_keys',
  '0049_profile_pictures',
  '0050_reviews',
  '0054_traces',
  '0057_lost_uploads',
  '0062_caption_translations',
  '0063_clip_sound',
  '0064_preset_music',
  '0065_outputs_in_order',
  '0067_jobs_in_one_trip',
  '0068_narrowed_scope',
] as const;

/** Identifies the migrations, routines, queues and role of this version. A database with another stamp must be migrated. */
export function migrationStamp(applicationUrl: string): string {
  const { version } = createRequire(import.meta.url)('pg-boss/package.json') as { version: string };
  const queues = queueSettings().map(({ name, retryLimit, retryDelay, heartbeatSeconds }) => ({
    name,
    retryLimit,
    retryDelay,
    heartbeatSeconds,
  }));
  return contentHash({ MIGRATIONS, routines: readRoutines().map(({ sql }) => sql), queues, pgBoss: version, role: roleOf(applicationUrl) });
}

export const roleOf = (url: string): string => decodeURIComponent(new URL(url).username);

/** Whether the database has the stamp of this version, by one query. False when that query fails: the migration then reports the reason. */
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
