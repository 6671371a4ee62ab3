import { NEVER_ABORTED } from '../../kernel/signals.ts';
import { StartError } from '../../kernel/start-error.ts';
import { openLog } from '../../platform/logging/logger.ts';
import { readConfig } from '../config.ts';
import { StartupRetry } from '../startup-retry.ts';
import { commandEnvironment } from './environment.ts';

/** `migrate [up | down [--all]]`. @throws StartError */
export async function runMigrate(argv: readonly string[]): Promise<number> {
  const { down, all } = readMigrateArguments(argv);
  const config = readConfig(commandEnvironment());
  const log = openLog({ level: config.logLevel, process: 'migrate' });
  if (!config.databaseOwnerUrl) throw new StartError('DATABASE_OWNER_URL is required: migrations run as the table owner.');
  const { migrateDown, migrateUp } = await import('../database/migrate.ts');
  const options = { ownerUrl: config.databaseOwnerUrl, applicationUrl: config.databaseUrl, log };
  const waiting = new StartupRetry({ seconds: config.startWaitSeconds, signal: NEVER_ABORTED, log });
  await waiting.until('database', () => (down ? migrateDown(options, all) : migrateUp(options)));
  log.info({ event: 'migrations_done' }, down ? 'migrations reverted' : 'the database is up to date');
  return 0;
}

function readMigrateArguments(argv: readonly string[]): { down: boolean; all: boolean } {
  const [direction = 'up', ...rest] = argv;
  const all = rest.length === 1 && rest[0] === '--all';
  if (!['up', 'down'].includes(direction) || (rest.length > 0 && !(direction === 'down' && all))) {
    throw new StartError('Usage: npm run migrate -- [up | down [--all]]');
  }
  return { down: direction === 'down', all };
}
