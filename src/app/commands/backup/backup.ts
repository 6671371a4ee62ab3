import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { readRuntimeFile } from '../../../embedded/runtime-file.ts';
import { errorCode } from '../../../kernel/error-code.ts';
import { StartError } from '../../../kernel/start-error.ts';
import { counted } from '../../../platform/text/counted.ts';
import { isMigrated } from '../../database/migration-stamp.ts';
import { withProgress } from './command-progress.ts';
import { createBackup, type BackupSource } from './create-backup.ts';
import { BACKUP_USAGE } from './options.ts';
import { programVersion } from './program-version.ts';

const IF_STOPPED = 'The backup is not complete and cannot be restored; delete its folder.';

/** `backup DIR`, while the installation of DATA_DIR runs. Prints what was written. @throws StartError */
export async function runBackup(argv: readonly string[]): Promise<number> {
  const [target, ...more] = argv;
  if (!target || target.startsWith('-') || more.length > 0) throw new StartError(BACKUP_USAGE.trim());
  const dataDir = resolve(process.env['DATA_DIR'] || '.data');
  const source = await findSource(dataDir);
  const folder = resolve(target);
  if (`${folder}${sep}`.startsWith(`${dataDir}${sep}`)) throw new StartError('DIR must be outside of DATA_DIR.');
  makeEmptyFolder(folder, 'DIR');
  const began = performance.now();
  const { manifest, unreadable } = await withProgress(IF_STOPPED, (call) => createBackup(source, folder, call));
  const { tables, objects } = manifest;
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const seconds = Math.round((performance.now() - began) / 1_000);
  console.log(`Wrote ${counted(rows, 'row')} and ${counted(objects.count, 'object')} to ${target} in ${counted(seconds, 'second')}.`);
  if (objects.missing > 0)
    console.log(`The store lacks ${counted(objects.missing, 'object')} that rows name; npm run check-storage prints their keys.`);
  if (unreadable.length > 0)
    console.log(`The store has ${counted(unreadable.length, 'unreadable file')}, left out of the backup: ${unreadable.join(', ')}.`);
  console.log(`Keep the secrets apart from it: ${secretsOf(dataDir)}. Without ENCRYPTION_KEY the secrets in the database are lost.`);
  return 0;
}

/** The running installation, if both of its services are embedded. */
async function findSource(dataDir: string): Promise<BackupSource> {
  const runtime = readRuntimeFile(dataDir);
  if (!runtime) {
    throw new StartError(
      'No installation runs on DATA_DIR. Start it with npm start, or copy DATA_DIR while it is stopped. For your own PostgreSQL and S3 see docs/operations/backup.md.',
    );
  }
  const { DATABASE_URL: applicationUrl = '', DATABASE_OWNER_URL: ownerUrl = '', ENCRYPTION_KEY: encryptionKey = '' } = runtime;
  if (runtime['EMBEDDED_SERVICES'] !== 'database,storage') {
    throw new StartError(
      'This installation has a PostgreSQL or an object store of its own, which this command does not copy. See docs/operations/backup.md.',
    );
  }
  if (!(await isMigrated({ ownerUrl, applicationUrl })))
    throw new StartError('Another version of Reelwright runs on DATA_DIR. Use the backup command of that version.');
  return { ownerUrl, store: join(dataDir, 'objects'), encryptionKey, version: programVersion() };
}

/** Creates a folder of mode 0700, or accepts an empty one. @throws StartError */
export function makeEmptyFolder(folder: string, name: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (readdirSync(folder).length === 0) return;
  } catch (error) {
    throw new StartError(`${name} ${folder} cannot be created (${errorCode(error) ?? 'unknown reason'}).`, { cause: error });
  }
  throw new StartError(`${name} ${folder} is not empty. Name a new folder.`);
}

const secretsOf = (dataDir: string): string =>
  existsSync(join(dataDir, 'secrets.json')) ? join(dataDir, 'secrets.json') : 'ENCRYPTION_KEY and JWT_SECRET of the environment';
