import pLimit from 'p-limit';
import { Client } from 'pg';
import { isConnectionTrouble } from './connection-trouble.ts';

/** The advisory lock that a backup holds alone, and that each deletion of objects shares. `deploy/backup/backup.sh` takes it in psql. */
const LOCK = `hashtext('reelwright.object_deletions')`;
const CONNECT_WITHIN_MS = 10_000;
/** Deletions of this process at a time: each has a connection of its own beside the pool. */
const inTurn = pLimit(2);

/** What became of a deletion. BACKUP and DATABASE_AWAY: it did not run. */
export type DeletionOutcome = 'DONE' | 'BACKUP' | 'DATABASE_AWAY';

/**
 * Holds deletions back until the session of the client ends. Resolves once the deletions that already run have ended: from then on every
 * object that a snapshot of the database names stays.
 */
export async function holdDeletions(client: Pick<Client, 'query'>): Promise<void> {
  await client.query(`select pg_advisory_lock(${LOCK})`);
}

/**
 * Runs a deletion unless a backup holds deletions back or the database is away. A session of its own holds the lock: a transaction must not
 * wait for the object store. At most two deletions of a process run at a time; further ones wait.
 */
export const runDeletion = (url: string, deletion: () => Promise<void>): Promise<DeletionOutcome> => inTurn(() => runLocked(url, deletion));

async function runLocked(url: string, deletion: () => Promise<void>): Promise<DeletionOutcome> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_WITHIN_MS, application_name: 'reelwright deletion' });
  // The end of the connection in the meantime is reported to nobody else.
  client.on('error', () => undefined);
  try {
    if (!(await isFree(client))) return 'BACKUP';
    await deletion();
    return 'DONE';
  } catch (error) {
    if (error instanceof DatabaseAway) return 'DATABASE_AWAY';
    throw error;
  } finally {
    // Also after a refusal: a backup may hold many deletions back, and each has a connection.
    await client.end().catch(() => undefined);
  }
}

/** The database did not answer before the deletion began. */
class DatabaseAway extends Error {}

/** Connects, and takes the lock unless a backup holds it. @throws DatabaseAway */
async function isFree(client: Client): Promise<boolean> {
  try {
    await client.connect();
    const { rows } = await client.query<{ free: boolean }>(`select pg_try_advisory_lock_shared(${LOCK}) as free`);
    return rows[0]?.free === true;
  } catch (error) {
    if (isConnectionTrouble(error)) throw new DatabaseAway('the database does not answer', { cause: error });
    throw error;
  }
}
