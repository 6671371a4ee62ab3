import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { forecastOf } from '../../../../src/features/jobs/scheduling/job-forecast.ts';
import type { JobFilter, JobOrderField } from '../../../../src/features/jobs/job/job.read.ts';
import type { Scope } from '../../../../src/platform/database/scope.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { readSequence, writeCursor } from '../../../../src/kernel/page.ts';
import type { PageArgs } from '../../../../src/kernel/page.ts';
import { looseSteps, makeJob, makeTenant, useEngine, scopeOf, type Tenant } from '../../../support/engine.ts';

const engine = useEngine();
let tenant: Tenant;
let scope: Scope;
/** The webhook’s deliveries of the last 30 days, newest first. */
const ids: string[] = [];
beforeAll(async () => {
  tenant = await makeTenant(engine);
  for (let index = 0; index < 7; index += 1) ids.unshift(await makeJob(engine, tenant, looseSteps(1)));
  await makeJob(engine, await makeTenant(engine), looseSteps(1));
});
beforeEach(() => {
  scope = scopeOf(engine, tenant.actor);
  return () => scope.close();
});

const list = (args: PageArgs, direction: 'ASC' | 'DESC' = 'DESC', filter: JobFilter = {}, field: JobOrderField = 'CREATED_AT') =>
  engine.jobs.list(scope, tenant.workspaceId, { ...args, filter, orderBy: { field, direction } });

describe('the jobs of a workspace', () => {
  test.each([
    ['DESC', 'forwards'],
    ['ASC', 'forwards'],
    ['DESC', 'backwards'],
    ['ASC', 'backwards'],
  ] as const)('%s, %s: every page once, in order, without the jobs of others', async (direction, way) => {
    const forwards = way === 'forwards';
    const seen: string[] = [];
    for (let cursor: string | undefined, more = true; more;) {
      const page = await list(forwards ? { first: 3, after: cursor ?? null } : { last: 3, before: cursor ?? null }, direction);
      const found = page.rows.map(({ id }) => id);
      if (forwards) seen.push(...found);
      else seen.unshift(...found);
      cursor = writeCursor((forwards ? found.at(-1) : found[0]) ?? '');
      more = forwards ? page.hasNextPage : page.hasPreviousPage;
      expect(forwards ? page.hasPreviousPage : page.hasNextPage).toBe(seen.length > 3);
    }
    expect(seen).toEqual(direction === 'DESC' ? ids : ids.toReversed());
  });

  test('are filtered and counted', async () => {
    await engine.owner(`update jobs set status = 'FAILED' where id = $1`, [ids[2]]);
    await engine.owner(`update jobs set title = 'Ärger 100%', created_at = now() - interval '1 year' where id = $1`, [ids[3]]);
    const found = async (filter: JobFilter): Promise<string[]> => {
      const { rows, count } = await list({}, 'DESC', filter);
      expect(await count()).toBe(rows.length);
      return rows.map(({ id }) => id);
    };
    expect(await found({ status: ['FAILED'], type: ['VIDEO'] })).toEqual([ids[2]]);
    expect(await found({ status: ['FAILED', 'QUEUED'] })).toEqual(ids);
    expect(await found({ status: ['QUEUED'] })).toHaveLength(6);
    expect(await found({ status: [] })).toEqual([]);
    expect(await found({ type: ['SPEECH'] })).toEqual([]);
    expect(await found({ text: 'ÄRGER' })).toEqual([ids[3]]);
    expect(await found({ text: '0%' })).toEqual([ids[3]]);
    expect(await found({ text: '_' })).toEqual([]);
    expect(await found({ createdBy: tenant.userId })).toEqual(ids);
    expect(await found({ createdBy: newId() })).toEqual([]);
    const monthAgo = new Date(Date.now() - 30 * 86_400_000);
    expect(await found({ to: monthAgo })).toEqual([ids[3]]);
    expect(await found({ from: monthAgo })).toHaveLength(6);
  });

  test.each([
    [{ createdBy: 'nonsense' }, 'filter.createdBy'],
    [{ text: 'a'.repeat(201) }, 'filter.text'],
    [{ status: Array<'QUEUED'>(51).fill('QUEUED') }, 'filter.status'],
    [{ from: new Date(1), to: new Date(1) }, 'filter.to'],
  ])('a filter that the list cannot use is refused by the name of its field: %j', async (filter, path) => {
    const refusal = { code: 'BAD_USER_INPUT', fields: [{ path, message: expect.any(String) as string }] };
    await expect(list({}, 'DESC', filter)).rejects.toMatchObject(refusal);
  });

  test('by title: every page once, also among equals, with cursors of that order alone', async () => {
    for (const direction of ['ASC', 'DESC'] as const) {
      const whole = await list({}, direction, {}, 'TITLE');
      const seen: string[] = [];
      for (let after: string | null = null, more = true; more;) {
        const page: Awaited<ReturnType<typeof list>> = await list({ first: 2, after }, direction, {}, 'TITLE');
        seen.push(...page.rows.map(({ id }) => id));
        after = page.rows.length > 0 ? page.cursorOf(page.rows.at(-1)!) : null;
        more = page.hasNextPage;
      }
      expect(seen).toEqual(whole.rows.map(({ id }) => id));
      expect(seen).toHaveLength(7);
      await expect(list({ after: whole.cursorOf(whole.rows[0]!) })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    }
  });

  test('a cursor of another list, or of nobody, is refused before the database sees it', async () => {
    for (const after of [writeCursor(3), writeCursor('abc'), 'nonsense', ''])
      await expect(list({ after })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    // One that points between rows is as good as any.
    expect((await list({ after: writeCursor(newId()) })).rows).toHaveLength(7);
    await expect(engine.workspaces.list(scope, { after: writeCursor(1) })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('the log of a job', () => {
  test('is read in pages, oldest first, with the cursors of the subscription', async () => {
    const jobId = ids[0] ?? '';
    for (let index = 0; index < 4; index += 1)
      await scope.tx((em) => em.execute(`select append_job_event(?, 'LOG', null, null, null)`, [jobId]));
    const first = await engine.jobs.events(scope, { id: jobId }, { first: 3 });
    expect(first).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    const rest = await engine.jobs.events(scope, { id: jobId }, { first: 3, after: writeCursor(3) });
    expect(rest).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect([...first.rows, ...rest.rows].map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
    expect(await first.count()).toBe(5);
    const last = await engine.jobs.events(scope, { id: jobId }, { last: 2, before: writeCursor(5), filter: { type: ['LOG'] } });
    expect(last.rows.map(({ sequence }) => sequence)).toEqual([3, 4]);
    const newest = await engine.jobs.events(scope, { id: jobId }, { first: 1, orderBy: { field: 'SEQUENCE', direction: 'DESC' } });
    expect(newest.rows.map(({ sequence }) => sequence)).toEqual([5]);
  });

  test('takes a cursor from the future, and refuses one of another list', async () => {
    const jobId = ids[1] ?? '';
    for (const after of [1, 2 ** 31, 10 ** 14])
      expect((await engine.jobs.events(scope, { id: jobId }, { after: writeCursor(after) })).rows).toEqual([]);
    await expect(engine.jobs.events(scope, { id: jobId }, { after: writeCursor(newId()) })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
    expect(() => readSequence(writeCursor(2 ** 60), 'after')).toThrow('Invalid cursor');
  });

  test('is nobody else’s', async () => {
    const stranger = scopeOf(engine, (await makeTenant(engine)).actor);
    for (const id of [ids[0] ?? '', newId(), 'nonsense', "'; --"]) {
      await expect(engine.jobs.get(stranger, id)).rejects.toMatchObject({ code: 'NOT_FOUND', message: 'Job not found.' });
      await expect(engine.assets.get(stranger, id)).rejects.toMatchObject({ code: 'NOT_FOUND', message: 'Asset not found.' });
      await expect(engine.workspaces.get(stranger, id)).rejects.toMatchObject({ code: 'NOT_FOUND', message: 'Workspace not found.' });
    }
    await stranger.close();
  });
});

describe('a job that waits', () => {
  test('knows its place', async () => {
    const waiting = await Promise.all(ids.map((id) => engine.jobs.get(scope, id)));
    const places = await Promise.all(waiting.map((job) => forecastOf(scope, job).then(({ queuePosition }) => queuePosition)));
    expect(places).toEqual([6, 5, undefined, 4, 3, 2, 1]);
  });
});

test('a title cut from a long text is whole characters', async () => {
  const { workspaceId } = tenant;
  const title = async (prompt: string) => (await engine.renders.generateVideo(scope, { workspaceId, prompt })).title;
  expect(await title(`${'a'.repeat(78)}😀😀😀 and so on`)).toBe(`${'a'.repeat(78)}😀…`);
  await scope.close();
  expect(await title('Short.\nAnd more below.')).toBe('Short.');
});
