import { CheckError } from './failure-reason.ts';
import type { DependencyCheck, DependencyState } from './dependency-checks.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Queue } from '../../platform/queue/queue.ts';
import type { Storage } from '../../platform/storage/storage.ts';
import type { Config } from '../config.ts';

/** Milliseconds that the version of the database is kept; it changes with an upgrade. */
const MIGRATIONS_KEPT_MS = 30_000;
/** Milliseconds that the state of the mail server is kept, so that probes are not a stream of logins for it. */
const MAIL_KEPT_MS = 60_000;

interface Checked {
  readonly database: Pick<Database, 'ping' | 'migrationStamp'>;
  readonly queue: Pick<Queue, 'ping'>;
  readonly storage: Pick<Storage, 'ready'>;
}

/** The checks of what every process depends on. Emails wait in the queue, so a process is ready without its mail server. */
export function platformChecks({ database, queue, storage }: Checked, config: Pick<Config, 'databaseUrl' | 'mail'>): DependencyCheck[] {
  return [
    { name: 'database', isRequired: true, run: () => database.ping() },
    { name: 'migrations', isRequired: true, keptMs: MIGRATIONS_KEPT_MS, run: () => migrationState(database, config.databaseUrl) },
    { name: 'queue', isRequired: true, run: () => queue.ping() },
    { name: 'storage', isRequired: true, run: (signal) => storage.ready(signal) },
    { name: 'mail', isRequired: false, keptMs: MAIL_KEPT_MS, run: () => mailState(config.mail.smtpUrl) },
  ];
}

let ownStamp: Promise<string> | undefined;

/** Whether the database has the migrations of this version. @throws CheckError while none is complete */
export async function migrationState(database: Pick<Database, 'migrationStamp'>, databaseUrl: string): Promise<DependencyState> {
  // Loaded on first use: it reads the text of every migration.
  ownStamp ??= import('../database/migration-stamp.ts')
    .then(({ migrationStamp }) => migrationStamp(databaseUrl))
    .catch((error: unknown) => {
      // A failure is not kept: the next check reads them again.
      ownStamp = undefined;
      throw error;
    });
  const [stamp, own] = await Promise.all([database.migrationStamp(), ownStamp]);
  if (stamp === null) throw new CheckError('The database is not migrated. Run `npm run migrate`.');
  return stamp === own ? 'ok' : 'other_version';
}

/** Whether the mail server accepts a connection and the login. */
export async function mailState(smtpUrl: string | undefined): Promise<DependencyState> {
  if (smtpUrl === undefined) return 'not_configured';
  const { verifySmtp } = await import('../../platform/mail/verify-smtp.ts');
  await verifySmtp(smtpUrl);
  return 'ok';
}
