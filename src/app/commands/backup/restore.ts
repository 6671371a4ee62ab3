import { copyFileSync, chmodSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beginRestore, finishRestore, openDataDir } from '../../../embedded/data-dir.ts';
import { openSecrets, readSecrets } from '../../../embedded/secrets.ts';
import { StartError } from '../../../kernel/start-error.ts';
import { openLog } from '../../../platform/logging/logger.ts';
import { counted } from '../../../platform/text/counted.ts';
import { openFfmpeg } from '../../films/film-tools.ts';
import { removeLibpqVariables } from '../environment.ts';
import { makeEmptyFolder } from './backup.ts';
import { checkBackup } from './check-backup.ts';
import { withProgress } from './command-progress.ts';
import { fingerprint, type Manifest } from './manifest.ts';
import { RESTORE_USAGE } from './options.ts';
import { restoreBackup } from './restore-backup.ts';

const INCOMPLETE = 'DATA_DIR is incomplete and does not start; delete it before you restore again.';
const NOTHING = 'Nothing was restored.';

/** `restore DIR --secrets FILE | --check`. Prints what was restored and checked. @throws StartError */
export async function runRestore(argv: readonly string[]): Promise<number> {
  const [source, option, file, ...more] = argv;
  const isCheck = option === '--check' && file === undefined;
  if (!source || source.startsWith('-') || more.length > 0 || !(isCheck || (option === '--secrets' && file)))
    throw new StartError(RESTORE_USAGE.trim());
  const folder = resolve(source);
  const manifest = await withProgress(NOTHING, (call) => checkBackup(folder, call));
  if (isCheck) console.log(`The backup is whole: ${described(manifest)}`);
  else console.log(await restored(folder, manifest, file ?? ''));
  return 0;
}

async function restored(folder: string, manifest: Manifest, secretsFile: string): Promise<string> {
  const secrets = readSecrets(secretsFile);
  if (!secrets) throw new StartError(`${secretsFile} does not exist. ${NOTHING}`);
  const encryptionKey = process.env['ENCRYPTION_KEY'] || secrets.ENCRYPTION_KEY;
  if (encryptionKey === undefined || fingerprint(encryptionKey) !== manifest.encryptionKey) {
    throw new StartError(
      `BACKUP_OTHER_KEY: ENCRYPTION_KEY of ${secretsFile} or the environment is not that of the backup. ${NOTHING} Name the secrets of that installation.`,
    );
  }
  removeLibpqVariables();
  const dataDir = resolve(process.env['DATA_DIR'] || '.data');
  makeEmptyFolder(dataDir, 'DATA_DIR');
  const { path, release } = openDataDir(dataDir, { forRestore: true });
  try {
    beginRestore(path);
    copyFileSync(secretsFile, join(path, 'secrets.json'));
    chmodSync(join(path, 'secrets.json'), 0o600);
    openSecrets(path);
    const log = openLog({ level: 'warn', process: 'restore' });
    const { FFMPEG_PATH: ffmpegPath, FFPROBE_PATH: ffprobePath } = process.env;
    const { media } = await openFfmpeg({ ffmpegPath, ffprobePath, dataDir: path }, log);
    const film = await withProgress('The backup is unchanged.', (call) =>
      restoreBackup({ folder, manifest, dataDir: path, media, log }, call),
    );
    finishRestore(path);
    const played = film
      ? `The film ${film.key} (${(film.durationMs / 1_000).toFixed(1)} s) was decoded without an error.`
      : 'It has no film to decode.';
    return `Restored and checked: ${described(manifest)}\n${played}\nStart it with npm start.`;
  } catch (error) {
    console.error(INCOMPLETE);
    throw error;
  } finally {
    release();
  }
}

const described = ({ version, takenAt, tables, objects }: Manifest): string =>
  `${counted(
    tables.reduce((sum, { rows }) => sum + rows, 0),
    'row',
  )} and ${counted(objects.count, 'object')} of ${takenAt}, by Reelwright ${version}.`;
