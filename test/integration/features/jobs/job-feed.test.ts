import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JobProgressEvent } from '../../../../src/features/jobs/log/job-log.ts';
import { readSequence } from '../../../../src/kernel/page.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import { FanOut } from '../../../../src/platform/event-stream/fan-out.ts';
import { entities } from '../../../../src/app/database/entities.ts';
import { openDatabase, type Database } from '../../../../src/platform/database/database.ts';
import {
  busySessions,
  eventsOf,
  jobRow,
  looseSteps,
  makeJob,
  makeRunningJob,
  makeTenant,
  numbersTo,
  openEngine,
  scopeOf,
  until,
  workerScope,
  type Engine,
  type Tenant,
} from '../../../support/engine.ts';
import { followLog, type FollowedLog } from '../../../support/follow-log.ts';

let engine: Engine;
let tenant: Tenant;
/** Writers have a pool of their own, as workers have a process of their own. */
let writers: Database;
beforeAll(async () => {
  engine = await openEngine({ poolSize: 10 });
  tenant = await makeTenant(engine);
  writers = await openDatabase({ url: engine.urls.applicationUrl, entities, poolSize: 4 });
});
afterAll(async () => {
  await writers.close();
  await engine.close();
});

const fanOut = new FanOut(silentLog);

function subscribe(jobId: string, after?: number, outer = new AbortController()): FollowedLog<JobProgressEvent> {
  const scope = scopeOf(engine, tenant.actor, outer.signal);
  const { workspaceId } = tenant;
  return followLog(fanOut, { key: jobId, log: engine.jobFeed.logOf(scope, { id: jobId, workspaceId }, after) }, outer.signal);
}

async function all(stream: AsyncIterable<JobProgressEvent>): Promise<JobProgressEvent[]> {
  const events: JobProgressEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

const writer = () => {
  const { workspaceId } = tenant;
  return writers.scope({ actor: { kind: 'worker', workspaceId }, requestId: 'writer', signal: new AbortController().signal });
};
const append = (jobId: string, message: string) =>
  writer().tx((em) => em.execute(`select append_job_event(?, 'LOG', null, null, ?)`, [jobId, message]));
/** Writes `count` events, one after the other, and then ends the job. */
async function hammer(jobId: string, count: number, meanwhile: (index: number) => void = () => undefined): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    meanwhile(index);
    await append(jobId, `event ${index}`);
  }
  await engine.jobs.cancel(scopeOf(engine, tenant.actor), jobId);
}

test('100 subscriptions, opened at any moment of a hammering writer, each see every event once and in order, and end with the job', async () => {
  const jobId = await makeJob(engine, tenant, looseSteps(1));
  const open = async (index: number): Promise<{ after: number | undefined; events: JobProgressEvent[] }> => {
    // From now on, from the beginning, or from near here: by then the writer is elsewhere.
    const after = [undefined, 0, index * 2][index % 3];
    return { after, events: await all(subscribe(jobId, after)) };
  };
  const opened: ReturnType<typeof open>[] = [];
  await hammer(jobId, 200, (index) => {
    if (index % 2 === 0) opened.push(open(index / 2));
  });
  const results = await Promise.all(opened);
  expect(results).toHaveLength(100);
  const last = (await jobRow(engine, jobId)).sequence;
  for (const { after, events } of results) {
    const [first] = events;
    const from = after === undefined ? (first?.sequence ?? 0) : after + 1;
    expect(events.map(({ sequence }) => sequence)).toEqual(numbersTo(last).slice(Math.max(0, from - 1)));
    expect(events.map(({ type }) => type === 'SNAPSHOT')).toEqual(events.map((_, index) => after === undefined && index === 0));
    // One that came too late for anything else still hears how the job ended.
    if (events.length > 0) expect(events.at(-1)).toMatchObject({ status: 'CANCELED' });
    for (const event of events) expect(readSequence(event.cursor, 'after')).toBe(event.sequence);
  }
});

describe('a subscription', () => {
  test('begins with what is true now, and follows live', async () => {
    const { jobId, running } = await makeRunningJob(engine, tenant, 2);
    const stream = subscribe(jobId);
    const { sequence, progress } = await jobRow(engine, jobId);
    expect((await stream.next()).value).toMatchObject({ type: 'SNAPSHOT', status: 'RUNNING', sequence, progress, step: 'SEGMENT' });
    const next = stream.next();
    await append(jobId, 'something new');
    expect((await next).value).toMatchObject({ type: 'LOG', message: 'something new', sequence: sequence + 1 });
    for (const step of running) await engine.steps.finish(workerScope(engine, tenant), step, {});
    const rest = await all(stream);
    expect(rest.map(({ type, status }) => `${type} ${status}`)).toEqual(['STEP RUNNING', 'STEP RUNNING', 'STATUS COMPLETED']);
  });

  test('of a finished job is a snapshot and its end, or what the cursor missed', async () => {
    const jobId = await makeJob(engine, tenant, looseSteps(1));
    await hammer(jobId, 3);
    expect((await all(subscribe(jobId))).map(({ type, status }) => `${type} ${status}`)).toEqual(['SNAPSHOT CANCELED']);
    expect((await all(subscribe(jobId, 2))).map(({ sequence }) => sequence)).toEqual([3, 4, 5]);
    expect(await all(subscribe(jobId, 5))).toEqual([]);
  });

  test('reads long logs in pieces', async () => {
    const jobId = await makeJob(engine, tenant, looseSteps(1));
    await writer().tx((em) => em.execute(`select append_job_event(?, 'LOG', null, null, n::text) from generate_series(1, 450) n`, [jobId]));
    await engine.jobs.cancel(scopeOf(engine, tenant.actor), jobId);
    expect((await all(subscribe(jobId, 0))).map(({ sequence }) => sequence)).toEqual(numbersTo(452));
  });

  test('whose cursor is from the future, or older than what is kept, begins again with a snapshot', async () => {
    const jobId = await makeJob(engine, tenant, looseSteps(1));
    await hammer(jobId, 5);
    for (const after of [8, 2_147_483_647, 2_147_483_648, Number.MAX_SAFE_INTEGER]) {
      expect(
        (await all(subscribe(jobId, after))).map(({ type }) => type),
        String(after),
      ).toEqual(['SNAPSHOT']);
    }
    await engine.owner('delete from job_events where job_id = $1 and sequence < 4', [jobId]);
    expect((await all(subscribe(jobId, 1))).map(({ type }) => type)).toEqual(['SNAPSHOT']);
    expect((await all(subscribe(jobId, 3))).map(({ sequence }) => sequence)).toEqual([4, 5, 6, 7]);
  });

  test.each([
    ['that goes on', false],
    ['that has ended', true],
  ])('of a job %s, whose whole log was collected, begins again too', async (_what, ended) => {
    const jobId = await makeJob(engine, tenant, looseSteps(1));
    await append(jobId, 'one');
    if (ended) await engine.jobs.cancel(scopeOf(engine, tenant.actor), jobId);
    await engine.owner('delete from job_events where job_id = $1', [jobId]);
    const stream = subscribe(jobId, 1);
    expect((await stream.next()).value).toMatchObject({ type: 'SNAPSHOT' });
    if (ended) expect(await stream.next()).toMatchObject({ done: true });
    await stream.return();
  });

  test('ends at once when its reader leaves while nothing happens, and leaves no listener and no connection behind', async () => {
    const { jobId } = await makeRunningJob(engine, tenant, 1);
    expect(engine.jobFeed.open).toBe(0);
    const streams = Array.from({ length: 20 }, () => subscribe(jobId));
    await Promise.all(streams.map((stream) => stream.next()));
    const nexts = streams.map((stream) => stream.next());
    await until(() => engine.jobFeed.open === 1);
    await Promise.all(streams.map((stream) => stream.return()));
    expect((await Promise.all(nexts)).map(({ done }) => done)).toEqual(streams.map(() => true));
    expect(engine.jobFeed.open).toBe(0);
    expect(await busySessions(engine)).toEqual([]);
  });

  test('ends when its request is over', async () => {
    const { jobId } = await makeRunningJob(engine, tenant, 1);
    const gone = new AbortController();
    const stream = subscribe(jobId, undefined, gone);
    await stream.next();
    const next = stream.next();
    gone.abort();
    expect(await next).toMatchObject({ done: true });
    expect(engine.jobFeed.open).toBe(0);
  });

  test('says nothing of a job that is not the actor’s', async () => {
    const { jobId } = await makeRunningJob(engine, tenant, 1);
    const stranger = await makeTenant(engine);
    const log = engine.jobFeed.logOf(scopeOf(engine, stranger.actor), { id: jobId, workspaceId: tenant.workspaceId }, 0);
    expect(await all(followLog(fanOut, { key: 'stranger', log }))).toEqual([]);
  });
});

test('losing the LISTEN connection, again and again, loses no event', async () => {
  const jobId = await makeJob(engine, tenant, looseSteps(1));
  const streams = Array.from({ length: 10 }, () => all(subscribe(jobId, 0)));
  const cut = async (): Promise<number> =>
    (
      await engine.owner(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'reelwright listen'`,
      )
    ).length;
  for (let round = 0; round < 5; round += 1) {
    await until(async () => (await cut()) > 0);
    // Written while nobody listens.
    await append(jobId, `in the gap ${round}`);
  }
  await until(async () => (await cut()) > 0);
  await engine.jobs.cancel(scopeOf(engine, tenant.actor), jobId);
  const log = (await eventsOf(engine, jobId)).map(({ sequence }) => sequence);
  for (const events of await Promise.all(streams)) expect(events.map(({ sequence }) => sequence)).toEqual(log);
});
