import { NEVER_ABORTED } from '../../kernel/signals.ts';
import type { Scope } from '../../platform/database/scope.ts';
import { openLog } from '../../platform/logging/logger.ts';
import { counted } from '../../platform/text/counted.ts';
import { readConfig } from '../config.ts';
import { openPlatform } from '../platform.ts';
import { openServices } from '../services.ts';
import type { Services } from '../services.ts';
import { StartupRetry } from '../startup-retry.ts';
import { commandEnvironment } from './environment.ts';

/** Stored secrets of one kind. */
interface Rotated {
  readonly what: string;
  /** Encrypted with ENCRYPTION_KEY by this run. */
  readonly count: number;
  /** Why some were left as they are; undefined when none was. */
  readonly fault: string | undefined;
}

/** Encrypts every stored secret with ENCRYPTION_KEY now, instead of within a minute by a worker. Ends with 1 while some are left. */
export async function runRotateKeys(): Promise<number> {
  const config = readConfig(commandEnvironment());
  const log = openLog({ level: config.logLevel, process: 'rotate-keys' });
  const waiting = new StartupRetry({ seconds: 0, signal: AbortSignal.timeout(60_000), log });
  const platform = await openPlatform(config, log, { isWorker: false, waiting });
  try {
    const rotated = await rotateKeys(platform.database.systemScope(NEVER_ABORTED), openServices(platform, config, log));
    for (const { what, count, fault } of rotated)
      console.log(`${what}: ${counted(count, 'secret')} encrypted again${fault === undefined ? '' : `; some are left: ${fault}`}.`);
    if (rotated.some(({ fault }) => fault !== undefined)) return 1;
    console.log('Every stored secret is encrypted with ENCRYPTION_KEY. ENCRYPTION_KEY_PREVIOUS can be removed.');
    return 0;
  } finally {
    await platform.close();
  }
}

/** All kinds, also when one of them cannot be read. */
export async function rotateKeys(
  scope: Scope,
  { totp, deliveries, providerKeys }: Pick<Services, 'totp' | 'deliveries' | 'providerKeys'>,
): Promise<readonly Rotated[]> {
  return [
    await runOne('Second factors', () => totp.reencryptSecrets(scope)),
    await runOne('Webhooks and callbacks', () => deliveries.reencryptSecrets(scope)),
    await runOne('Keys of providers', () => providerKeys.reencrypt(scope)),
  ];
}

async function runOne(what: string, run: () => Promise<number>): Promise<Rotated> {
  try {
    return { what, count: await run(), fault: undefined };
  } catch (error) {
    return { what, count: 0, fault: error instanceof Error ? error.message : String(error) };
  }
}
