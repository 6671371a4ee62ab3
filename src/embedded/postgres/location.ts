import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readIfThere, writePrivateFile } from '../private-file.ts';
import { errorCode } from '../../kernel/error-code.ts';
import { StartError } from '../../kernel/start-error.ts';
import { canReach, chooseServerUser, type ServerUser } from './server-user.ts';

/** Location of the cluster and the user that runs it. */
export interface Location {
  readonly user: ServerUser;
  /** Contains `cluster`; owned by `user`, mode 0700. */
  readonly home: string;
  /** Folder for copied programs: readable by `user`, writable by this process. */
  readonly shared: string;
}

/** File in DATA_DIR that names a cluster outside of it. */
const POINTER = 'postgres.location';

/**
 * Finds or creates the folder of the cluster: `DATA_DIR/postgres` where possible. When Reelwright runs as root, another user must run
 * PostgreSQL, and that user cannot enter a DATA_DIR below root's home (0700): the cluster is then in a folder of `stateDir`, and DATA_DIR
 * contains a pointer to it.
 */
export function openLocation(dataDir: string, stateDir: string): Location {
  const pointed = readIfThere(join(dataDir, POINTER))?.trim();
  const inner = join(dataDir, 'postgres');
  const existing = pointed ?? (existsSync(inner) ? inner : undefined);
  if (existing === undefined) return makeLocation(dataDir, inner, stateDir);
  try {
    const user = chooseServerUser(existing);
    if (canReach(existing, user)) return { user, home: existing, shared: dirname(existing) };
    throw new StartError(
      `User ${user.name}, who runs PostgreSQL, can no longer reach the database in DATA_DIR. Move it back, or set DATABASE_URL.`,
    );
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    throw new StartError(
      `The database that DATA_DIR points to (${existing}) does not exist. Restore it, or start with an empty DATA_DIR.`,
      {
        cause: error,
      },
    );
  }
}

function makeLocation(dataDir: string, inner: string, stateDir: string): Location {
  const user = chooseServerUser(undefined);
  const here = letPass(dataDir, user);
  const home = here ? inner : join(stateDir, nameOf(dataDir));
  if (!here) mkdirSync(stateDir, { recursive: true, mode: 0o755 });
  mkdirSync(home, { recursive: true, mode: 0o700 });
  if (user.become.uid !== undefined) chownSync(home, user.uid, user.gid);
  if (!here) writePrivateFile(join(dataDir, POINTER), `${home}\n`);
  return { user, home, shared: dirname(home) };
}

/** Lets the user's group traverse DATA_DIR (mode 0700) without listing it. False where that does not help. */
function letPass(dataDir: string, user: ServerUser): boolean {
  if (canReach(dataDir, user)) return true;
  if (!canReach(dirname(dataDir), user)) return false;
  try {
    const { uid, mode } = statSync(dataDir);
    chownSync(dataDir, uid, user.gid);
    chmodSync(dataDir, (mode & 0o707) | 0o010);
    return canReach(dataDir, user);
  } catch {
    return false; // A file system without owners.
  }
}

/**
 * A folder name that distinguishes this DATA_DIR from others, and from an earlier one at the same path, whose database must not be found.
 */
function nameOf(dataDir: string): string {
  const { dev, ino, birthtimeMs } = statSync(dataDir);
  return createHash('sha256').update(`${dataDir} ${dev} ${ino} ${birthtimeMs}`).digest('hex').slice(0, 16);
}
