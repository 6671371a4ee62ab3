import { beforeEach, describe, expect, test } from 'vitest';
import type { StepPlan, WaitingSteps } from '../../../../src/features/jobs/steps/step-handler.ts';
import { firstSteps, sceneSteps } from '../../../../src/features/renders/video-plan.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { dispatchSteps } from '../../../support/dispatcher.ts';
import { begin, jobRow, looseSteps, makeJob, makeTenant, useEngine, scopeOf, workerScope, type Tenant } from '../../../support/engine.ts';

/** Of the standard plan; the workers could do more. */
const CAP = 32;

const engine = useEngine({ poolSize: 20 });
let tenant: Tenant;
beforeEach(async () => {
  await engine.owner('truncate jobs cascade');
  await engine.owner('delete from pgboss.job');
  tenant = await makeTenant(engine);
});

/** Steps that lie in the queue or run, in the order of the backlog. */
const dispatched = async (): Promise<string[]> =>
  (
    await engine.owner<{ id: string }>(
      `select id from job_steps where dispatched_at is not null and status in ('PENDING', 'RUNNING') order by job_id, id`,
    )
  ).map(({ id }) => id);
const sent = async (): Promise<string[]> =>
  (await engine.owner<{ step: string }>(`select data->>'stepId' as step from pgboss.job order by 1`)).map(({ step }) => step);
const blockers = async (jobId: string): Promise<Record<string, number>> =>
  Object.fromEntries(
    (
      await engine.owner<{ place: string; blocked_by: number }>(
        `select name || '/' || position as place, blocked_by from job_steps where job_id = $1`,
        [jobId],
      )
    ).map(({ place, blocked_by }) => [place, blocked_by]),
  );

const finish = async (jobId: string, id: string, outcome = {}): Promise<void> => {
  const begun = await begin(engine, tenant, jobId, id);
  await engine.steps.finish(workerScope(engine, tenant), begun, outcome);
};

describe('a job and its place in the queue', () => {
  test('are committed together, or neither is', async () => {
    const failing = scopeOf(engine, tenant.actor).tx(async (em) => {
      const job = { id: newId(), workspaceId: tenant.workspaceId, type: 'VIDEO', title: 'never', input: {}, steps: looseSteps(3) } as const;
      await engine.jobs.create(em, scopeOf(engine, tenant.actor), job);
      throw new Error('the mutation failed afterwards');
    });
    await expect(failing).rejects.toThrow('the mutation failed afterwards');
    expect(await engine.owner('select 1 from jobs union all select 1 from pgboss.job')).toEqual([]);
    const steps = looseSteps(3);
    await makeJob(engine, tenant, steps);
    expect(await sent()).toEqual(steps.map(({ id }) => id).toSorted());
  });

  test('hold ids only, and the version of the payload', async () => {
    const [step] = looseSteps(1);
    const jobId = await makeJob(engine, tenant, step ? [step] : []);
    const rows = await engine.owner<{ data: object }>('select data from pgboss.job');
    expect(rows).toEqual([{ data: { version: 1, workspaceId: tenant.workspaceId, jobId, stepId: step?.id } }]);
  });
});

describe('steps wait for what they need', () => {
  test('a film begins with its script, and each step is let go by the last that it waited for', async () => {
    const plan = firstSteps();
    const [script, assemble] = plan;
    const jobId = await makeJob(engine, tenant, plan);
    expect(await dispatched()).toEqual([script?.id]);
    const scenes = [0, 1].map((position) => ({ id: newId(), position, narration: 'x', heading: 'x', motion: 'NONE' as const }));
    let steps: readonly StepPlan[] = [];
    await finish(jobId, script?.id ?? '', {
      addSteps: (waiting: WaitingSteps) => {
        expect(waiting.get('ASSEMBLE')).toBe(assemble?.id);
        return (steps = sceneSteps({ scenes }, [assemble?.id ?? '']));
      },
    });
    const idOf = (name: string, position: number): string =>
      [...plan, ...steps].find((step) => step.name === name && (step.position ?? 0) === position)?.id ?? '';
    expect(await blockers(jobId)).toMatchObject({
      'ASSEMBLE/0': 2,
      'SEGMENT/0': 4,
      'SEGMENT/1': 3,
      'VOICE/0': 0,
      'VISUAL/1': 0,
      'VERIFY/0': 1,
    });
    for (const at of [0, 1]) for (const name of ['VISUAL', 'VOICE']) await finish(jobId, idOf(name, at));
    expect(await dispatched()).toEqual([idOf('SEGMENT', 0), idOf('SEGMENT', 1)].toSorted());
    await finish(jobId, idOf('SEGMENT', 1));
    expect(await dispatched()).toEqual([idOf('SEGMENT', 0)]);
    await finish(jobId, idOf('SEGMENT', 0));
    for (const name of ['ASSEMBLE', 'VERIFY', 'DELIVER']) {
      expect(await dispatched()).toEqual([idOf(name, 0)]);
      expect(await jobRow(engine, jobId)).toMatchObject({ status: 'RUNNING' });
      await finish(jobId, idOf(name, 0));
    }
    expect(await jobRow(engine, jobId)).toMatchObject({ status: 'COMPLETED', progress: 1 });
  });
});

describe('the cap', () => {
  test('is never passed, however many dispatch at once, and the first come are the first served', async () => {
    const plans = Array.from({ length: 50 }, () => looseSteps(3));
    const ids = await Promise.all(plans.map((steps) => makeJob(engine, tenant, steps)));
    expect(await dispatched()).toHaveLength(CAP);
    expect(await sent()).toHaveLength(CAP);
    // All have finished, so that all places are free; 50 transactions fill them at once.
    await engine.owner(`update job_steps set status = 'COMPLETED' where dispatched_at is not null`);
    const processes = ids.map(() => engine.database.openTransactions());
    await Promise.all(processes.map((one) => one.transaction(({ run }) => dispatchSteps(run, engine.queue, 64))));
    await Promise.all(processes.map((one) => one.close()));
    const now = await dispatched();
    expect(now).toHaveLength(CAP);
    const waiting = await engine.owner<{ id: string }>(
      `select id from job_steps where status = 'PENDING' order by job_id, id limit ${CAP}`,
    );
    expect(now).toEqual(waiting.map(({ id }) => id));
    expect(await sent()).toHaveLength(2 * CAP);
    expect(new Set(await sent()).size).toBe(2 * CAP);
  });

  test('gives a place back when a step ends, whatever the end is', async () => {
    const [first, second] = [looseSteps(CAP), looseSteps(3)];
    const jobId = await makeJob(engine, tenant, first);
    await makeJob(engine, tenant, second);
    const [one, two] = first;
    expect(await dispatched()).toHaveLength(CAP);
    await finish(jobId, one?.id ?? '');
    expect(await dispatched()).toContain(second[0]?.id);
    // Handed back, it belongs to the oldest job and is the first to be served again.
    const begun = await begin(engine, tenant, jobId, two?.id ?? '');
    await engine.steps.handBack(workerScope(engine, tenant), begun);
    expect(await dispatched()).toContain(two?.id);
    await engine.jobs.cancel(scopeOf(engine, tenant.actor), jobId);
    expect(await dispatched()).toEqual(second.map(({ id }) => id).toSorted());
  });
});

test('canceling jobs whose steps are next in the backlog never deadlocks with those who dispatch them', async () => {
  const plans = Array.from({ length: 30 }, () => looseSteps(10));
  const ids: string[] = [];
  for (const steps of plans) ids.push(await makeJob(engine, tenant, steps));
  // The first steps are dispatched; those of the later jobs wait, and every end of a step reaches for them.
  const ends = plans.slice(0, 6).flatMap((steps, index) => steps.map(({ id }) => finish(ids[index] ?? '', id)));
  const cancels = ids.slice(6).map((id) => engine.jobs.cancel(scopeOf(engine, tenant.actor), id));
  const results = await Promise.allSettled([...ends, ...cancels]);
  expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
  expect(await dispatched()).toEqual([]);
});

test('steps that the queue has lost come back, and only those', async () => {
  const steps = looseSteps(3);
  const [waiting, running, healthy] = steps;
  const jobId = await makeJob(engine, tenant, steps);
  await begin(engine, tenant, jobId, running?.id ?? '');
  await engine.owner(`delete from pgboss.job where data->>'stepId' <> $1`, [healthy?.id]);
  expect(await engine.steps.requeueLost(workerScope(engine, tenant)), 'not before a minute has passed').toBe(0);
  await engine.owner(`update job_steps set dispatched_at = now() - interval '2 minutes' where job_id = $1`, [jobId]);
  expect(await engine.steps.requeueLost(workerScope(engine, tenant))).toBe(2);
  expect(await sent()).toEqual(steps.map(({ id }) => id).toSorted());
  expect(await engine.owner('select id, status, crashes from job_steps where job_id = $1 order by id', [jobId])).toEqual([
    { id: waiting?.id, status: 'PENDING', crashes: 0 },
    { id: running?.id, status: 'PENDING', crashes: 1 },
    { id: healthy?.id, status: 'PENDING', crashes: 0 },
  ]);
  expect(await engine.steps.requeueLost(workerScope(engine, tenant))).toBe(0);
});
