import { openDataDir } from '../../embedded/data-dir.ts';
import { startMissingServices } from '../../embedded/embedded-services.ts';
import { endWithParent } from '../../embedded/parent-watch.ts';
import { assertPortFree } from '../../embedded/port.ts';
import { removeRuntimeFile, writeRuntimeFile } from '../../embedded/runtime-file.ts';
import { openSecrets } from '../../embedded/secrets.ts';
import { Supervisor } from '../../embedded/supervisor.ts';
import type { Log } from '../../kernel/log.ts';
import { StartError } from '../../kernel/start-error.ts';
import { openLog } from '../../platform/logging/logger.ts';
import { openLogOutput } from '../../platform/logging/log-output.ts';
import { readConfig } from '../config.ts';
import type { Config, Environment } from '../config.ts';
import { isMigrated } from '../database/migration-stamp.ts';
import { allowsStoreOrigin } from '../http/origins.ts';
import { readLogSettings } from '../metrics/monitoring-environment.ts';
import { shutdownMs } from '../serving/drain.ts';
import { StartupRetry } from '../startup-retry.ts';
import { EMBEDDED_PLACEHOLDERS, removeLibpqVariables } from './environment.ts';
import { printError } from './print-error.ts';

const { env } = process;

/** MiB. By default, the young generation of the heap grows to 3 × 16 MiB while modules are loaded, and Node never returns that memory. */
const NODE_FLAGS = ['--max-semi-space-size=8'];

/** Arenas of glibc's malloc for each process. By default it makes up to eight for each processor, which keep 10 MiB of both processes. */
const MALLOC_ENV = { MALLOC_ARENA_MAX: '2' };

/** Milliseconds in which the embedded services end after the processes: PostgreSQL takes up to 30 s. */
const SERVICES_MS = 40_000;

/** One supervised group: embedded services, then migrations, then API and worker. */
export async function runStart(): Promise<number> {
  const settings = readLogSettings(env, process.stdout.isTTY);
  const output = await openLogOutput(settings, 'start');
  const log = openLog({ level: settings.level, process: 'start', stream: output.stream });
  const group = new Supervisor({ log });
  const setLastResort = endWithParent(() => group.stop());
  let release = (): void => undefined;
  try {
    const environment = env['NODE_ENV'] === 'production' ? env : await completed(group, log, (end) => (release = end));
    const config = readConfig(environment);
    const graceMs = shutdownMs(config);
    setLastResort(graceMs + SERVICES_MS);
    await migrateIfNeeded(config, log, group.signal);
    const program = process.argv[1] ?? '';
    const args = (name: string) => [...NODE_FLAGS, program, name];
    const childEnv = { ...MALLOC_ENV, ...environment };
    await group.run(
      ['api', 'worker'].map((name) => ({ name, command: process.execPath, args: args(name), env: childEnv })),
      graceMs,
    );
    log.info({ event: 'ready', graphql: `${config.publicUrl}/graphql` }, 'Reelwright is ready');
  } catch (error) {
    // A stopping group was asked to stop, or a child already reported its own error.
    if (!group.signal.aborted || !(error instanceof StartError || error === group.signal.reason)) printError(error);
    group.stop(1);
  }
  const code = await group.ended;
  release();
  await output.close();
  return code;
}

/** Migrates the database unless its stamp is that of this version: loading the migrator is slow. */
async function migrateIfNeeded(config: Config, log: Log, signal: AbortSignal): Promise<void> {
  const { databaseOwnerUrl: ownerUrl, databaseUrl: applicationUrl, startWaitSeconds: seconds } = config;
  if (!ownerUrl || (await isMigrated({ ownerUrl, applicationUrl }))) return;
  const { migrateUp } = await import('../database/migrate.ts');
  await new StartupRetry({ seconds, signal, log }).until('database', () => migrateUp({ ownerUrl, applicationUrl, log }));
}

/** The environment completed with embedded services and this installation's secrets. */
async function completed(group: Supervisor, log: Log, onOpen: (release: () => void) => void): Promise<Environment> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  // Configuration errors are reported before a database is started.
  const config = readConfig({ ...EMBEDDED_PLACEHOLDERS, ...given });
  await assertPortFree(config.host, config.port);
  const dataDir = openDataDir(env['DATA_DIR'] || '.data');
  onOpen(() => {
    removeRuntimeFile(dataDir.path);
    dataDir.release();
  });
  const secrets = openSecrets(dataDir.path);
  if (!given['DATABASE_URL']) removeLibpqVariables(given);
  const services = await startMissingServices(group, {
    ...{ env, dataDir: dataDir.path, secrets, log },
    allowsOrigin: (origin, request) => allowsStoreOrigin(config, origin, request),
  });
  const environment: Record<string, string | undefined> = {
    JWT_SECRET: secrets.JWT_SECRET,
    ENCRYPTION_KEY: secrets.ENCRYPTION_KEY,
    ...services,
    ...given,
    DATA_DIR: dataDir.path,
  };
  const { publicUrl } = readConfig(environment);
  const joining = Object.entries(environment).flatMap(([name, value]) =>
    value && /^(DATABASE_|S3_|JWT_|ENCRYPTION_|EMBEDDED_)/.test(name) ? [[name, value]] : [],
  );
  writeRuntimeFile(dataDir.path, { ...(Object.fromEntries(joining) as Record<string, string>), PUBLIC_URL: publicUrl });
  return environment;
}
