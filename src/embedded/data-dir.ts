import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync, readFileSync, realpathSync, rmSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { errorCode } from '../kernel/error-code.ts';
import { StartError } from '../kernel/start-error.ts';
import { writePrivateFile } from './private-file.ts';

/** DATA_DIR, locked by this process until `release` or until the process ends. */
export interface DataDir {
  /** Absolute, without symbolic links. */
  readonly path: string;
  readonly release: () => void;
}

/**
 * Opens the folder (created with mode 0700) and locks it against a second start. @throws StartError when it is not writable, is locked,
 * or holds an unfinished restore; the message names the locking process.
 */
export function openDataDir(folder = '.data', { forRestore = false } = {}): DataDir {
  const { path, lock } = openLockFile(resolve(folder));
  if (!takeLock(lock)) {
    const holder = readFileSync(join(path, LOCK_FILE), 'utf8').trim();
    closeSync(lock);
    throw new StartError(`DATA_DIR ${folder} is in use by ${holder || 'another start'}. Stop that one first, or choose another DATA_DIR.`);
  }
  if (!forRestore && existsSync(join(path, UNFINISHED_RESTORE))) {
    closeSync(lock);
    throw new StartError(`DATA_DIR ${folder} holds a restore that did not finish. Delete the folder and restore the backup again.`);
  }
  ftruncateSync(lock);
  writeSync(lock, `process ${process.pid} (running since ${new Date().toISOString()})\n`, 0);
  // The lock file is kept: deleting it would let two starts lock two different files of the same name.
  return { path, release: () => closeSync(lock) };
}

/** Whether a running stack uses this folder. False also when it does not exist. */
export function isDataDirInUse(folder = '.data'): boolean {
  let lock: number;
  try {
    lock = openSync(join(folder, LOCK_FILE), 'r');
  } catch {
    return false;
  }
  try {
    return !takeLock(lock);
  } finally {
    closeSync(lock);
  }
}

const LOCK_FILE = 'lock';
/** File that exists while a backup is restored to the folder. */
const UNFINISHED_RESTORE = 'restore.unfinished';

/** Marks the folder as incomplete until `finishRestore`: no start accepts it. */
export const beginRestore = (dataDir: string): void => writePrivateFile(join(dataDir, UNFINISHED_RESTORE), '');

export const finishRestore = (dataDir: string): void => rmSync(join(dataDir, UNFINISHED_RESTORE), { force: true });

function openLockFile(folder: string): { path: string; lock: number } {
  try {
    makeFolder(folder);
    // 'a+' keeps the line of the process that holds the lock, and creates a missing file.
    return { path: realpathSync(folder), lock: openSync(join(folder, LOCK_FILE), 'a+', 0o600) };
  } catch (error) {
    throw new StartError(`DATA_DIR ${folder} is not writable (${errorCode(error)}). Choose another folder with DATA_DIR.`, {
      cause: error,
    });
  }
}

/** Not `recursive`: Node retries forever where the file system refuses folders, as in `/proc`. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return;
    if (errorCode(error) !== 'ENOENT' || dirname(folder) === folder) throw error;
    makeFolder(dirname(folder));
    mkdirSync(folder, { mode: 0o700 });
  }
}

/**
 * Uses flock(2), which Node lacks. The lock belongs to the open file: the helper process takes it on the inherited descriptor and exits,
 * and this process keeps it until it closes the file or ends. The lock cannot become stale (a pid file can: pids are reused and differ
 * between containers that share a volume), there is no gap between check and lock, and children do not inherit it, because Node opens files
 * close-on-exec.
 */
function takeLock(file: number): boolean {
  const { status, error } = spawnSync('flock', ['--nonblock', '3'], { stdio: ['ignore', 'ignore', 'ignore', file] });
  if (error) throw new StartError('DATA_DIR cannot be locked: the command `flock` (util-linux) is missing.', { cause: error });
  if (status !== 0 && status !== 1) throw new StartError('DATA_DIR cannot be locked: its file system does not support locks.');
  return status === 0;
}
