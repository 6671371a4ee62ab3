import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { register, watch, watchWorkspace, type Person } from '../support/client.ts';
import { newScript } from '../support/factories.ts';
import { generate } from '../support/films.ts';
import { openOutageStack, type OutageStack } from '../support/outage-stack.ts';
import { RULES_FILE, queries } from '../support/operations-pages.ts';
import { endPrograms, type Program } from '../support/program.ts';
import { isRoot } from '../support/postgres.ts';
import { findTool, startPrometheus, type Prometheus } from '../support/prometheus.ts';
import { freePort } from '../support/stack.ts';

const TOKEN = 'a-token-for-scrapes';
const WAIT = { timeout: 90_000, interval: 1_000 };
/** A film by the program's own providers costs nothing. */
const NEEDS_PAID_CALLS = /reelwright_provider_cost/;

const program = findTool('prometheus');

/** A disk with a little more than the 5 GB below which DiskFull fires, where this user may mount one. */
const workDir = mkdtempSync(join(tmpdir(), 'small-disk-'));
const hasSmallDisk =
  isRoot && program !== undefined && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=5400M', 'tmpfs', workDir]).status === 0;
const FILLING = '700M';

// Prometheus is Debian's package of this name, which `.ci/run` fetches.
describe.skipIf(program === undefined)('Prometheus beside an installation', () => {
  let stack: OutageStack;
  let product: Program;
  let prometheus: Prometheus;
  let person: Person;
  let worker: number;
  const begun = new Date();

  beforeAll(async () => {
    const workerPort = await freePort();
    stack = await openOutageStack({ METRICS_TOKEN: TOKEN, WORKER_PORT: String(workerPort), WORKER_CONCURRENCY: '2', WORK_DIR: workDir });
    product = stack.launch('start');
    ({ pid: worker } = await product.heard(({ msg }) => msg === 'worker is ready'));
    await product.heard(({ msg }) => msg === 'Reelwright is ready');
    prometheus = await startPrometheus({
      program: program ?? '',
      targets: [new URL(stack.url).host, `127.0.0.1:${workerPort}`],
      token: TOKEN,
      // The expressions are tested; how long they must hold is the operator's choice.
      rules: readFileSync(RULES_FILE, 'utf8').replaceAll(/^( +for:).*$/gm, '$1 0s'),
    });
    person = await register(stack.url);
  });
  afterAll(async () => {
    await prometheus.close();
    await product.end();
    await stack.close();
    await endPrograms();
    if (hasSmallDisk) spawnSync('umount', [workDir]);
    rmSync(workDir, { recursive: true, force: true });
  });

  test('after a film, every query of dashboards and rules has had a value', async () => {
    const watching = watchWorkspace(person, { workspaceId: person.workspaceId });
    const jobId = await generate(person, { script: newScript(3), title: 'Watched by Prometheus', musicMood: 'none' });
    // A worker that dies begins its steps again, for the queries of crashes.
    await product.heard(({ event, step }) => event === 'step_started' && step === 'SEGMENT');
    process.kill(worker, 'SIGKILL');
    ({ pid: worker } = await product.heard(({ msg, pid }) => msg === 'worker is ready' && pid !== worker));
    await watch(person, { jobId }).ended;
    watching.leave();
    await expectSeen('reelwright_step_duration_seconds_count{step="DELIVER",outcome="FINISHED"}');
    await expectSeen('increase(reelwright_step_retries_total{reason="CRASH"}[1m])');
    await expectFiring('WorkersCrash');
    // The new worker has been scraped without a job: the start of one more is an increase.
    await watch(person, { jobId: await generate(person, { script: newScript(1), title: 'After the crash', musicMood: 'none' }) }).ended;
    const asked = queries.flatMap(({ place, expr }) => {
      // An alert has no value while all is well: its selectors must have one.
      if (place.startsWith('alert '))
        return (expr.match(/\b(?:reelwright_\w+|up)\b/g) ?? []).map((selector) => ({ place, expr: selector }));
      return NEEDS_PAID_CALLS.test(expr) ? [] : [{ place, expr }];
    });
    expect(asked.length).toBeGreaterThan(60);
    const withoutValue = async () => {
      const had = await Promise.all(asked.map(({ expr }) => prometheus.hadValue(expr, begun)));
      return asked.filter((_, index) => !had[index]);
    };
    // A rate has a value from the second scrape of its metric on.
    await expect.poll(withoutValue, WAIT).toEqual([]);
  });

  const expectSeen = async (expression: string) => {
    await expect.poll(() => prometheus.hadValue(expression, begun), WAIT).toBe(true);
  };
  const expectFiring = async (alert: string) => {
    await expect.poll(() => prometheus.firing(), WAIT).toContain(alert);
  };
  const expectSilent = async (alert: string) => {
    await expect.poll(() => prometheus.firing(), WAIT).not.toContain(alert);
  };

  test('the store away: StoreDown', async () => {
    await expectSilent('StoreDown');
    await stack.store.shut();
    await expectFiring('StoreDown');
    await stack.store.reopen();
    await expectSilent('StoreDown');
  });

  test('the database away: DatabaseDown', async () => {
    await expectSilent('DatabaseDown');
    await stack.database.shut();
    await expectFiring('DatabaseDown');
    await stack.database.reopen();
    await expectSilent('DatabaseDown');
  });

  test.runIf(hasSmallDisk)('the disk full: DiskFull', async () => {
    await expectSilent('DiskFull');
    const file = join(workDir, 'filling');
    expect(spawnSync('fallocate', ['--length', FILLING, file]).status).toBe(0);
    await expectFiring('DiskFull');
    rmSync(file);
    await expectSilent('DiskFull');
  });

  test('the worker does not answer: NoWorker and ApiDown', async () => {
    await expectSilent('NoWorker');
    process.kill(worker, 'SIGSTOP');
    try {
      await expectFiring('NoWorker');
      await expectFiring('ApiDown');
    } finally {
      process.kill(worker, 'SIGCONT');
    }
    await expectSilent('NoWorker');
  });
});
