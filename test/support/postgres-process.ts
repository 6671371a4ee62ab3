import { startPostgres, type PostgresOptions } from '../../src/embedded/postgres/start-postgres.ts';
import { silentLog } from '../../src/kernel/log.ts';

/** What a test gets to know about a database that another process started. */
export interface PostgresReport {
  readonly ownerUrl?: string;
  readonly applicationUrl?: string;
  readonly error?: string;
}

/**
 * A program of its own that starts PostgreSQL, so that a test can kill its parent, or start it as somebody else:
 * `node postgres-process.ts '{"options": {…}, "uid": 65534}'`. Changing the user here, after the modules are loaded, works
 * also where that user could not read them. Prints one line of JSON, ends on SIGTERM.
 */
interface Orders {
  readonly options: Omit<PostgresOptions, 'log'>;
  readonly uid?: number;
}

const { options, uid } = JSON.parse(process.argv[2] ?? '') as Orders;
if (uid !== undefined) {
  process.setgroups?.([]);
  process.setgid?.(uid);
  process.setuid?.(uid);
}

const tell = (report: PostgresReport): boolean => process.stdout.write(`${JSON.stringify(report)}\n`);

try {
  const { ownerUrl, applicationUrl, stop } = await startPostgres({ ...options, log: silentLog });
  const alive = setInterval(() => undefined, 60_000);
  process.once('SIGTERM', () => void stop().then(() => clearInterval(alive)));
  tell({ ownerUrl, applicationUrl });
} catch (error) {
  tell({ error: error instanceof Error ? error.message : String(error) });
}
