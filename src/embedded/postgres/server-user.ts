import { readFileSync, realpathSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { errorCode } from '../../kernel/error-code.ts';
import { StartError } from '../../kernel/start-error.ts';

/** The user that runs PostgreSQL, which refuses to run as root. */
export interface ServerUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** Options of `spawn` that switch from root to this user; empty when the process already runs as this user. */
  readonly become: { readonly uid?: number; readonly gid?: number };
}

/**
 * The current user, unless it is root. As root: the owner of an existing cluster, so that a cluster created without root works under root;
 * else `postgres`, else `nobody`.
 */
export function chooseServerUser(existingCluster: string | undefined): ServerUser {
  if (process.getuid?.() !== 0) return ourselves();
  const owner = existingCluster === undefined ? undefined : statSync(existingCluster);
  const accounts = readAccounts();
  const account = owner
    ? accounts.find(({ uid }) => uid === owner.uid)
    : (accounts.find(({ name }) => name === 'postgres') ?? accounts.find(({ name }) => name === 'nobody'));
  if (!account || account.uid === 0) {
    throw new StartError('PostgreSQL does not run as root, and no other user was found. Start as another user, or set DATABASE_URL.');
  }
  return { ...account, become: { uid: account.uid, gid: account.gid } };
}

function ourselves(): ServerUser {
  try {
    const { username, uid, gid } = userInfo();
    return { name: username, uid, gid, become: {} };
  } catch (error) {
    // A user id without a name, as in `docker run --user 1234`. PostgreSQL requires a user name and would fail later with a misleading
    // message.
    throw new StartError('PostgreSQL does not run under a user id without a name. Start as a named user, or set DATABASE_URL.', {
      cause: error,
    });
  }
}

function readAccounts(): { name: string; uid: number; gid: number }[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

/**
 * Whether this user can enter the folder (or run the file) and every folder above it, by mode bits. True for the current user, who finds
 * out by trying.
 */
export function canReach(path: string, { uid, gid, become }: ServerUser): boolean {
  if (become.uid === undefined) return true;
  try {
    for (let at = realpathSync(path); ; at = dirname(at)) {
      const stat = statSync(at);
      const shift = stat.uid === uid ? 6 : stat.gid === gid ? 3 : 0;
      if (((stat.mode >> shift) & 1) === 0) return false;
      if (at === dirname(at)) return true;
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}
