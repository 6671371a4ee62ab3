import { NEVER_ABORTED } from '../../kernel/signals.ts';
import { openLog } from '../../platform/logging/logger.ts';
import { readConfig } from '../config.ts';
import { differences } from '../maintenance/check-storage.ts';
import { openPlatform } from '../platform.ts';
import { StartupRetry } from '../startup-retry.ts';
import { commandEnvironment } from './environment.ts';

/** Seconds. The row of a younger object may be on its way. */
const PRINT_AFTER_SECONDS = 3_600;

/** Prints every difference between files and rows. Returns the exit code, 1 when there are differences. */
export async function runCheckStorage(): Promise<number> {
  const config = readConfig(commandEnvironment());
  const log = openLog({ level: config.logLevel, process: 'check-storage' });
  const waiting = new StartupRetry({ seconds: 0, signal: AbortSignal.timeout(60_000), log });
  const { database, storage, close } = await openPlatform(config, log, { isWorker: false, waiting });
  try {
    let count = 0;
    for await (const { kind, key } of differences(database.systemScope(NEVER_ABORTED), { storage, graceSeconds: PRINT_AFTER_SECONDS })) {
      console.log(`${kind === 'ORPHAN' ? 'object without a row' : 'row without its object'}: ${key}`);
      count += 1;
    }
    if (count === 0) console.log('Rows and objects agree.');
    return count === 0 ? 0 : 1;
  } finally {
    await close();
  }
}
