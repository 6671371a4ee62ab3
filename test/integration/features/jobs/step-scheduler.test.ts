import { beforeEach, expect, test } from 'vitest';
import { StepScheduler } from '../../../../src/features/jobs/scheduling/step-scheduler.ts';
import { JobReads } from '../../../../src/features/jobs/job/job.read.ts';
import { JobService } from '../../../../src/features/jobs/job/job.service.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import type { Queue } from '../../../../src/platform/queue/queue.ts';
import { Mutations } from '../../../../src/platform/mutation/mutations.ts';
import { looseSteps, makeTenant, useEngine, scopeOf, until, workerScope, type Tenant } from '../../../support/engine.ts';
import { query } from '../../../support/postgres.ts';

const engine = useEngine({ poolSize: 30 });
let tenant: Tenant;
/** Rounds of the scheduler under test that came as far as the queue. */
let rounds: number;
/** What happens to a round there. */
let onRound: () => void | Promise<void>;
beforeEach(async () => {
  await engine.owner('truncate jobs cascade');
  await engine.owner('delete from pgboss.job');
  tenant = await makeTenant(engine);
  rounds = 0;
  onRound = () => undefined;
});

function openScheduler(): StepScheduler {
  const queue = new Proxy(engine.queue, {
    get: (target, name: keyof Queue) =>
      name !== 'sendAll'
        ? target[name].bind(target)
        : async (...args: Parameters<Queue['sendAll']>) => {
            rounds += 1;
            await onRound();
            return target.sendAll(...args);
          },
  });
  return new StepScheduler(engine.database, queue, silentLog);
}

/** Makes a job of one step as another process would, whose scheduler this is. */
async function makeJob(stepScheduler: StepScheduler, work: () => void = () => undefined): Promise<void> {
  const jobs = new JobService(
    stepScheduler,
    new Mutations({ beforeRun: [], inTransaction: [] }, engine.encryption),
    new JobReads([]),
    async () => undefined,
    {},
  );
  const scope = scopeOf(engine, tenant.actor);
  const { workspaceId } = tenant;
  await scope.tx(async (em) => {
    await jobs.create(em, scope, { id: newId(), workspaceId, type: 'VIDEO', title: 'x', input: {}, steps: looseSteps(1) });
    work();
  });
}

/** As the application: of other roles' sessions only a superuser sees more than that they exist. */
const waitsForLock = async (): Promise<boolean> => {
  const sql = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return (await query(engine.urls.applicationUrl, sql)).length > 0;
};
const dispatched = () => engine.owner('select id from job_steps where dispatched_at is not null');
const sent = () => engine.owner(`select distinct data->>'stepId' from pgboss.job`);

test('commits do not wait for a dispatch, and the next one serves all that came meanwhile', async () => {
  const stepScheduler = openScheduler();
  await workerScope(engine, tenant).tx(async (em) => {
    await em.execute(`select pg_advisory_xact_lock(hashtext('reelwright.scheduler'))`);
    await makeJob(stepScheduler);
    await Promise.all(Array.from({ length: 20 }, () => makeJob(stepScheduler)));
    expect(await dispatched()).toEqual([]);
  });
  await stepScheduler.idle();
  expect(rounds).toBe(2);
  expect(await dispatched()).toHaveLength(21);
  expect(await sent()).toHaveLength(21);
});

test('what a process committed before it died is dispatched when any worker says that it lives', async () => {
  const dead = openScheduler();
  await dead.close();
  await makeJob(dead);
  expect(await dispatched()).toEqual([]);
  await engine.steps.heartbeat(workerScope(engine, tenant), { id: newId(), concurrency: 1 });
  expect(await dispatched()).toHaveLength(1);
  expect(await sent()).toHaveLength(1);
});

test('a transaction that comes to nothing asks for nothing', async () => {
  const stepScheduler = openScheduler();
  const failing = makeJob(stepScheduler, () => {
    throw new Error('the mutation failed afterwards');
  });
  await expect(failing).rejects.toThrow('the mutation failed afterwards');
  await stepScheduler.idle();
  expect(rounds).toBe(0);
});

test('a dispatch that fails is tried again, and nothing of it stays meanwhile', async () => {
  const stepScheduler = openScheduler();
  onRound = () => {
    if (rounds === 1) throw new Error('the queue is away');
  };
  await makeJob(stepScheduler);
  await stepScheduler.idle();
  expect(await dispatched()).toEqual([]);
  await until(async () => (await sent()).length === 1);
  expect(await dispatched()).toHaveLength(1);
  expect(rounds).toBe(2);
});

test('what was asked for before the end is dispatched before the end', async () => {
  const stepScheduler = openScheduler();
  await makeJob(stepScheduler);
  await stepScheduler.close();
  expect(await sent()).toHaveLength(1);
});

test('two processes that dispatch at once keep the cap together', async () => {
  const [one, two, dead] = [openScheduler(), openScheduler(), openScheduler()];
  await dead.close();
  await Promise.all(Array.from({ length: 32 }, () => makeJob(dead)));
  const held = Promise.withResolvers<void>();
  onRound = () => (rounds === 1 ? held.promise : undefined);
  await makeJob(one);
  await until(() => rounds === 1);
  // What the other one would choose is not what the first has chosen.
  await engine.owner(
    `update jobs set priority = 9 where id in (select job_id from job_steps where dispatched_at is null order by id desc limit 16)`,
  );
  await makeJob(two);
  await until(async () => rounds === 2 || (await waitsForLock()));
  held.resolve();
  await Promise.all([one.idle(), two.idle()]);
  // That of the standard plan; the workers could do more.
  expect(await dispatched()).toHaveLength(32);
  expect(await sent()).toHaveLength(32);
});
