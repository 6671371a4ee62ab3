import { join } from 'node:path';
import { Client } from 'pg';
import { startPostgres } from '../../../embedded/postgres/start-postgres.ts';
import type { Log } from '../../../kernel/log.ts';
import { StartError } from '../../../kernel/start-error.ts';
import type { Media } from '../../../platform/media/media.ts';
import { createTables, migrateUp } from '../../database/migrate.ts';
import { objectFiles } from './check-backup.ts';
import { checkRestored, type PlayedFilm } from './check-restored.ts';
import type { CommandCall } from './command-progress.ts';
import { AFTER_LOAD, checkRows, loadDatabase } from './database-load.ts';
import { copyHashed, flushAll } from './hashed-files.ts';
import { damaged, type Manifest } from './manifest.ts';
import { OBJECTS } from './object-copy.ts';

interface RestoreOptions {
  /** The folder of a checked backup. */
  readonly folder: string;
  readonly manifest: Manifest;
  /** Empty but for its secrets; locked by this process. */
  readonly dataDir: string;
  readonly media: Media;
  readonly log: Log;
}

/**
 * Fills DATA_DIR from a backup and checks it: tables as they were at the backup's version, their rows, the migrations since, then the objects.
 * PostgreSQL runs meanwhile. Returns the film that was decoded.
 */
export async function restoreBackup(
  { folder, manifest, dataDir, media, log }: RestoreOptions,
  { progress, signal }: CommandCall,
): Promise<PlayedFilm | undefined> {
  progress.stage('creating the database');
  const { ownerUrl, applicationUrl, stop } = await startPostgres({ dataDir, log, endsWithParent: true });
  const client = new Client({ connectionString: ownerUrl });
  try {
    const options = { ownerUrl, applicationUrl, log };
    await createTables(options, manifest.migrations);
    await client.connect();
    await assertQueueSchema(client, manifest);
    progress.stage('database');
    await loadDatabase(client, folder, manifest, (done, total) => {
      signal.throwIfAborted();
      progress.bytes(done, total);
    });
    await checkRows(client, manifest);
    await migrateUp(options);
    await client.query(AFTER_LOAD);

    progress.stage('objects');
    const store = join(dataDir, OBJECTS);
    let done = 0;
    for await (const { path, sha256 } of objectFiles(folder, manifest)) {
      const onCopied = (bytes: number): void => progress.bytes((done += bytes), manifest.objects.bytes);
      if ((await copyHashed(join(folder, path), join(dataDir, path), onCopied, signal)).sha256 !== sha256) throw damaged(path);
    }
    progress.stage('checking what was restored');
    const film = await checkRestored(client, store, manifest, { media, signal });
    flushAll(dataDir);
    return film;
  } finally {
    await client.end().catch(() => undefined);
    await stop();
  }
}

/** pg-boss creates its newest tables only, so rows of older ones have no place. */
async function assertQueueSchema(client: Client, { queueSchema, version }: Manifest): Promise<void> {
  const { rows } = await client.query<{ version: number }>('select version from pgboss.version');
  if (rows[0]?.version !== queueSchema)
    throw new StartError(
      `BACKUP_OTHER_QUEUE: Reelwright ${version} wrote this backup with other tables of the queue. Restore it with that version, then upgrade.`,
    );
}
