import { Client } from 'pg';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { limitsOf } from '../../../../src/features/billing/plan.read.ts';
import { forecastOf } from '../../../../src/features/jobs/scheduling/job-forecast.ts';
import type { StepPlan } from '../../../../src/features/jobs/steps/step-handler.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { begin, looseSteps, makeJob, makeTenant, useEngine, request, workerScope, type Tenant } from '../../../support/engine.ts';

const engine = useEngine({ concurrency: 0 });
let tenant: Tenant;
beforeEach(async () => {
  await engine.owner('truncate jobs, workers, scheduler_clocks, stage_averages cascade');
  tenant = await makeTenant(engine);
});

const workers = (count: number) => engine.owner(`insert into workers values ($1, $2, 'infinity')`, [newId(), count]);
/** Nothing is dispatched for anybody, so that all wait. */
const close = () =>
  engine.owner(`create or replace function dispatch_steps(capacity int) returns table (step_id uuid, job_id uuid, workspace_id uuid)
  language sql as 'select null::uuid, null::uuid, null::uuid where false'`);
const oneStep = (name: StepPlan['name'] = 'SCRIPT'): StepPlan[] => [{ id: newId(), name, weight: 1, unlocks: [] }];

/** In seconds from now. */
async function forecast(id: string, { actor } = tenant) {
  const { queuePosition, startAt, finishAt } = await request(engine, actor, async (scope) =>
    forecastOf(scope, await engine.jobs.get(scope, id)),
  );
  const seconds = (at: Date | undefined) => (at ? (at.getTime() - Date.now()) / 1_000 : undefined);
  return { queuePosition, start: seconds(startAt), finish: seconds(finishAt) };
}

async function runThrough(jobId: string, step: StepPlan, seconds: number): Promise<void> {
  const begun = await begin(engine, tenant, jobId, step.id);
  await engine.owner(`update job_steps set started_at = now() - $2 * interval '1 second' where id = $1`, [step.id, seconds]);
  await engine.steps.finish(workerScope(engine, tenant), begun, {});
}

describe('speeds', () => {
  test('are learned from jobs that were completed, and not from what was reused or tried again', async () => {
    await workers(8);
    const speed = async () => (await engine.owner(`select name, round(seconds::numeric)::int as seconds, steps from stage_averages`))[0];
    const run = async (seconds: number) => {
      const [step] = oneStep();
      if (step) await runThrough(await makeJob(engine, tenant, [step]), step, seconds);
    };
    await run(10);
    expect(await speed()).toEqual({ name: 'SCRIPT', seconds: 10, steps: 1 });
    await run(60);
    expect(await speed()).toEqual({ name: 'SCRIPT', seconds: 20, steps: 1 });
    const [again] = oneStep();
    const jobId = await makeJob(engine, tenant, again ? [again] : []);
    await begin(engine, tenant, jobId, again?.id ?? '');
    if (again) await runThrough(jobId, again, 1_000);
    expect(await speed()).toEqual({ name: 'SCRIPT', seconds: 20, steps: 1 });
  });

  test('are learned without waiting for admission, and without looking at the steps of other jobs, however many there are', async () => {
    await workers(8);
    const [old, mine] = [await makeJob(engine, await makeTenant(engine), []), await makeJob(engine, tenant, looseSteps(3))];
    await using admission = await openSession();
    await using learner = await openSession();
    // As after an hour in which nobody has counted: many more rows than the planner knows of.
    await learner.query('analyze job_steps');
    await learner.query('alter table job_steps set (autovacuum_enabled = false)');
    await learner.query(
      `insert into job_steps (id, workspace_id, job_id, name, position, weight, status)
       select gen_random_uuid(), workspace_id, id, 'SEGMENT', n, 0, 'COMPLETED' from jobs, generate_series(1, 20000) n where id = $1`,
      [old],
    );
    await admission.query(`select pg_advisory_lock(hashtext('reelwright.scheduler'))`);
    await learner.query(`begin; set local lock_timeout = '1s'`);
    await learner.query('select update_stage_averages($1)', [[mine]]);
    const [seen] = (
      await learner.query<{ rows: number }>(
        `select (seq_tup_read + idx_tup_fetch)::int as rows from pg_stat_xact_user_tables where relname = 'job_steps'`,
      )
    ).rows;
    expect(seen?.rows).toBeLessThan(10);
  });
});

/** A connection of the owner's own. */
async function openSession(): Promise<Client & AsyncDisposable> {
  const client = new Client({ connectionString: engine.urls.ownerUrl });
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

describe('a forecast', () => {
  beforeAll(close);
  const known = () =>
    engine.owner(`insert into stage_averages values ('VIDEO', 'SCRIPT', 2, 1), ('VIDEO', 'SEGMENT', 4, 6), ('VIDEO', 'ASSEMBLE', 3, 1)`);

  test('says nothing of time while nothing was measured or no worker lives, but always the place', async () => {
    const id = await makeJob(engine, tenant, oneStep());
    await workers(2);
    expect(await forecast(id)).toEqual({ queuePosition: 1, start: undefined, finish: undefined });
    await known();
    expect((await forecast(id)).finish).toBeDefined();
    await engine.owner('delete from workers');
    expect(await forecast(id)).toEqual({ queuePosition: 1, start: undefined, finish: undefined });
  });

  test('of a film that waits counts what is before it, and the scenes that it will probably have', async () => {
    await workers(2);
    await known();
    const [first, second] = [await makeJob(engine, tenant, oneStep()), await makeJob(engine, tenant, oneStep())];
    const one = await forecast(first);
    expect(one.queuePosition).toBe(1);
    expect(one.start).toBeCloseTo(0, 0);
    // 2 s script, 6 segments of 4 s by two, 3 s to assemble.
    expect(one.finish).toBeCloseTo(17, 0);
    const two = await forecast(second);
    expect(two.queuePosition).toBe(2);
    // 29 s of work before it, by two.
    expect(two.start).toBeCloseTo(14.5, 0);
    expect(two.finish).toBeCloseTo(31.5, 0);
  });

  test('of a film that runs goes by its own steps and its own pace', async () => {
    await workers(2);
    await known();
    const steps: StepPlan[] = [...looseSteps(4), ...oneStep('ASSEMBLE'), ...oneStep('SCRIPT')];
    const id = await makeJob(engine, tenant, steps);
    await engine.owner(`update jobs set status = 'RUNNING', started_at = now() - interval '30 seconds' where id = $1`, [id]);
    await engine.owner(
      `update job_steps set status = 'COMPLETED', attempt = 1, progress = 1, started_at = now() - interval '10 seconds', finished_at = now() where id = any ($1)`,
      [[steps[0]?.id, steps[1]?.id, steps[5]?.id]],
    );
    const { queuePosition, start, finish } = await forecast(id);
    expect(queuePosition).toBeUndefined();
    expect(start).toBeCloseTo(-30, 0);
    // Two segments of 10 s by two, 3 s to assemble.
    expect(finish).toBeCloseTo(13, 0);
  });

  test('reckons with others who want their share, and shows nothing of them', async () => {
    await workers(2);
    await known();
    const other = await makeTenant(engine);
    const crowd: string[] = [];
    for (let index = 0; index < 10; index += 1) crowd.push(await makeJob(engine, other, oneStep()));
    const mine = [await makeJob(engine, tenant, oneStep()), await makeJob(engine, tenant, oneStep())];
    const places = async (ids: string[], of: Tenant) => {
      const seen = await Promise.all(ids.map((id) => forecast(id, of)));
      return seen.map(({ queuePosition }) => queuePosition ?? 0);
    };
    const all = [...(await places(crowd, other)), ...(await places(mine, tenant))];
    // Each place once: they take turns while both have films.
    expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
    expect(Math.max(...all.slice(10))).toBeLessThanOrEqual(4);
    // One of the two workers is theirs: twice as long as alone.
    const [, second] = mine;
    expect((await forecast(second ?? '')).start).toBeCloseTo(29, 0);
    const rows = await engine.database
      .scope({ actor: tenant.actor, requestId: newId(), signal: new AbortController().signal })
      .tx((em) => em.execute<object[]>('select * from job_forecasts(?::uuid[])', [`{${crowd.join(',')}}`]));
    expect(rows).toEqual([]);
  });

  test('follows priorities', async () => {
    await workers(2);
    const [usual, urgent] = [await makeJob(engine, tenant, oneStep()), await makeJob(engine, tenant, oneStep())];
    await engine.owner('update jobs set priority = 9 where id = $1', [urgent]);
    expect((await forecast(urgent)).queuePosition).toBe(1);
    expect((await forecast(usual)).queuePosition).toBe(2);
  });
});

describe('the limits of a workspace', () => {
  test('are those of its plan, and told to nobody else', async () => {
    const limits = (actor = tenant.actor) => request(engine, actor, (scope) => limitsOf(scope, tenant.workspaceId));
    expect(await limits()).toMatchObject({ plan: 'standard', concurrentSteps: 32, weight: 1 });
    await engine.owner(`insert into workspace_plans values ($1, 'studio')`, [tenant.workspaceId]);
    expect(await limits()).toMatchObject({ plan: 'studio', concurrentSteps: 96, weight: 4 });
    const stranger = await makeTenant(engine);
    await expect(limits(stranger.actor)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await workerScope(engine, stranger).tx((em) => em.execute(`update workspace_plans set plan = 'standard'`));
    expect(await limits()).toMatchObject({ plan: 'studio' });
    await expect(workerScope(engine, tenant).tx((em) => em.execute(`update plans set weight = 9`))).rejects.toMatchObject({
      code: '42501',
    });
  });
});
