import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, realpathSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { StartError, systemCode } from '../kernel/start-error.ts';

/** DATA_DIR, held by this process alone until `release` or until the process ends, however it ends. */
export interface DataDir {
  /** Absolute, without symbolic links. */
  readonly path: string;
  readonly release: () => void;
}

/**
 * Opens the folder (made with mode 0700 when missing) and locks it against a second start.
 * Throws a `StartError` when it cannot be written, or when another start holds it; that one says which process.
 */
export function openDataDir(folder = '.data'): DataDir {
  const { path, lock } = openLockFile(resolve(folder));
  if (!takeLock(lock)) {
    const holder = readFileSync(join(path, LOCK_FILE), 'utf8').trim();
    closeSync(lock);
    throw new StartError(`DATA_DIR ${folder} is in use by ${holder || 'another start'}. Stop that one first, or choose another DATA_DIR.`);
  }
  ftruncateSync(lock);
  writeSync(lock, `process ${process.pid} (running since ${new Date().toISOString()})\n`, 0);
  // The file stays: who deletes a lock file lets two starts lock two different files of the same name.
  return { path, release: () => closeSync(lock) };
}

/** Does a running stack hold this folder? False also when there is no such folder. */
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

function openLockFile(folder: string): { path: string; lock: number } {
  try {
    makeFolder(folder);
    // 'a+' neither truncates the holder's line nor fails when the file is new.
    return { path: realpathSync(folder), lock: openSync(join(folder, LOCK_FILE), 'a+', 0o600) };
  } catch (error) {
    throw new StartError(`DATA_DIR ${folder} is not writable (${systemCode(error)}). Choose another folder with DATA_DIR.`, {
      cause: error,
    });
  }
}

/** Not `recursive`: Node tries for ever, deaf to signals, where the file system refuses folders, as in `/proc`. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return;
    if (systemCode(error) !== 'ENOENT' || dirname(folder) === folder) throw error;
    makeFolder(dirname(folder));
    mkdirSync(folder, { mode: 0o700 });
  }
}

/**
 * flock(2), which Node does not offer. The lock belongs to the open file, not to the process that asked: the helper takes
 * it on the descriptor it inherits and exits, and it stays with ours until we close it or die. So nothing can go stale
 * (a pid file can: pids are reused, and differ between containers that share a volume), there is no moment between
 * looking and taking, and a child does not keep it, since Node opens files close-on-exec.
 */
function takeLock(file: number): boolean {
  const { status, error } = spawnSync('flock', ['--nonblock', '3'], { stdio: ['ignore', 'ignore', 'ignore', file] });
  if (error) throw new StartError('DATA_DIR cannot be locked: the command `flock` (util-linux) is missing.', { cause: error });
  if (status !== 0 && status !== 1) throw new StartError('DATA_DIR cannot be locked: its file system has no locks.');
  return status === 0;
}
