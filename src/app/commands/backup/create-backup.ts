import { Client } from 'pg';
import { explainNoDatabase } from '../../../platform/database/database.ts';
import { holdDeletions } from '../../../platform/database/deletion-lock.ts';
import type { CommandCall } from './command-progress.ts';
import { copyDatabase } from './database-copy.ts';
import { flushAll, writeCompressed } from './hashed-files.ts';
import { FORMAT, fingerprint, writeManifest, type Manifest } from './manifest.ts';
import { copyObjects, storeBytes } from './object-copy.ts';
import { neededKeys } from './stored-keys.ts';

export interface BackupSource {
  readonly ownerUrl: string;
  /** Folder of the embedded store. */
  readonly store: string;
  readonly encryptionKey: string;
  /** Version of the program that wrote the database. */
  readonly version: string;
}

export interface WrittenBackup {
  readonly manifest: Manifest;
  /** Paths of unreadable objects in the folder of the store. */
  readonly unreadable: readonly string[];
}

/**
 * Writes a backup to an empty folder while the installation runs: first the database, in one snapshot, then the objects. Deletions of objects
 * wait from before the snapshot until the last object is copied, so every object that the snapshot names is copied. The manifest comes
 * last: an interrupted backup has none. Objects that are not readable are left out, as if they were missing.
 */
export async function createBackup(source: BackupSource, folder: string, { progress, signal }: CommandCall): Promise<WrittenBackup> {
  const client = new Client({ connectionString: source.ownerUrl, connectionTimeoutMillis: 10_000, application_name: 'reelwright backup' });
  const lost = new AbortController();
  client.on('error', (error) => lost.abort(error));
  const either = AbortSignal.any([signal, lost.signal]);
  await client.connect().catch((error: unknown) => {
    throw explainNoDatabase(error, 'DATABASE_OWNER_URL', source.ownerUrl);
  });
  try {
    progress.stage('database');
    await holdDeletions(client);
    await client.query('begin isolation level repeatable read read only');
    const { takenAt, ...database } = await copyDatabase(client, folder, (done, total) => {
      either.throwIfAborted();
      progress.bytes(done, total);
    });
    const needed = await neededKeys(client);
    // The snapshot is no longer needed; an old one would keep VACUUM from removing rows. The lock belongs to the session and stays.
    await client.query('commit');

    progress.stage('objects');
    const total = await storeBytes(source.store);
    const objects = { count: 0, bytes: 0, done: 0 };
    const onCopied = (bytes: number): void => progress.bytes((objects.done += bytes), total);
    const unreadable: string[] = [];
    const onUnreadable = (path: string): void => void unreadable.push(path);
    const lines = async function* (): AsyncGenerator<string> {
      for await (const { key, byteSize, files } of copyObjects(source.store, folder, { onCopied, onUnreadable, signal: either })) {
        objects.count += 1;
        objects.bytes += byteSize;
        needed.delete(key);
        for (const file of files) yield `${JSON.stringify(file)}\n`;
      }
    };
    const list = await writeCompressed(folder, 'objects.jsonl.gz', lines());
    // Fails if the session, and with it the lock, was lost in the meantime.
    await client.query('select');
    either.throwIfAborted();
    flushAll(folder);
    const manifest: Manifest = {
      format: FORMAT,
      version: source.version,
      takenAt,
      encryptionKey: fingerprint(source.encryptionKey),
      ...database,
      objects: { count: objects.count, bytes: objects.bytes, missing: needed.size, list },
    };
    writeManifest(folder, manifest);
    return { manifest, unreadable };
  } finally {
    await client.end().catch(() => undefined);
  }
}
