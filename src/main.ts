import * as nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';
import { printError } from './app/commands/print-error.ts';
import { StartError } from './kernel/start-error.ts';

const USAGE = `Usage: reelwright ROLE

  start          API and worker, and what is missing of PostgreSQL and object storage
  api            the API alone
  worker         a worker alone; beside a running stack of the same DATA_DIR it joins that
  migrate        brings the database to this version; "migrate down" takes the newest migration back, "--all" all of them
  doctor         examines the installation: database, store, ffmpeg, fonts, voices, mail, disk, keys; ends with 1 when something fails
  check-storage  compares the files in the store with the rows that name them; prints the differences, which end it with code 1
  grant-credits  gives a workspace credits: grant-credits WORKSPACE AMOUNT REASON
  backup         writes the running installation of DATA_DIR to a folder: backup DIR
  restore        fills an empty DATA_DIR from a backup: restore DIR --secrets FILE; "restore DIR --check" only reads it
  rotate-keys    encrypts every stored secret with ENCRYPTION_KEY now, so that ENCRYPTION_KEY_PREVIOUS can be removed
  admin          makes somebody an administrator: admin EMAIL; sets plans and compares the ledger with Stripe: "admin plan", "admin reconcile-billing"
  voices         natural voices: "voices list", "voices add NAME", "voices remove NAME"; "voices --help" tells more
  demo           makes a film from the command line; "demo --help" tells more
  upload         sends files to a workspace; "upload --help" tells more
  seed           fills a workspace with examples; "seed --help" tells more`;

// Compile cache next to the build: a third of the start-up time.
nodeModule.enableCompileCache?.(fileURLToPath(new URL('../.compile-cache', import.meta.url)));

/** The commands by name. Each returns its exit code and loads only its own code. */
const roles: Readonly<Record<string, (argv: readonly string[]) => Promise<number>>> = {
  start: async () => (await import('./app/commands/start.ts')).runStart(),
  api: async () =>
    (await import('./app/commands/serve.ts')).serve('api', async (...given) => (await import('./api.ts')).startApi(...given)),
  worker: async () =>
    (await import('./app/commands/serve.ts')).serve('worker', async (...given) => (await import('./worker.ts')).startWorker(...given)),
  migrate: async (argv) => (await import('./app/commands/migrate.ts')).runMigrate(argv),
  doctor: async (argv) => (await import('./app/commands/doctor.ts')).runDoctor(argv),
  'check-storage': checkStorage,
  /** The earlier name of check-storage. */
  reconcile: checkStorage,
  'grant-credits': async (argv) => (await import('./app/commands/grant-credits.ts')).runGrantCredits(argv),
  'rotate-keys': async () => (await import('./app/commands/rotate-keys.ts')).runRotateKeys(),
  backup: async (argv) => (await import('./app/commands/backup/backup.ts')).runBackup(argv),
  restore: async (argv) => (await import('./app/commands/backup/restore.ts')).runRestore(argv),
  admin: async (argv) => (await import('./app/commands/admin.ts')).runAdmin(argv),
  voices: async (argv) => (await import('./app/commands/voices/voices.ts')).runVoices(argv),
  demo: async (argv) => (await import('./cli/demo/demo.ts')).runDemo(argv),
  upload: async (argv) => (await import('./cli/upload/upload.ts')).runUpload(argv),
  seed: async (argv) => (await import('./cli/seed/seed.ts')).runSeed(argv),
};

async function checkStorage(): Promise<number> {
  return (await import('./app/commands/check-storage.ts')).runCheckStorage();
}

const [role = '', ...argv] = process.argv.slice(2);
const run = roles[role];
if (!run) console.error(USAGE);
const major = Number(process.versions.node.split('.', 1)[0]);
try {
  if (major < 22)
    throw new StartError(
      `Reelwright needs Node 24; this is ${process.version}. Use npm scripts, which bring it (npm start), or npx node instead of node.`,
    );
  process.exitCode = run ? await run(argv) : 1;
} catch (error) {
  printError(error);
  process.exitCode = 1;
}
// Exits even if a socket or timer is still open.
process.exit();
