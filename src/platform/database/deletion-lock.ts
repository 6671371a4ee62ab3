import pLimit from 'p-limit';
import { Client } from 'pg';
import { isConnectionTrouble } from './connection-trouble.ts';

/** The advisory lock that a backup holds alone, and that each deletion of objects shares. `docs/operations/backup.md` takes it in psql. */
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
    await client.connect();
    const { rows } = await client.query<{ free: boolean }>(`select pg_try_advisory_lock_shared(${LOCK}) as free`);
    if (rows[0]?.free !== true) return 'BACKUP';
  } catch (error) {
    await client.end().catch(() => undefined);
    if (isConnectionTrouble(error)) return 'DATABASE_AWAY';
    throw error;
  }
  try {
    await deletion();
    return 'DONE';
  } finally {
    await client.end().catch(() => undefined);
  }
}
