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

interface Rotation {
  readonly rotated: readonly Rotated[];
  /** Queued ones that still need an earlier key. */
  readonly emails: number;
}

/**
 * Encrypts every stored secret with ENCRYPTION_KEY now, instead of within a minute by a worker. Ends with 1 while some are left, or emails of
 * an earlier key are queued.
 */
export async function runRotateKeys(): Promise<number> {
  const config = readConfig(commandEnvironment());
  const log = openLog({ level: config.logLevel, process: 'rotate-keys' });
  const waiting = new StartupRetry({ seconds: 0, signal: AbortSignal.timeout(60_000), log });
  const platform = await openPlatform(config, log, { isWorker: false, waiting });
  try {
    const { lines, exitCode } = reportOf(
      await rotateKeys(platform.database.systemScope(NEVER_ABORTED), openServices(platform, config, log)),
    );
    for (const line of lines) console.log(line);
    return exitCode;
  } finally {
    await platform.close();
  }
}

/** What the command prints, and the code with which it ends. Pure. */
export function reportOf({ rotated, emails }: Rotation): { readonly lines: readonly string[]; readonly exitCode: number } {
  const lines = rotated.map(
    ({ what, count, fault }) =>
      `${what}: ${counted(count, 'secret')} encrypted again${fault === undefined ? '' : `; some are left: ${fault}`}.`,
  );
  if (emails > 0) lines.push(`Queued emails: ${counted(emails, 'email')} of an earlier key. ${UNTIL_SENT}`);
  if (emails > 0 || rotated.some(({ fault }) => fault !== undefined)) return { lines, exitCode: 1 };
  return {
    lines: [...lines, 'Every stored secret is encrypted with ENCRYPTION_KEY. ENCRYPTION_KEY_PREVIOUS can be removed.'],
    exitCode: 0,
  };
}

const UNTIL_SENT = 'They are sent or given up within about four hours. Keep ENCRYPTION_KEY_PREVIOUS and run this again then.';

/** All kinds, also when one of them cannot be read. */
export async function rotateKeys(
  scope: Scope,
  {
    totp,
    deliveries,
    providerKeys,
    installationKeys,
    channels,
    mailer,
  }: Pick<Services, 'totp' | 'deliveries' | 'providerKeys' | 'installationKeys' | 'channels' | 'mailer'>,
): Promise<Rotation> {
  const rotated = [
    await runOne('Second factors', () => totp.reencryptSecrets(scope)),
    await runOne('Webhooks and callbacks', () => deliveries.reencryptSecrets(scope)),
    await runOne('Keys of providers', () => providerKeys.reencrypt(scope)),
    await runOne('Keys of the installation', () => installationKeys.reencrypt(scope)),
    await runOne('Credentials of channels', () => channels.reencrypt(scope)),
  ];
  return { rotated, emails: await scope.tx((em) => mailer.countOfEarlierKeys(em)) };
}

async function runOne(what: string, run: () => Promise<number>): Promise<Rotated> {
  try {
    return { what, count: await run(), fault: undefined };
  } catch (error) {
    return { what, count: 0, fault: error instanceof Error ? error.message : String(error) };
  }
}
