import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { loadDatabase } from '../../src/app/commands/backup/database-load.ts';
import { readManifest, type Manifest } from '../../src/app/commands/backup/manifest.ts';
import { MIGRATIONS } from '../../src/app/database/migration-stamp.ts';
import { openDataDir } from '../../src/embedded/data-dir.ts';
import { startPostgres } from '../../src/embedded/postgres/start-postgres.ts';
import { silentLog as log } from '../../src/kernel/log.ts';
import { gql, LOGIN, type Person, type Tokens } from '../support/client.ts';
import { download, finished, generate } from '../support/films.ts';
import { query } from '../support/postgres.ts';
import { endPrograms, launch } from '../support/program.ts';
import { freePort, startStack, type Stack } from '../support/stack.ts';

/** The oldest database that can be upgraded, in the middle of a film: `scripts/upgrade-fixture.ts`. */
const FIXTURE = join(import.meta.dirname, '../fixtures/upgrade');

let folder: string;
let manifest: Manifest;
let account: { email: string; password: string };
let stack: Stack | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'upgrade-'));
  manifest = readManifest(FIXTURE);
  account = JSON.parse(await readFile(join(FIXTURE, 'person.json'), 'utf8')) as typeof account;
});
afterEach(async () => {
  await stack?.stop();
  stack = undefined;
});
afterAll(async () => {
  await endPrograms();
  await rm(folder, { recursive: true, force: true });
});

/** A DATA_DIR as the old version has left it when it was killed: its tables, routines and rows, without its objects. */
async function oldDataDir(name: string): Promise<string> {
  const { path, release } = openDataDir(join(folder, name));
  await copyFile(join(FIXTURE, 'secrets.json'), join(path, 'secrets.json'));
  const postgres = await startPostgres({ dataDir: path, log });
  const role = new URL(postgres.applicationUrl).username;
  const owner = new Client({ connectionString: postgres.ownerUrl, options: `-c reelwright.application_role=${role}` });
  await owner.connect();
  await owner.query(gunzipSync(await readFile(join(FIXTURE, 'schema.sql.gz'))).toString('utf8'));
  await loadDatabase(owner, FIXTURE, manifest, () => undefined);
  await owner.end();
  await postgres.stop();
  release();
  return path;
}

async function signIn(url: string): Promise<Person> {
  const { email, password } = account;
  const { login } = await gql<{ login: Tokens }>({ url }, LOGIN, { input: { email, password } });
  return { ...account, name: login.user.name, url, ...login, userId: login.user.id, workspaceId: login.workspace.id };
}

/** The film that the old version began, and a new one. */
async function expectFilms(running: Stack, jobId: string): Promise<void> {
  const person = await signIn(running.url);
  const job = await finished(person, jobId);
  expect(job).toMatchObject({ status: 'COMPLETED', failure: null });
  expect((await download(job.video!)).length).toBe(job.video!.byteSize);
  expect(await finished(person, await generate(person, { script: 'One more film.' }))).toMatchObject({ status: 'COMPLETED' });
}

it('a database of the oldest version is migrated, and its running film is finished', async () => {
  const dataDir = await oldDataDir('old');
  stack = await startStack({ dataDir });
  const owner = stack.secrets()['DATABASE_OWNER_URL'] ?? '';
  const names = await query<{ name: string }>(owner, 'select name from migrations order by id');
  expect(names.map(({ name }) => name)).toEqual([...MIGRATIONS]);
  expect(manifest.migrations.length).toBeLessThan(MIGRATIONS.length);
  const [job] = await query<{ id: string }>(owner, `select id from jobs`);
  await expectFilms(stack, job?.id ?? '');
});

it('a backup of the oldest version is restored by this one, and its running film is finished', async () => {
  const dataDir = join(folder, 'restored');
  const restore = launch(['restore', FIXTURE, '--secrets', join(FIXTURE, 'secrets.json')], { DATA_DIR: dataDir });
  expect(await restore.ended, restore.stderr()).toBe(0);
  expect(restore.stdout()).toContain('It has no film to decode.');
  stack = await startStack({ dataDir });
  const [job] = await query<{ id: string }>(stack.secrets()['DATABASE_OWNER_URL'] ?? '', `select id from jobs`);
  await expectFilms(stack, job?.id ?? '');
});

it('an older program refuses the database of a newer one in one line, and starts nothing', async () => {
  const dataDir = join(folder, 'newer');
  const newer = await startStack({ dataDir, keepData: true });
  await query(newer.secrets()['DATABASE_OWNER_URL'] ?? '', `insert into migrations (name) values ('9000_future')`);
  await query(newer.secrets()['DATABASE_OWNER_URL'] ?? '', `comment on table migrations is 'of a newer version'`);
  await newer.stop();
  const older = launch(['start'], { DATA_DIR: dataDir, PORT: String(await freePort()) });
  expect(await older.ended).toBe(1);
  expect(older.stderr().trim()).toBe(
    'DATABASE_NEWER: a newer version of Reelwright migrated this database (9000_future). Install that version, or restore a backup of this one.',
  );
});
