import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, gql, LOGIN, ME, register, type Person, type Tokens } from '../support/client.ts';
import { faultsOfLedger, type Engine } from '../support/engine.ts';
import { newScript } from '../support/factories.ts';
import { download, generate, readJob, sha256, type Job } from '../support/films.ts';
import { openOutageStack, type OutageStack } from '../support/outage-stack.ts';
import { isAlive, isRoot } from '../support/postgres.ts';
import { endPrograms, type LogLine, type Program } from '../support/program.ts';

/** How long a database stays away, the store half as long: longer than a heart may be silent, shorter than what is promised. By hand: OUTAGE_SECONDS=60. */
const AWAY_MS = Number(process.env['OUTAGE_SECONDS'] ?? 12) * 1_000;
const SMALL_DISK = '48m';

/** Where the worker keeps its files: a small disk of its own, where we may make one. */
const workDir = mkdtempSync(join(tmpdir(), 'reelwright-work-'));
const hasSmallDisk = isRoot && spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SMALL_DISK}`, 'tmpfs', workDir]).status === 0;

let stack: OutageStack;
let program: Program;
let person: Person;
/** The processes that serve and work; no outage may end one of them. */
let pids: readonly number[];

beforeAll(async () => {
  stack = await openOutageStack({ WORK_DIR: workDir, WORKER_CONCURRENCY: '2' });
});

afterAll(async () => {
  await endPrograms();
  await stack?.close();
  if (hasSmallDisk) execFileSync('umount', [workDir]);
  rmSync(workDir, { recursive: true, force: true });
});

const waitsFor = (process: string, dependency: string) => (line: LogLine) =>
  line.process === process && line.msg === 'waiting for dependencies' && dependency in (line['missing'] as object);

const film = (): Promise<string> => generate(person, { script: newScript(3) });

/** A film is in the middle when a scene is being encoded. */
const inTheMiddle = (jobId: string): Promise<LogLine> =>
  program.heard(({ msg, jobId: of, step }) => msg === 'step started' && of === jobId && step === 'SEGMENT');

interface StepCounts {
  readonly crashes: number;
  readonly failures: number;
}

/** Waits for its end without the API, whose own troubles are not the question. */
async function ended(jobId: string): Promise<string> {
  let status = '';
  await expect
    .poll(
      async () => {
        const rows = await stack.ask<{ status: string }>(`select status from jobs where id = '${jobId}'`, [person.workspaceId]);
        return (status = rows[0]?.status ?? '');
      },
      { timeout: 150_000, interval: 200 },
    )
    .toMatch(/COMPLETED|FAILED|CANCELED/);
  return status;
}

const countsOf = async (jobId: string): Promise<StepCounts> => {
  const [counts] = await stack.ask<{ crashes: number; failures: number }>(
    `select sum(crashes)::int as crashes, sum(failures)::int as failures from job_steps where job_id = '${jobId}'`,
    [person.workspaceId],
  );
  return counts ?? { crashes: NaN, failures: NaN };
};

/** Whole, checked, as long as it says, and made without a step that was taken for dead. */
async function expectGood(jobId: string): Promise<Job> {
  expect([await ended(jobId), await stack.ask(`select failure from jobs where id = '${jobId}'`, [person.workspaceId])]).toEqual([
    'COMPLETED',
    [{ failure: null }],
  ]);
  const job = await readJob(person, jobId);
  expect(job.checks.filter(({ ok }) => !ok)).toEqual([]);
  expect(sha256(await download(job.video!))).toBe(job.video!.sha256);
  expect(await countsOf(jobId)).toMatchObject({ crashes: 0 });
  expect(pids.filter(isAlive)).toEqual(pids);
  expect(program.stderr()).toBe('');
  return job;
}

describe('a start', () => {
  it('waits for a database and a store that are away, says so, answers probes, and can be stopped meanwhile', async () => {
    await Promise.all([stack.database.shut(), stack.store.shut()]);
    program = stack.launch('start');
    const told = stack.launch('worker');
    const impatient = stack.launch('worker', { START_WAIT_SECONDS: '1' });
    const first = await program.heard(waitsFor('start', 'database'));
    expect(first['missing']).toEqual({ database: expect.stringMatching(/^DATABASE_OWNER_URL: no database at 127\.0\.0\.1:\d+/) as string });
    await told.heard((line) => waitsFor('worker', 'database')(line) || waitsFor('worker', 'storage')(line));
    expect(await told.end('SIGTERM')).toBe(0);
    expect(told.stderr()).toBe('');
    expect(await impatient.ended).toBe(1);
    expect(impatient.stderr()).toMatch(/^(DATABASE_URL: no database|S3_ENDPOINT: no store) .*\n$/);

    await stack.database.reopen();
    await program.heard(waitsFor('api', 'storage'));
    await program.heard(waitsFor('worker', 'storage'));
    const answers = async (path: string) => {
      const response = await fetch(`${stack.url}${path}`);
      return [response.status, await response.json()];
    };
    expect(await answers('/healthz')).toEqual([200, { name: 'reelwright', status: 'ok' }]);
    expect(await answers('/readyz')).toEqual([503, { status: 'unavailable', dependencies: { database: 'ok', storage: 'unavailable' } }]);
    const refusal = await ask({ url: stack.url }, ME);
    expect([refusal.status, refusal.errors[0]?.extensions.code]).toEqual([503, 'UNAVAILABLE']);

    await stack.store.reopen();
    await program.heard(({ msg }) => msg === 'Reelwright is ready');
    expect((await answers('/readyz'))[0]).toBe(200);
    pids = program.log().flatMap(({ msg, pid }) => (/^(API|worker) is ready$/.test(msg) ? [pid] : []));
    expect(pids).toHaveLength(2);
    person = await register(stack.url);
    await expectGood(await film());
  });
});

describe('PostgreSQL', () => {
  it('is restarted in the middle of a film', async () => {
    const id = await film();
    await inTheMiddle(id);
    stack.restartPostgres();
    await expectGood(id);
  });

  it('is away for a while in the middle of films: none is lost, no step is taken for dead', async () => {
    const ids = [await film(), await film()];
    await inTheMiddle(ids[0]!);
    await stack.database.shut();
    expect((await ask(person, ME)).errors[0]?.extensions.code).toBe('UNAVAILABLE');
    await pause(AWAY_MS);
    await stack.database.reopen();
    for (const id of ids) await expectGood(id);
    await gql(person, ME);
  });
});

describe('the object store', () => {
  it('is away for a while in the middle of films: none is lost', async () => {
    const ids = [await film(), await film()];
    await inTheMiddle(ids[0]!);
    await stack.store.shut();
    await gql(person, ME);
    await pause(AWAY_MS / 2);
    await stack.store.reopen();
    for (const id of ids) await expectGood(id);
  });

  it('fails every third request: nobody notices', async () => {
    stack.faults.fault = 'every third';
    const before = stack.faults.met;
    const id = await film();
    await expectGood(id);
    stack.faults.fault = 'none';
    expect(stack.faults.met - before).toBeGreaterThan(5);
  });

  it('cuts what it sends, also with a length that says it is whole: nothing of it is believed', async () => {
    // A worker downloads only what another one made.
    const other = stack.launch('worker');
    await other.heard(({ msg }) => msg === 'worker is ready');
    stack.faults.fault = 'truncating';
    const before = stack.faults.met;
    const id = await film();
    await expectGood(id);
    stack.faults.fault = 'none';
    await other.end();
    expect(stack.faults.met - before).toBeGreaterThan(1);
    const damaged = [...program.log(), ...other.log()].filter(({ code, jobId }) => code === 'ARTIFACT_DAMAGED' && jobId === id);
    expect(damaged).not.toEqual([]);
  });
});

/** Writes until there is no room. */
function fill(path: string): void {
  const mebibyte = Buffer.alloc(1024 ** 2);
  expect(() => {
    for (;;) appendFileSync(path, mebibyte);
  }).toThrow('ENOSPC');
}

describe.runIf(hasSmallDisk)('the disk of the worker', () => {
  it('is full: the film waits for room, and is made', async () => {
    const filler = join(workDir, 'filler');
    fill(filler);
    const id = await film();
    await program.heard(({ code, jobId }) => code === 'DISK_FULL' && jobId === id);
    rmSync(filler);
    await expectGood(id);
  });
});

/** Debian's libfaketime, where it is installed. */
const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';
const hasFaketime = existsSync(FAKETIME);
const clockOff = (by: string) =>
  hasFaketime ? { LD_PRELOAD: FAKETIME, FAKETIME: by, FAKETIME_DONT_FAKE_MONOTONIC: '1', FAKETIME_NO_CACHE: '1' } : {};

describe('a stack that is asked to end in the middle of an encode', () => {
  it(`hands back, and others${hasFaketime ? ', whose clocks are off by ten minutes either way,' : ''} make the film; nothing counts as a failure`, async () => {
    const id = await film();
    await inTheMiddle(id);
    expect(await program.end('SIGTERM')).toBe(0);
    expect(program.stderr()).toBe('');

    const api = stack.launch('api', clockOff('-10m'));
    program = stack.launch('worker', clockOff('+10m'));
    const [behind, ahead] = await Promise.all([
      api.heard(({ msg }) => msg === 'API is ready'),
      program.heard(({ msg }) => msg === 'worker is ready'),
    ]);
    if (hasFaketime) expect(Date.parse(ahead.time) - Date.parse(behind.time)).toBeGreaterThan(19 * 60_000);
    pids = [behind.pid, ahead.pid];
    // Signed in, asked for, made, linked and downloaded under those clocks.
    person = { ...person, ...(await gql<{ login: Tokens }>({ url: stack.url }, LOGIN, { input: credentials(person) })).login };
    await expectGood(id);
    expect(await countsOf(id)).toEqual({ crashes: 0, failures: 0 });
    expect(api.stderr()).toBe('');
    expect(await api.end()).toBe(0);
  });
});

const credentials = ({ email, password }: Person) => ({ email, password });

it('has charged every film once, and none that failed', async () => {
  const workspaces = await stack.ask<{ id: string }>('select id from workspaces', []);
  const ids = workspaces.map(({ id }) => id);
  const owner = ((sql: string) => stack.ask(sql, ids)) as Engine['owner'];
  expect(ids.length).toBeGreaterThan(0);
  expect(await faultsOfLedger({ owner } as Engine)).toEqual([]);
  const charged = await owner<{ status: string; films: number; free: number }>(
    `select status, count(*)::int as films, (count(*) filter (where credits_charged = 0))::int as free from jobs group by status order by status`,
  );
  expect(charged.filter(({ status }) => !['COMPLETED', 'FAILED'].includes(status))).toEqual([]);
  for (const { status, films, free } of charged) expect(free).toBe(status === 'COMPLETED' ? 0 : films);
});
