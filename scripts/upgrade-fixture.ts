/**
 * `tsx scripts/upgrade-fixture.ts`: makes `test/fixtures/upgrade` again, the database of the oldest version that can be upgraded, in the middle
 * of a film. Builds and runs the program of that commit in a worktree of its own. The first baseline is older (69d72265), but its migrations
 * were edited under the same names until this commit, so its databases cannot be upgraded.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { Client } from 'pg';
import { getConstructionPlans } from 'pg-boss';
import { createBackup } from '../src/app/commands/backup/create-backup.ts';

const COMMIT = 'cebf2bde';
const ROOT = resolve(import.meta.dirname, '..');
const FIXTURE = join(ROOT, 'test/fixtures/upgrade');
const PORT = 4877;
const PERSON = { name: 'Ada', email: 'ada@example.org', password: 'correct horse battery staple' };
const SCRIPT = 'Rivers bend because water is slower on one side.\n\nThe slow side collects sand, and the fast side loses it.';
/** The script is written, and nothing else is finished: the fixture stays small, and everything is left to do. */
const MOMENT = `
  select count(*) filter (where status = 'RUNNING') > 0 as running
  from job_steps
  having count(*) filter (where status = 'COMPLETED') >= 1`;

const work = mkdtempSync(join(tmpdir(), 'upgrade-fixture-'));
const tree = join(work, 'tree');
const dataDir = join(work, 'data');
const run = (program: string, ...args: string[]): string =>
  execFileSync(program, args, { cwd: tree, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

execFileSync('git', ['worktree', 'add', '--detach', tree, COMMIT], { cwd: ROOT, stdio: 'ignore' });
try {
  symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
  run('npm', 'run', '-s', 'build');
  const env = { ...process.env, DATA_DIR: dataDir, PORT: String(PORT), HOST: '127.0.0.1', SIGNUP_CREDITS: '1000', WORKER_CONCURRENCY: '1' };
  const program = spawn(process.execPath, ['dist/src/main.js', 'start'], { cwd: tree, env, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(program, 'exit');
  try {
    await makeFixture(program.pid ?? 0);
  } finally {
    for (const pid of childrenOf(program.pid ?? 0)) process.kill(pid, 'SIGCONT');
    program.kill('SIGTERM');
    await ended;
  }
} finally {
  execFileSync('git', ['worktree', 'remove', '--force', tree], { cwd: ROOT });
  rmSync(work, { recursive: true, force: true });
}

async function makeFixture(pid: number): Promise<void> {
  const url = `http://127.0.0.1:${PORT}`;
  while ((await fetch(`${url}/readyz`).catch(() => undefined))?.status !== 200) await pause(200);
  const runtime = JSON.parse(readFileSync(join(dataDir, 'runtime.json'), 'utf8')) as Record<string, string>;
  const ownerUrl = runtime['DATABASE_OWNER_URL'] ?? '';
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  const { register } = await ask<{ register: { accessToken: string; workspace: { id: string } } }>(
    url,
    'mutation ($input: RegisterInput!) { register(input: $input) { accessToken workspace { id } } }',
    PERSON,
  );
  await ask(
    url,
    'mutation ($input: GenerateVideoInput!) { generateVideo(input: $input) { id } }',
    { workspaceId: register.workspace.id, script: SCRIPT, resolution: 'P360' },
    register.accessToken,
  );
  while ((await owner.query<{ running: boolean }>(MOMENT)).rows[0]?.running !== true) await pause(5);
  // Nothing moves while the database and then the objects are copied.
  for (const child of childrenOf(pid)) process.kill(child, 'SIGSTOP');
  await owner.end();

  rmSync(FIXTURE, { recursive: true, force: true });
  const progress = { stage: () => undefined, bytes: () => undefined, end: () => undefined };
  const source = { ownerUrl, store: join(dataDir, 'objects'), encryptionKey: runtime['ENCRYPTION_KEY'] ?? '', version: '0.1.0' };
  await createBackup(source, FIXTURE, { progress, signal: new AbortController().signal });
  cpSync(join(dataDir, 'secrets.json'), join(FIXTURE, 'secrets.json'));
  writeFileSync(join(FIXTURE, 'person.json'), `${JSON.stringify(PERSON)}\n`);
  writeFileSync(join(FIXTURE, 'schema.sql.gz'), gzipSync(await schemaSql(), { level: 9 }));
  console.log(`Wrote ${FIXTURE}.`);
}

/** What `migrate` of that commit runs: migrations, the queue's tables, routines. */
async function schemaSql(): Promise<string> {
  const folder = join(tree, 'src/app/database');
  const { readMigration, readRoutines } = (await import(pathToFileURL(join(folder, 'database-sql.ts')).href)) as {
    readMigration: (name: string) => { up: string };
    readRoutines: () => { sql: string }[];
  };
  const { MIGRATIONS } = (await import(pathToFileURL(join(folder, 'migration-stamp.ts')).href)) as { MIGRATIONS: readonly string[] };
  return [
    'create table migrations (id serial primary key, name varchar(255), executed_at timestamptz default current_timestamp);',
    ...MIGRATIONS.map((name) => readMigration(name).up),
    getConstructionPlans('pgboss'),
    ...readRoutines().map(({ sql }) => sql),
  ].join('\n');
}

/** API and worker of a start; not its PostgreSQL. */
function childrenOf(pid: number): number[] {
  const path = `/proc/${pid}/task/${pid}/children`;
  const children = existsSync(path) ? readFileSync(path, 'utf8').trim().split(' ').filter(Boolean).map(Number) : [];
  return children.filter((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('main.js'));
}

async function ask<Data>(url: string, query: string, input: object, token?: string): Promise<Data> {
  const headers = { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables: { input } }) });
  const { data, errors } = (await response.json()) as { data: Data; errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}
