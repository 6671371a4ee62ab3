import { once } from 'node:events';
import * as nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';
import { readConfig, readLogLevel } from './app/config.ts';
import type { Config, Environment } from './app/config.ts';
import { isMigrated } from './app/database/migration-stamp.ts';
import { allowsStoreOrigin } from './app/http/origins.ts';
import { StartupRetry } from './app/startup-retry.ts';
import { openDataDir } from './embedded/data-dir.ts';
import { startMissingServices } from './embedded/embedded-services.ts';
import { endWithParent, tellReady } from './embedded/parent-watch.ts';
import { refuseTakenPort } from './embedded/port.ts';
import { readRuntimeFile, removeRuntimeFile, writeRuntimeFile } from './embedded/runtime-file.ts';
import { openSecrets } from './embedded/secrets.ts';
import { Supervisor } from './embedded/supervisor.ts';
import { counted } from './platform/text/counted.ts';
import type { Log } from './kernel/log.ts';
import { StartError } from './kernel/start-error.ts';
import { NEVER_ABORTED } from './kernel/signals.ts';
import { openLog } from './platform/logging/logger.ts';

const USAGE = `Usage: reelwright ROLE

  start          API and worker, and what is missing of PostgreSQL and object storage
  api            the API alone
  worker         a worker alone; beside a running stack of the same DATA_DIR it joins that
  migrate        brings the database to this version; "migrate down" takes the newest migration back, "--all" all of them
  reconcile      compares the files in the store with the rows that name them; prints the differences, which end it with code 1
  grant-credits  gives a workspace credits: grant-credits WORKSPACE AMOUNT REASON
  admin          makes somebody an administrator: admin EMAIL; "admin EMAIL --remove" takes it back
  demo           makes a film from the command line; "demo --help" tells more
  upload         sends files to a workspace; "upload --help" tells more`;

const { env } = process;

// Compile cache next to the build: a third of the start-up time.
nodeModule.enableCompileCache?.(fileURLToPath(new URL('../.compile-cache', import.meta.url)));

const roles: Readonly<Record<string, (argv: readonly string[]) => Promise<number>>> = {
  start,
  api: async () => serve('api', async (...given) => (await import('./api.ts')).startApi(...given)),
  worker: async () => serve('worker', async (...given) => (await import('./worker.ts')).startWorker(...given)),
  migrate,
  reconcile,
  'grant-credits': grantCredits,
  admin,
  demo: async (argv) => (await import('./cli/demo/demo.ts')).runDemo(argv),
  upload: async (argv) => (await import('./cli/upload/upload.ts')).runUpload(argv),
};

/** One supervised group: embedded services, then migrations, then API and worker. */
async function start(): Promise<number> {
  const log = openLog({ level: readLogLevel(env), process: 'start' });
  const group = new Supervisor({ log });
  endWithParent(() => group.stop());
  let release = (): void => undefined;
  try {
    const environment = env['NODE_ENV'] === 'production' ? env : await completed(group, log, (end) => (release = end));
    const config = readConfig(environment);
    await migrateIfNeeded(config, log, group.signal);
    const program = process.argv[1] ?? '';
    await group.run(['api', 'worker'].map((name) => ({ name, command: process.execPath, args: [program, name], env: environment })));
    log.info({ graphql: `${config.publicUrl}/graphql` }, 'Reelwright is ready');
  } catch (error) {
    // A stopping group was asked to stop, or a child already reported its own error.
    if (!group.signal.aborted || !(error instanceof StartError || error === group.signal.reason)) tell(error);
    group.stop(1);
  }
  const code = await group.ended;
  release();
  return code;
}

/** The migrator is slow to load, and an up-to-date database does not need it. */
async function migrateIfNeeded(config: Config, log: Log, signal: AbortSignal): Promise<void> {
  const { databaseOwnerUrl: ownerUrl, databaseUrl: applicationUrl, startWaitSeconds: seconds } = config;
  if (!ownerUrl || (await isMigrated({ ownerUrl, applicationUrl }))) return;
  const { migrateUp } = await import('./app/database/migrate.ts');
  await new StartupRetry({ seconds, signal, log }).until('database', () => migrateUp({ ownerUrl, applicationUrl, log }));
}

/** Placeholders for embedded services and generated secrets. */
const TO_BE_COMPLETED = {
  DATABASE_URL: 'postgresql://embedded',
  S3_ENDPOINT: 'http://embedded',
  S3_ACCESS_KEY: 'made',
  S3_SECRET_KEY: 'made',
  JWT_SECRET: 'generated when missing, and kept',
  ENCRYPTION_KEY: Buffer.alloc(32).toString('base64'),
};

/** The environment completed with embedded services and this installation's secrets. */
async function completed(group: Supervisor, log: Log, onOpen: (release: () => void) => void): Promise<Environment> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  // Configuration errors are reported before a database is started.
  const config = readConfig({ ...TO_BE_COMPLETED, ...given });
  await refuseTakenPort(config.host, config.port);
  const dataDir = openDataDir(env['DATA_DIR'] || '.data');
  onOpen(() => {
    removeRuntimeFile(dataDir.path);
    dataDir.release();
  });
  const secrets = openSecrets(dataDir.path);
  if (!given['DATABASE_URL']) forgetLibpq(given);
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
    value && /^(DATABASE_|S3_|JWT_|ENCRYPTION_)/.test(name) ? [[name, value]] : [],
  );
  writeRuntimeFile(dataDir.path, { ...(Object.fromEntries(joining) as Record<string, string>), PUBLIC_URL: publicUrl });
  return environment;
}

/**
 * The embedded PostgreSQL is reached by its own address and by nothing that the shell says of other servers: pg reads PGSSLMODE, PGOPTIONS
 * and the like from the environment. PGDATA and what belongs to other programs is of no use to ours either.
 */
function forgetLibpq(given: Record<string, string | undefined> = {}): void {
  for (const name of Object.keys(env).filter((one) => /^PG[A-Z]+$/.test(one))) {
    delete env[name];
    delete given[name];
  }
}

interface Running {
  close(): Promise<void>;
}

/** Runs the API or a worker until it is stopped, even while it waits for its database. */
async function serve(name: string, open: (config: Config, log: Log, stopping: AbortSignal) => Promise<Running>): Promise<number> {
  endWithParent();
  const stopping = new AbortController();
  const ending = once(stopping.signal, 'abort');
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort());
  const config = readConfig(joined());
  const log = openLog({ level: config.logLevel, process: name });
  const running = await open(config, log, stopping.signal).catch((error: unknown) => {
    if (error !== stopping.signal.reason) throw error;
  });
  if (running) tellReady();
  await ending;
  log.info({}, 'stopping');
  await running?.close();
  return 0;
}

async function migrate(argv: readonly string[]): Promise<number> {
  const { down, all } = readMigrateArguments(argv);
  const config = readConfig(joined());
  const log = openLog({ level: config.logLevel, process: 'migrate' });
  if (!config.databaseOwnerUrl) throw new StartError('DATABASE_OWNER_URL is required: migrations run as the table owner.');
  const { migrateDown, migrateUp } = await import('./app/database/migrate.ts');
  const options = { ownerUrl: config.databaseOwnerUrl, applicationUrl: config.databaseUrl, log };
  const waiting = new StartupRetry({ seconds: config.startWaitSeconds, signal: NEVER_ABORTED, log });
  await waiting.until('database', () => (down ? migrateDown(options, all) : migrateUp(options)));
  log.info({}, down ? 'migrations reverted' : 'the database is up to date');
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

async function reconcile(): Promise<number> {
  const { runCheckStorage } = await import('./app/maintenance/check-storage.ts');
  const config = readConfig(joined());
  const log = openLog({ level: config.logLevel, process: 'reconcile' });
  const count = await runCheckStorage(config, log, (line) => console.log(line));
  if (count === 0) console.log('Rows and objects agree.');
  return count === 0 ? 0 : 1;
}

async function grantCredits(argv: readonly string[]): Promise<number> {
  const { runGrantCredits } = await import('./app/commands/grant-credits.ts');
  const available = await runGrantCredits(readConfig(joined()), argv);
  console.log(`${counted(available, 'credit')} ${available === 1 ? 'is' : 'are'} available now.`);
  return 0;
}

async function admin(argv: readonly string[]): Promise<number> {
  const { runAdmin } = await import('./app/commands/admin.ts');
  console.log(await runAdmin(readConfig(joined()), argv));
  return 0;
}

/** Next to a running stack of the same DATA_DIR, its environment is used. */
function joined(): Environment {
  if (env['DATABASE_URL'] || env['NODE_ENV'] === 'production') return env;
  const { PUBLIC_URL, ...stack } = readRuntimeFile(env['DATA_DIR'] || '.data') ?? {};
  if (stack['DATABASE_URL']) forgetLibpq();
  return { ...(PUBLIC_URL ? { PUBLIC_URL } : {}), ...stack, ...env };
}

/** The error: one line for what the operator can fix, with its stack for programming errors. */
function tell(error: unknown): void {
  const expected = error instanceof StartError;
  console.error(expected || !(error instanceof Error) ? String(error instanceof Error ? error.message : error) : error.stack);
}

const [role = '', ...argv] = process.argv.slice(2);
const run = roles[role];
if (!run) console.error(USAGE);
const major = Number(process.versions.node.split('.', 1)[0]);
try {
  if (major < 22) throw new StartError(`Reelwright needs Node 24; this is ${process.version}. Use npm scripts, which bring it: npm start.`);
  process.exitCode = run ? await run(argv) : 1;
} catch (error) {
  tell(error);
  process.exitCode = 1;
}
// Exit even if a socket or timer is still open.
process.exit();
