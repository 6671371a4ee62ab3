import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, cp, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { contentHash } from '../../src/platform/text/content-hash.ts';
import { gql, LOGIN, register, type Person, type Tokens } from '../support/client.ts';
import { download, finished, generate, readJob, sha256, type Job } from '../support/films.ts';
import { isAlive, query, serverPid } from '../support/postgres.ts';
import { endPrograms, launch, type Program } from '../support/program.ts';
import { freePort, newDataDir, startStack, type Stack } from '../support/stack.ts';
import { elevenLabsVendor } from '../support/vendors/media-vendors.ts';
import { openStandIn, type StandIn } from '../support/vendors/stand-in.ts';

const LONG = Array.from({ length: 8 }, (_, index) => `Part ${index + 1}: rivers bend because water is slower on one side.`).join('\n\n');

/** Spoken by this machine. */
const LOCAL = { voice: 'en-us' };

interface BackupFile {
  readonly path: string;
}

let folder: string;
let elevenlabs: StandIn;
let first: Stack;
let second: Stack;
let person: Person;
let film: Job;
let filmHash: string;
let running: string;
let paid: string;
let backup: string;
let secrets: string;
let restored: Program;
let dataDir: string;

const environment = () => ({ ELEVENLABS_BASE_URL: elevenlabs.url, ELEVENLABS_API_KEY: elevenlabs.key });
const SPEECH = 'mutation ($input: GenerateSpeechInput!) { generateSpeech(input: $input) { id } }';

/** Runs a command to its end. */
async function command(args: readonly string[], dataDirOf: string): Promise<{ code: unknown; output: string; errors: string }> {
  const program = launch(args, { DATA_DIR: dataDirOf });
  const code = await program.ended;
  return { code, output: program.stdout(), errors: program.stderr() };
}

/** A copy of the backup, to be damaged. */
async function copied(name: string): Promise<string> {
  const copy = join(folder, name);
  await cp(backup, copy, { recursive: true });
  return copy;
}

const restore = (from: string, into: string) => command(['restore', from, '--secrets', secrets], into);

/** An installation with a film, a film in the making and a paid call without an answer is backed up, lost and restored. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backup-'));
  backup = join(folder, 'backup');
  dataDir = await newDataDir();
  elevenlabs = await openStandIn(elevenLabsVendor, folder);
  first = await startStack({ dataDir, env: environment(), keepData: true });
  person = await register(first.url);
  film = await finished(person, await generate(person, { script: 'Rivers bend. Water is slower on one side.', ...LOCAL }));
  expect(film).toMatchObject({ status: 'COMPLETED', failure: null });
  filmHash = sha256(await download(film.video!));
  elevenlabs.fail('hang before the head');
  const text = { workspaceId: person.workspaceId, provider: 'elevenlabs', text: 'A river bends.', language: 'en' };
  paid = (await gql<{ generateSpeech: { id: string } }>(person, SPEECH, { input: text })).generateSpeech.id;
  await vi.waitFor(() => expect(elevenlabs.works()).toHaveLength(1), { timeout: 60_000 });
  running = await generate(person, { script: LONG, ...LOCAL });
  await vi.waitFor(async () => expect((await readJob(person, running)).status).toBe('RUNNING'), { timeout: 60_000 });

  const made = await command(['backup', backup], dataDir);
  expect(made, made.errors).toMatchObject({ code: 0 });
  secrets = join(folder, 'secrets.json');
  await cp(join(dataDir, 'secrets.json'), secrets);
  await first.stop();
  await rm(dataDir, { recursive: true, force: true });

  dataDir = join(folder, 'restored');
  restored = launch(['restore', backup, '--secrets', secrets], { DATA_DIR: dataDir });
  expect(await restored.ended, restored.stderr()).toBe(0);
  second = await startStack({ dataDir, env: environment(), keepData: true });
  person = { ...person, url: second.url };
}, 400_000);

afterAll(async () => {
  await second?.stop();
  await endPrograms();
  await elevenlabs?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a backup taken under load, restored to an empty DATA_DIR', () => {
  it('is checked: every table, every object, and a film that is decoded', () => {
    expect(restored.stdout()).toMatch(/^Restored and checked: \d+ rows and \d+ objects of /m);
    expect(restored.stdout()).toMatch(/^The film \S+ \(\d+\.\d s\) was decoded without an error\.$/m);
  });

  it('lets people sign in with their password and their tokens', async () => {
    const { email, password } = person;
    const { login } = await gql<{ login: Tokens }>({ url: second.url }, LOGIN, { input: { email, password } });
    expect(login.user.id).toBe(person.userId);
    expect((await gql<{ me: { id: string } }>(person, '{ me { id } }')).me.id).toBe(person.userId);
  });

  it('has the finished film, byte for byte', async () => {
    const { video } = await readJob(person, film.id);
    expect(sha256(await download(video!))).toBe(filmHash);
  });

  it('finishes the film that was being made', async () => {
    const job = await finished(person, running);
    expect(job).toMatchObject({ status: 'COMPLETED', failure: null });
    expect((await download(job.video!)).length).toBe(job.video!.byteSize);
  });

  it('does not repeat the paid call that had no answer yet', async () => {
    const job = await finished(person, paid);
    expect(job).toMatchObject({ status: 'FAILED', failure: { code: 'UNCERTAIN' } });
    expect(elevenlabs.works()).toHaveLength(1);
  });

  it('has as many rows as the backup says, and makes new films', async () => {
    const { manifest } = JSON.parse(await readFile(join(backup, 'manifest.json'), 'utf8')) as {
      manifest: { tables: { name: string; rows: number; file: { path: string } }[]; version: string };
    };
    const users = manifest.tables.find(({ name }) => name === 'users');
    expect(users?.rows).toBe(1);
    expect(
      gunzipSync(await readFile(join(backup, users?.file.path ?? '')))
        .toString('utf8')
        .trimEnd()
        .split('\n'),
    ).toHaveLength(1);
    expect(manifest.tables.find(({ name }) => name === 'jobs')?.rows).toBe(3);
    expect(await finished(person, await generate(person, { script: 'One more film.', ...LOCAL }))).toMatchObject({ status: 'COMPLETED' });
  });

  it('has no secret in its files, and nobody else can read them', async () => {
    const kept = JSON.parse(await readFile(secrets, 'utf8')) as Record<string, string>;
    for (const entry of await readdir(backup, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      expect((await stat(path)).mode & 0o077, path).toBe(0);
      if (!entry.isFile() || path.includes('/objects/')) continue;
      const bytes = await readFile(path);
      const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
      for (const secret of Object.values(kept)) expect(text.includes(secret), path).toBe(false);
    }
  });
});

describe('restore refuses', () => {
  const target = (name: string): string => join(folder, `target-${name}`);
  const expectRefusal = async (from: string, name: string, words: RegExp): Promise<void> => {
    const { code, errors } = await restore(from, target(name));
    expect(errors).toMatch(words);
    expect(errors.trim().split('\n').at(-1)).not.toMatch(/^\s+at /);
    expect(code).toBe(1);
    // Nothing was begun.
    await expect(readdir(target(name))).rejects.toThrow('ENOENT');
  };

  it('a DATA_DIR that is not empty', async () => {
    const { code, errors } = await restore(backup, dataDir);
    expect(errors).toMatch(/^DATA_DIR \S+ is not empty\. Name a new folder\.$/m);
    expect(code).toBe(1);
  });

  it('a damaged object, and a missing one', async () => {
    const copy = await copied('damaged');
    const entries = await readdir(join(copy, 'objects'), { recursive: true, withFileTypes: true });
    const object = entries.find((entry) => entry.isFile())!;
    const path = join(object.parentPath, object.name);
    const bytes = await readFile(path);
    bytes[0]! ^= 1;
    await writeFile(path, bytes);
    await expectRefusal(copy, 'damaged', /^BACKUP_DAMAGED: objects\/\S+ of the backup is damaged or missing\./m);
    await rm(path);
    await expectRefusal(copy, 'missing', /^BACKUP_DAMAGED: /m);
  });

  it('a table that has other bytes, and a changed manifest', async () => {
    const table = await copied('table');
    await appendFile(join(table, 'database/public.users.copy.gz'), 'x');
    await expectRefusal(table, 'table', /^BACKUP_DAMAGED: database\/public\.users\.copy\.gz/m);
    const changed = await copied('changed');
    const manifest = join(changed, 'manifest.json');
    await writeFile(manifest, (await readFile(manifest, 'utf8')).replace(/"rows": \d+/, '"rows": 99999'));
    await expectRefusal(changed, 'changed', /^BACKUP_DAMAGED: manifest\.json/m);
  });

  it('a backup of a newer version', async () => {
    const copy = await copied('newer');
    const path = join(copy, 'manifest.json');
    const { manifest } = JSON.parse(await readFile(path, 'utf8')) as { manifest: { migrations: string[] } };
    const newer = { ...manifest, version: '9.0.0', migrations: [...manifest.migrations, '9000_future'] };
    await writeFile(path, JSON.stringify({ sha256: contentHash(newer), manifest: newer }));
    await expectRefusal(
      copy,
      'newer',
      /^BACKUP_NEWER: Reelwright 9\.0\.0 wrote this backup, .* migration 9000_future\. Install that version\.$/m,
    );
  });

  it('the secrets of another installation', async () => {
    const other = join(folder, 'other-secrets.json');
    await writeFile(other, JSON.stringify({ ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64') }));
    const { code, errors } = await command(['restore', backup, '--secrets', other], target('key'));
    expect([code, errors]).toEqual([1, expect.stringMatching(/^BACKUP_OTHER_KEY: /m)]);
  });
});

it('a backup that is killed half-way is none, and lets objects be deleted again', async () => {
  const owner = second.secrets()['DATABASE_OWNER_URL'] ?? '';
  const lock = new Client({ connectionString: owner });
  await lock.connect();
  await lock.query('begin');
  // The copy of the last table waits for this lock, so the backup is in the middle.
  await lock.query('lock table workspaces in access exclusive mode');
  const half = join(folder, 'half');
  const program = launch(['backup', half], { DATA_DIR: dataDir });
  const waits = `select from pg_stat_activity where application_name = 'reelwright backup' and wait_event_type = 'Lock'`;
  await expect.poll(async () => (await query(owner, waits)).length, { timeout: 60_000 }).toBe(1);
  await program.end('SIGKILL');
  await lock.end();
  expect((await readdir(half)).length).toBeGreaterThan(0);
  const { code, errors } = await restore(half, join(folder, 'target-half'));
  expect([code, errors]).toEqual([1, expect.stringMatching(/^BACKUP_INCOMPLETE: /m)]);
  const again = await command(['backup', half], dataDir);
  expect([again.code, again.errors]).toEqual([1, expect.stringContaining('is not empty')]);
  const held = `select from pg_locks where locktype = 'advisory' and mode = 'ExclusiveLock' and granted and objid = (hashtext('reelwright.object_deletions')::bigint & 4294967295)::oid`;
  await expect.poll(async () => (await query(owner, held)).length, { timeout: 30_000 }).toBe(0);
});

it('a restore that is killed while it copies objects leaves no server and nothing that starts, and can be repeated', async () => {
  const target = join(folder, 'killed');
  const copy = await copied('with-a-pipe');
  const { manifest } = JSON.parse(await readFile(join(copy, 'manifest.json'), 'utf8')) as { manifest: { objects: { list: BackupFile } } };
  const lines = gunzipSync(await readFile(join(copy, manifest.objects.list.path)))
    .toString('utf8')
    .trimEnd()
    .split('\n');
  const paths = lines.map((line) => (JSON.parse(line) as BackupFile).path);
  const [beforeLast = '', last = ''] = paths.slice(-2);
  const program = launch(['restore', copy, '--secrets', secrets], { DATA_DIR: target });
  // The backup has been checked: from now on the copy waits for a writer of its last object.
  await expect.poll(() => existsSync(join(target, 'restore.unfinished')), { timeout: 60_000 }).toBe(true);
  await rm(join(copy, last));
  execFileSync('mkfifo', [join(copy, last)]);
  await expect.poll(() => existsSync(join(target, beforeLast)), { timeout: 120_000 }).toBe(true);
  const server = serverPid(target);
  expect(await program.end('SIGKILL')).toBe('SIGKILL');
  await expect.poll(() => isAlive(server), { timeout: 30_000 }).toBe(false);

  const started = launch(['start'], { DATA_DIR: target, PORT: String(await freePort()) });
  expect(await started.ended).toBe(1);
  expect(started.stderr().trim()).toBe(
    `DATA_DIR ${target} holds a restore that did not finish. Delete the folder and restore the backup again.`,
  );
  expect((await restore(backup, target)).errors).toMatch(/^DATA_DIR \S+ is not empty\. Name a new folder\.$/m);
  await rm(target, { recursive: true });
  const again = await restore(backup, target);
  expect(again, again.errors).toMatchObject({ code: 0, output: expect.stringMatching(/^Restored and checked: /m) });
});

it('a backup needs a running installation', async () => {
  const { code, errors } = await command(['backup', join(folder, 'none')], join(folder, 'nothing'));
  expect([code, errors]).toEqual([1, expect.stringMatching(/^No installation runs on DATA_DIR\. Start it/)]);
});
