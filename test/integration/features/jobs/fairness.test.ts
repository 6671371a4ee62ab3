import { beforeEach, describe, expect, test } from 'vitest';
import { stepQueue } from '../../../../src/features/jobs/steps/step.queue.ts';
import type { StepPlan } from '../../../../src/features/jobs/steps/step-handler.ts';
import { Failure } from '../../../../src/kernel/failure.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { begin, looseSteps, makeJob, makeTenant, useEngine, request, scopeOf, workerScope, type Tenant } from '../../../support/engine.ts';

const engine = useEngine({ poolSize: 20, concurrency: 0 });
beforeEach(async () => {
  await engine.owner('truncate jobs, workers, scheduler_clocks cascade');
  await engine.owner('delete from pgboss.job');
});

const workers = (count: number) => engine.owner(`insert into workers values ($1, $2, 'infinity')`, [newId(), count]);

/** A workspace with a plan of its own. */
async function tenantWith(concurrentSteps: number, weight = 1): Promise<Tenant> {
  const [tenant, plan] = [await makeTenant(engine), newId()];
  await engine.owner('insert into plans values ($1, $2, $3)', [plan, concurrentSteps, weight]);
  await engine.owner('insert into workspace_plans values ($1, $2)', [tenant.workspaceId, plan]);
  return tenant;
}

interface Admitted {
  readonly id: string;
  readonly jobId: string;
  readonly workspaceId: string;
}

/** What lies in the queue or runs, oldest admission first. */
const admitted = (): Promise<Admitted[]> =>
  engine.owner(`select id, job_id as "jobId", workspace_id as "workspaceId" from job_steps
    where dispatched_at is not null and status in ('PENDING', 'RUNNING') order by dispatched_at, id`);

/** Takes a step and finishes it, as a worker would. */
async function work({ id, jobId, workspaceId }: Admitted): Promise<void> {
  const scope = workerScope(engine, { workspaceId });
  const step = await engine.steps.begin(scope, { version: 1, workspaceId, jobId, stepId: id }, newId());
  if (step) await engine.steps.finish(scope, step, {});
  await engine.dispatch();
}

/** Works on one step after the other, and tells whose they were. */
async function workOneByOne(count: number): Promise<string[]> {
  const order: string[] = [];
  for (let done = 0; done < count; done += 1) {
    const [next] = await admitted();
    if (!next) break;
    order.push(next.workspaceId);
    await work(next);
  }
  return order;
}

/** Fills jobs with one loose step each. */
async function makeJobs(tenant: Tenant, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) ids.push(await makeJob(engine, tenant, looseSteps(1)));
  return ids;
}

describe('the cap of a workspace', () => {
  test('counts no step that waits until a date', async () => {
    await workers(8);
    const tenant = await tenantWith(2);
    await makeJobs(tenant, 4);
    await engine.dispatch();
    const first = await admitted();
    expect(first).toHaveLength(2);
    await engine.owner(`update job_steps set backoff_until = now() + interval '1 day' where id = any ($1)`, [first.map(({ id }) => id)]);
    await engine.dispatch();
    expect(await admitted()).toHaveLength(4);
    // Their time has come: the workspace has more than it may, and gets nothing new.
    await engine.owner(`update job_steps set backoff_until = now() - interval '1 second' where id = any ($1)`, [first.map(({ id }) => id)]);
    await makeJobs(tenant, 1);
    await engine.dispatch();
    expect(await admitted()).toHaveLength(4);
  });

  test('is never passed while jobs are made, finished and canceled at once', async () => {
    await workers(64);
    const [narrow, wide] = [await tenantWith(3), await tenantWith(7)];
    // Counted by the database at each commit that admits: what a look from outside would miss.
    await engine.owner(`create table high_water (workspace_id uuid, steps int)`);
    await engine.owner(`create function note_water() returns trigger language plpgsql security definer as $$ begin
      insert into high_water select s.workspace_id, count(*) from job_steps s
        where s.dispatched_at is not null and s.status in ('PENDING', 'RUNNING') group by 1; return null; end $$`);
    await engine.owner(`create constraint trigger note_water after update of dispatched_at on job_steps deferrable initially deferred
      for each row execute function note_water()`);
    const made = await Promise.all(
      [narrow, wide].flatMap((tenant) => Array.from({ length: 25 }, () => makeJob(engine, tenant, looseSteps(3)))),
    );
    const owners = [...Array.from({ length: 25 }, () => narrow), ...Array.from({ length: 25 }, () => wide)];
    const cancels = made.flatMap((id, index) => {
      const tenant = owners[index] ?? narrow;
      return index % 5 === 4 ? [request(engine, tenant.actor, (scope) => engine.jobs.cancel(scope, id))] : [];
    });
    const worked = (async () => {
      for (let some = await admitted(); some.length > 0; some = await admitted()) await Promise.allSettled(some.map(work));
    })();
    expect((await Promise.allSettled([...cancels, worked])).filter(({ status }) => status === 'rejected')).toEqual([]);
    const marks = await engine.owner<{ workspaceId: string; most: number }>(
      'select workspace_id as "workspaceId", max(steps)::int as most from high_water group by 1',
    );
    expect(Object.fromEntries(marks.map(({ workspaceId, most }) => [workspaceId, most]))).toEqual({
      [narrow.workspaceId]: 3,
      [wide.workspaceId]: 7,
    });
    expect(await engine.owner(`select 1 from jobs where status in ('QUEUED', 'RUNNING')`)).toEqual([]);
    await engine.owner('drop trigger note_water on job_steps');
    await engine.owner('drop function note_water()');
    await engine.owner('drop table high_water');
  });

  test('leaves room to others', async () => {
    await workers(8);
    const [capped, other] = [await tenantWith(2), await makeTenant(engine)];
    await makeJobs(capped, 10);
    expect(await admitted()).toHaveLength(2);
    await makeJobs(other, 10);
    expect((await admitted()).map(({ workspaceId }) => workspaceId).filter((id) => id === other.workspaceId)).toHaveLength(6);
  });
});

describe('workspaces take turns', () => {
  test('the film of another starts when the first step of a hundred films ends', async () => {
    await workers(4);
    const [crowd, other] = [await makeTenant(engine), await makeTenant(engine)];
    await Promise.all(Array.from({ length: 100 }, () => makeJob(engine, crowd, looseSteps(1))));
    const film = await makeJob(engine, other, looseSteps(2));
    expect((await admitted()).map(({ workspaceId }) => workspaceId)).toEqual(Array.from({ length: 4 }, () => crowd.workspaceId));
    const [first] = await admitted();
    if (first) await work(first);
    expect((await admitted()).at(-1)).toMatchObject({ jobId: film });
    // And from then on each second one is theirs.
    const [second] = await admitted();
    if (second) await work(second);
    const [third] = await admitted();
    if (third) await work(third);
    expect((await admitted()).filter(({ workspaceId }) => workspaceId === other.workspaceId)).toHaveLength(2);
  });

  test('by their weights', async () => {
    await workers(4);
    const [light, heavy] = [await tenantWith(32, 1), await tenantWith(32, 3)];
    for (const tenant of [light, heavy]) await makeJobs(tenant, 25);
    await workOneByOne(4);
    const order = await workOneByOne(24);
    const ofHeavy = order.filter((id) => id === heavy.workspaceId).length;
    expect(ofHeavy).toBeGreaterThanOrEqual(17);
    expect(ofHeavy).toBeLessThanOrEqual(19);
  });

  test('and one that was idle saves nothing up', async () => {
    await workers(4);
    const [busy, idle] = [await makeTenant(engine), await makeTenant(engine)];
    await makeJobs(idle, 1);
    await workOneByOne(1);
    await makeJobs(busy, 30);
    await workOneByOne(14);
    await makeJobs(idle, 14);
    await workOneByOne(4);
    expect((await workOneByOne(10)).filter((id) => id === idle.workspaceId)).toHaveLength(5);
  });

  test('those who ask for one small thing after the other do not starve a backlog', async () => {
    await workers(4);
    const tenants = [await makeTenant(engine), await makeTenant(engine), await makeTenant(engine)];
    const crowd = await makeTenant(engine);
    await makeJobs(crowd, 40);
    const order: string[] = [];
    for (let round = 0; round < 8; round += 1) {
      for (const tenant of tenants) await makeJobs(tenant, 1);
      order.push(...(await workOneByOne(4)));
    }
    expect(order.filter((id) => id === crowd.workspaceId).length).toBeGreaterThanOrEqual(8);
  });
});

describe('within a workspace', () => {
  test('higher priority is sooner, then the older job, then its more urgent step', async () => {
    await workers(4);
    const tenant = await makeTenant(engine);
    await makeJobs(tenant, 4);
    const create = async (priority: number, steps: readonly StepPlan[] = looseSteps(1)): Promise<string> => {
      const [scope, id, { workspaceId }] = [scopeOf(engine, tenant.actor), newId(), tenant];
      await scope.tx((em) => engine.jobs.create(em, scope, { id, workspaceId, type: 'VIDEO', title: 'x', input: {}, steps, priority }));
      return id;
    };
    const mixed = Array.from({ length: 5 }, (_, urgency): StepPlan => ({ id: newId(), name: 'VOICE', urgency, weight: 0.2, unlocks: [] }));
    const jobs = [await create(5), await create(0), await create(9), await create(5), await create(7, mixed)];
    const [five, none, nine, later, seven] = jobs;
    await workOneByOne(4);
    const order: string[] = [];
    const steps: string[] = [];
    // One step at a time, so that each admission is a choice of one.
    await engine.owner('update workers set concurrency = 1');
    for (let left = await admitted(); left.length > 0; left = await admitted()) {
      for (const step of left) {
        order.push(step.jobId);
        steps.push(step.id);
        await work(step);
      }
    }
    const ids = (...some: (string | undefined)[]): string[] => some.map((id) => id ?? '').toSorted();
    const sorted = (from: number, to: number): string[] => order.slice(from, to).toSorted();
    expect(sorted(0, 4)).toEqual(ids(nine, seven, seven, seven));
    expect(sorted(4, 9)).toEqual(ids(seven, seven, five, later, none));
    expect(order.at(-1)).toBe(none);
    const rank = (place: number): number => steps.indexOf(mixed[place]?.id ?? '');
    expect(Math.max(rank(4), rank(3), rank(2))).toBeLessThan(Math.min(rank(0), rank(1)));
    expect(rank(1)).toBeLessThan(rank(0));
  });
});

describe('a step that another worker has', () => {
  test('is left alone by a second delivery, and taken by the first one when it comes again', async () => {
    const tenant = await makeTenant(engine);
    const { workspaceId } = tenant;
    const [step] = looseSteps(1);
    const jobId = await makeJob(engine, tenant, step ? [step] : []);
    const stepId = step?.id ?? '';
    const payload = { version: 1, workspaceId, jobId, stepId } as const;
    const worker = workerScope(engine, tenant);
    await worker.tx((em) => engine.queue.send(em, stepQueue, payload));
    const deliveries = await engine.owner<{ id: string }>(`update pgboss.job set state = 'active' where name = 'step' returning id`);
    const [one, two] = deliveries.map(({ id }) => id);
    if (!one || !two) throw new Error('it was sent twice');
    const holder = await engine.steps.begin(worker, payload, one);
    expect(holder).toMatchObject({ attempt: 1 });
    expect(await engine.steps.begin(worker, payload, two)).toBeUndefined();
    const row = () => engine.owner('select status, attempt, crashes from job_steps where id = $1', [stepId]);
    expect(await row()).toEqual([{ status: 'RUNNING', attempt: 1, crashes: 0 }]);
    // The queue hands the same delivery out again only when its worker was silent.
    const next = await engine.steps.begin(worker, payload, one);
    expect(next).toMatchObject({ attempt: 2 });
    expect(await row()).toEqual([{ status: 'RUNNING', attempt: 2, crashes: 1 }]);
    // A delivery that has ended without an end of the step holds nothing either.
    await engine.owner(`update pgboss.job set state = 'failed' where id = $1`, [one]);
    expect(await engine.steps.begin(worker, payload, two)).toMatchObject({ attempt: 3 });
    expect(await row()).toEqual([{ status: 'RUNNING', attempt: 3, crashes: 2 }]);
  });
});

describe('workers', () => {
  test('make room by saying that they live, and take it along', async () => {
    const tenant = await makeTenant(engine);
    await makeJobs(tenant, 20);
    expect(await admitted()).toHaveLength(4);
    const worker = workerScope(engine, tenant);
    const [one, two] = [newId(), newId()];
    await engine.steps.heartbeat(worker, { id: one, concurrency: 6 });
    expect(await admitted()).toHaveLength(6);
    await engine.steps.heartbeat(worker, { id: two, concurrency: 3 });
    await engine.steps.heartbeat(worker, { id: two, concurrency: 3 });
    expect(await admitted()).toHaveLength(9);
    await engine.steps.deregister(worker, two);
    await engine.owner(`update workers set last_seen_at = now() - interval '16 seconds' where id = $1`, [one]);
    await workOneByOne(6);
    expect(await admitted()).toHaveLength(4);
  });

  test('are not kept for a step that waits for its next try', async () => {
    await workers(4);
    const tenant = await makeTenant(engine);
    await makeJobs(tenant, 6);
    const [first] = await admitted();
    if (!first) throw new Error('four are dispatched');
    const begun = await begin(engine, tenant, first.jobId, first.id);
    await engine.steps.fail(
      workerScope(engine, tenant),
      begun,
      new Failure('VENDOR_BUSY', 'Later.', { category: 'PROVIDER', retryable: true, hint: 'Wait.' }),
    );
    expect(await admitted()).toHaveLength(5);
  });
});
