import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Candidate, ItemSource } from '../../../../src/features/publishing/series/item-source.ts';
import { SeriesRunner } from '../../../../src/features/publishing/series/series-runner.service.ts';
import type { CreateSeries } from '../../../../src/features/publishing/series/series.service.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import type { Storage } from '../../../../src/platform/storage/storage.ts';
import { creditsOf, makeTenant, request, scopeOf, useEngine, workerScope, type Tenant } from '../../../support/engine.ts';
import { openFileServer, type FileServer } from '../../../support/file-server.ts';
import { refusal } from '../../../support/studio.ts';

/** Objects by their keys. */
const stored = new Map<string, string>();
const storage = { getFile: (key: string, path: string) => writeFile(path, stored.get(key) ?? '') } as Partial<Storage> as Storage;
const engine = useEngine({ storage });
let server: FileServer;
let tenant: Tenant;
let templateId: string;
beforeAll(async () => {
  server = await openFileServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  tenant = await makeTenant(engine, 'EDITOR');
  templateId = await template(
    [
      { name: 'title', type: 'STRING', required: true },
      { name: 'link', type: 'STRING' },
    ],
    'News: {{title}} {{link}}',
  );
});

const as: <T>(method: Parameters<typeof request<T>>[2]) => Promise<T> = (method) => request(engine, tenant.actor, method);

type Variables = NonNullable<Parameters<typeof engine.templates.create>[1]['variables']>;
const template = async (variables: Variables, text: string): Promise<string> => {
  const input = { workspaceId: tenant.workspaceId, name: 'News', writes: 'SCRIPT' as const, text, variables };
  return (await as((scope) => engine.templates.create(scope, input))).id;
};

const feed = (count: number, more = ''): string => {
  const items = Array.from({ length: count }, (_, index) => `<item><guid>${index}</guid><title>Item ${index}</title></item>`);
  const path = `/${newId()}.xml`;
  server.serve(path, Buffer.from(`<rss version="2.0"><channel>${items.join('')}${more}</channel></rss>`), 'application/rss+xml');
  return server.url(path);
};

const table = async (content: string, contentType = 'text/csv'): Promise<string> => {
  const id = newId();
  stored.set(id, content);
  await engine.owner(
    `insert into assets (id, workspace_id, kind, status, name, file_name, content_type, byte_size, storage_key)
     values ($1::uuid, $2, 'DOCUMENT', 'READY', 'rows', 'rows', $3, 1, $1::text)`,
    [id, tenant.workspaceId, contentType],
  );
  return id;
};

const create = (more: Partial<CreateSeries>) =>
  as((scope) =>
    engine.series.create(scope, {
      workspaceId: tenant.workspaceId,
      name: 'Daily',
      cron: '0 9 * * *',
      timeZone: 'Europe/Berlin',
      templateId,
      ...more,
    }),
  );

/** Lets the time of a series have come some seconds ago. */
const due = (id: string, seconds = 1) =>
  engine.owner(`update series set next_run_at = date_trunc('milliseconds', clock_timestamp()) - make_interval(secs => $2) where id = $1`, [
    id,
    seconds,
  ]);

const work = (runner = engine.seriesRunner) => runner.runDue(scopeOf(engine, { kind: 'system' }), silentLog);

const runsOf = (id: string) => as((scope) => engine.series.runs(scope, { id }, {})).then(({ rows }) => rows);

const runNow = async (id: string) => {
  await as((scope) => engine.series.runNow(scope, { id }));
  await work();
  return (await runsOf(id))[0]!;
};

/** The parts of the engine's runner, for runners of other workers. */
const parts = () => (engine.seriesRunner as unknown as { parts: ConstructorParameters<typeof SeriesRunner>[0] }).parts;

const makeFilm = (jobId: string | null | undefined) =>
  engine.owner(
    `insert into assets (id, workspace_id, job_id, role, kind, status, name, file_name, content_type, byte_size, storage_key)
     values ($1::uuid, $2, $3, 'VIDEO', 'VIDEO', 'READY', 'a film', 'a.mp4', 'video/mp4', 1, $1::text)`,
    [newId(), tenant.workspaceId, jobId],
  );

const retryRuns = (id: string) => engine.owner(`update series_runs set available_at = now() where series_id = $1`, [id]);

/** Moves the job of a run as its steps would. */
const endJob = (jobId: string | null | undefined, status: string) =>
  engine.owner(
    `update jobs set status = $2, failure = $3::jsonb, finished_at = case when $2 in ('QUEUED', 'RUNNING') then null else now() end where id = $1`,
    [...[jobId, status, status === 'FAILED' ? '{"code":"PROVIDER_FAILED","message":"It refused."}' : null]],
  );

const jobsOf = () =>
  engine.owner<{ id: string; title: string; created_by: string; input: { variables: unknown } }>(
    `select id, title, created_by, input from jobs where workspace_id = $1 and type = 'VIDEO' order by id`,
    [tenant.workspaceId],
  );

describe('a due series', () => {
  it('makes one film of the newest unused item, on behalf of its creator, and goes on to the next time', async () => {
    const series = await create({ feedUrl: feed(2) });
    expect(series).toMatchObject({ status: 'ACTIVE', publish: false, nextRunAt: expect.any(Date) });
    await due(series.id);
    await work();
    await work();
    const [run, ...more] = await runsOf(series.id);
    expect(more).toEqual([]);
    expect(run).toMatchObject({ state: 'RUNNING', isManual: false, usedItem: { title: 'Item 0' }, failure: null });
    expect(await jobsOf()).toMatchObject([
      { id: run!.jobId, title: 'Item 0', created_by: tenant.userId, input: { variables: { title: 'Item 0' } } },
    ]);
    const next = await as((scope) => engine.series.get(scope, series.id));
    expect(next.nextRunAt!.getTime()).toBeGreaterThan(Date.now());
    await endJob(run!.jobId, 'COMPLETED');
    expect(await runsOf(series.id)).toMatchObject([{ state: 'COMPLETED', finishedAt: expect.any(Date) }]);
  });

  it('runs once however many workers look at the same time', async () => {
    const series = await create({ feedUrl: feed(5) });
    await due(series.id);
    const runner = () => new SeriesRunner(parts());
    await Promise.all(Array.from({ length: 5 }, () => work(runner())));
    await work();
    expect(await runsOf(series.id)).toMatchObject([{ state: 'RUNNING' }]);
    expect(await jobsOf()).toHaveLength(1);
    expect(await creditsOf(engine, tenant)).toMatchObject({ reserved: 1 });
  });

  it('tells the times that were missed in one run, and makes no film of them', async () => {
    const series = await create({ feedUrl: feed(5), cron: '0 * * * *' });
    await due(series.id, 5 * 3_600 + 1_800);
    await work();
    const run = (await runsOf(series.id)).find(({ state }) => state === 'MISSED');
    expect(run).toMatchObject({ failure: { code: 'RUN_MISSED' }, jobId: null, finishedAt: expect.any(Date) });
    // Its own time and each whole hour since: one more in the first half of an hour.
    expect([6, 7]).toContain(run!.missedTimes);
    expect((await jobsOf()).length).toBeLessThanOrEqual(1);
  });

  it('starts nothing while its creator is suspended, nor makes the film of a run that waits', async () => {
    const series = await create({ feedUrl: feed(2) });
    await engine.owner(`insert into suspensions (user_id, reason, suspended_by) values ($1, 'spam', $1)`, [tenant.userId]);
    await due(series.id);
    await engine.owner(
      `insert into series_runs (id, workspace_id, series_id, scheduled_at) select uuidv7(), workspace_id, id, now() from series where id = $1`,
      [series.id],
    );
    await work();
    expect(await runsOf(series.id)).toMatchObject([{ state: 'PENDING' }]);
    await engine.owner('delete from suspensions where user_id = $1', [tenant.userId]);
    await work();
    expect((await runsOf(series.id)).map(({ state }) => state)).toEqual(['RUNNING', 'RUNNING']);
  });

  it('starts nothing while it is paused, nor for times that passed meanwhile', async () => {
    const { id } = await create({ feedUrl: feed(1) });
    const paused = await as((scope) => engine.series.pause(scope, id));
    expect(paused).toMatchObject({ status: 'PAUSED', nextRunAt: null });
    await work();
    expect(await runsOf(id)).toEqual([]);
    expect(await runNow(id)).toMatchObject({ state: 'RUNNING', isManual: true });
    const resumed = await as((scope) => engine.series.resume(scope, id));
    expect(resumed.nextRunAt!.getTime()).toBeGreaterThan(Date.now());
  });
});

describe('a run', () => {
  it('uses each item once, and is SKIPPED when there is no new one', async () => {
    const { id } = await create({ feedUrl: feed(2, '<item><guid>1</guid><title>Item 1 again</title></item>') });
    expect([await runNow(id), await runNow(id), await runNow(id)]).toMatchObject([
      { state: 'RUNNING', usedItem: { title: 'Item 0' } },
      { state: 'RUNNING', usedItem: { title: 'Item 1' } },
      { state: 'SKIPPED', usedItem: null, jobId: null, failure: { code: 'NO_NEW_ITEM' }, finishedAt: expect.any(Date) },
    ]);
    expect(await jobsOf()).toHaveLength(2);
    expect(await creditsOf(engine, tenant)).toMatchObject({ reserved: 2 });
  });

  it.each([
    ['CSV', 'text/csv', 'name,price\nA lamp,12.5\nA chair,\n'],
    ['JSON Lines', 'application/x-ndjson', '{"name":"A lamp","price":12.5}\n\n{"name":"A chair"}\n'],
  ])('takes the next row of %s', async (_, contentType, content) => {
    templateId = await template(
      [
        { name: 'name', type: 'STRING', required: true },
        { name: 'price', type: 'NUMBER' },
      ],
      '{{name}} {{price}}.',
    );
    const { id } = await create({ itemsAssetId: await table(content, contentType) });
    expect([await runNow(id), await runNow(id), await runNow(id)]).toMatchObject([
      { state: 'RUNNING', usedItem: { row: 1 } },
      { state: 'RUNNING', usedItem: { row: 2 } },
      { state: 'SKIPPED', failure: { message: 'Every row of the file has been used.' } },
    ]);
    expect((await jobsOf()).map(({ input }) => input.variables)).toEqual([{ name: 'A lamp', price: 12.5 }, { name: 'A chair' }]);
  });

  it('fails for an item that the template refuses, names the variable, and the next run takes the next item', async () => {
    templateId = await template([{ name: 'name', type: 'STRING', required: true }], '{{name}}.');
    const { id } = await create({ itemsAssetId: await table('{"title":"x"}\n{"name":\n{"name":"A chair"}\n', 'application/x-ndjson') });
    const runs = [await runNow(id), await runNow(id), await runNow(id)];
    expect(runs).toMatchObject([
      {
        state: 'FAILED',
        usedItem: { row: 1 },
        failure: { code: 'ITEM_INVALID', message: expect.stringContaining('variables.name: Is required') },
      },
      { state: 'FAILED', usedItem: { row: 2 }, failure: { code: 'ITEM_INVALID', message: 'Line 2 is not valid JSON.' } },
      { state: 'RUNNING', usedItem: { row: 3 } },
    ]);
  });

  it('fails without using an item when credits, template or file are missing', async () => {
    const poor = await makeTenant(engine, 'EDITOR', 0);
    tenant = poor;
    templateId = await template([{ name: 'title', type: 'STRING' }], '{{title}}.');
    const { id } = await create({ feedUrl: feed(1) });
    expect(await runNow(id)).toMatchObject({ state: 'FAILED', usedItem: null, failure: { code: 'INSUFFICIENT_CREDITS' } });
    expect(await engine.owner('select from series_items where series_id = $1', [id])).toEqual([]);
    await as((scope) => engine.templates.delete(scope, templateId));
    expect(await runNow(id)).toMatchObject({ state: 'FAILED', failure: { code: 'TEMPLATE_MISSING' } });
  });

  it.each([
    ['is no feed', '/empty.mp4', 'FEED_INVALID'],
    ['redirects to a private address', '/private', 'FEED_UNREACHABLE'],
    ['redirects to a file', '/file-scheme', 'FEED_UNREACHABLE'],
    ['redirects in a circle', '/circle', 'FEED_UNREACHABLE'],
    ['answers 404', '/missing.mp4', 'FEED_UNREACHABLE'],
    ['has no end', '/endless.mp4', 'FEED_TOO_LARGE'],
    ['is a bomb', '/bomb.mp4', 'FEED_INVALID'],
  ])('fails at once for a URL that %s', async (_, path, code) => {
    const { id } = await create({ feedUrl: server.url(path) });
    expect(await runNow(id)).toMatchObject({ state: 'FAILED', failure: { code }, jobId: null });
  });

  it('reads no feed of 10 MB', async () => {
    server.serve(
      '/large.xml',
      Buffer.from(`<rss><channel>${'<item><guid>1</guid><title>x</title></item>'.repeat(250_000)}</channel></rss>`),
    );
    const { id } = await create({ feedUrl: server.url('/large.xml') });
    expect(await runNow(id)).toMatchObject({
      state: 'FAILED',
      failure: { code: 'FEED_TOO_LARGE', message: 'The feed has more than 5 MiB.' },
    });
  });

  it('tries a server that does not answer three times before it fails', async () => {
    const { id } = await create({ feedUrl: server.url('/busy.mp4') });
    expect(await runNow(id)).toMatchObject({ state: 'PENDING', failure: null });
    await work();
    expect(server.asked.filter((path) => path === '/busy.mp4')).toHaveLength(1);
    for (let attempt = 2; attempt <= 3; attempt += 1) {
      await retryRuns(id);
      await work();
    }
    expect(await runsOf(id)).toMatchObject([{ state: 'FAILED', failure: { code: 'FEED_UNREACHABLE' } }]);
  });

  it('follows its job, also when that is retried', async () => {
    const { id } = await create({ feedUrl: feed(1) });
    const { jobId } = await runNow(id);
    await endJob(jobId, 'FAILED');
    expect(await runsOf(id)).toMatchObject([{ state: 'FAILED', failure: { code: 'PROVIDER_FAILED', message: 'It refused.' } }]);
    await endJob(jobId, 'QUEUED');
    expect(await runsOf(id)).toMatchObject([{ state: 'RUNNING', failure: null, finishedAt: null }]);
    await endJob(jobId, 'CANCELED');
    expect(await runsOf(id)).toMatchObject([{ state: 'CANCELED' }]);
  });
});

describe('a worker that is killed', () => {
  it('between its claim and the job leaves the run to the next one, which makes the only film', async () => {
    const { id } = await create({ feedUrl: feed(1) });
    const { id: runId } = await as((scope) => engine.series.runNow(scope, { id }));
    const lost = Promise.withResolvers<readonly Candidate[]>();
    const slow = { read: () => lost.promise } as unknown as ItemSource;
    const first = new SeriesRunner({ ...parts(), source: slow }).attempt(workerScope(engine, tenant), runId);
    await retryRunsWhenClaimed(id);
    await work();
    expect(await runsOf(id)).toMatchObject([{ state: 'RUNNING' }]);
    // The first was only slow, and comes too late.
    lost.resolve([{ key: 'another', item: { title: 'Late' }, title: 'Late', variables: { title: 'Late' } }]);
    await first;
    expect(await jobsOf()).toHaveLength(1);
    expect(await runsOf(id)).toMatchObject([{ state: 'RUNNING', usedItem: { title: 'Item 0' } }]);
  });

  it('in the middle of the transaction leaves neither item nor job', async () => {
    const { id } = await create({ feedUrl: feed(1) });
    const { id: runId } = await as((scope) => engine.series.runNow(scope, { id }));
    const dying = {
      createFilm: async (...[em, ...rest]: Parameters<typeof engine.renders.createFilm>) => {
        await engine.renders.createFilm(em, ...rest);
        // What PostgreSQL sees of a killed worker: its connection ends in the middle of the transaction.
        await em.execute('select pg_terminate_backend(pg_backend_pid())');
      },
    } as unknown as typeof engine.renders;
    await expect(new SeriesRunner({ ...parts(), renders: dying }).attempt(workerScope(engine, tenant), runId)).rejects.toThrow();
    expect(await jobsOf()).toEqual([]);
    expect(await runsOf(id)).toMatchObject([{ state: 'PENDING', usedItem: null }]);
    await retryRuns(id);
    await work();
    expect(await jobsOf()).toHaveLength(1);
    expect(await runsOf(id)).toMatchObject([{ state: 'RUNNING', usedItem: { title: 'Item 0' } }]);
  });

  it('again and again ends the run', async () => {
    const { id } = await create({ feedUrl: feed(1) });
    await as((scope) => engine.series.runNow(scope, { id }));
    await engine.owner('update series_runs set attempts = 6 where series_id = $1', [id]);
    await work();
    expect(await runsOf(id)).toMatchObject([{ state: 'FAILED', failure: { code: 'RUN_INTERRUPTED' } }]);
  });
});

/** Waits until a worker has claimed the only run of a series, then lets the claim have expired. */
async function retryRunsWhenClaimed(seriesId: string): Promise<void> {
  for (let attempts = 0; attempts === 0;) {
    [{ attempts }] = (await engine.owner('select attempts from series_runs where series_id = $1', [seriesId])) as [{ attempts: number }];
  }
  await retryRuns(seriesId);
}

describe('publishing', () => {
  const channel = async (status = 'CONNECTED'): Promise<string> => {
    const id = newId();
    await engine.owner(
      `insert into channels (id, workspace_id, target, name, external_id, status) values ($1, $2, 'BUCKET', 'Ours', $1::uuid::text, $3)`,
      [id, tenant.workspaceId, status],
    );
    return id;
  };
  const item = '<item><guid>a</guid><title>A &lt;b&gt;bold&lt;/b&gt; 1 &lt; 2</title><link>https://example.test/a</link></item>';

  it('follows a finished film once, and its end is the end of the run', async () => {
    const { id } = await create({ feedUrl: feed(0, item), channelId: await channel(), publish: true, privacy: 'UNLISTED' });
    const { jobId } = await runNow(id);
    await makeFilm(jobId);
    await endJob(jobId, 'COMPLETED');
    expect(await runsOf(id)).toMatchObject([{ state: 'PUBLISHING', finishedAt: null }]);
    await Promise.all([work(), work(new SeriesRunner(parts()))]);
    await work();
    const published = await engine.owner(
      'select title, description, requested_privacy, made_for_kids from publications where workspace_id = $1',
      [tenant.workspaceId],
    );
    expect(published).toEqual([
      { title: 'A bold 1  2', description: 'https://example.test/a', requested_privacy: 'UNLISTED', made_for_kids: false },
    ]);
    const [run] = await runsOf(id);
    expect(run).toMatchObject({ state: 'PUBLISHING', publishJobId: expect.any(String) });
    await endJob(run!.publishJobId, 'FAILED');
    expect(await runsOf(id)).toMatchObject([{ state: 'FAILED', failure: { code: 'PROVIDER_FAILED' } }]);
    await endJob(run!.publishJobId, 'QUEUED');
    await endJob(run!.publishJobId, 'COMPLETED');
    expect(await runsOf(id)).toMatchObject([{ state: 'COMPLETED', failure: null, finishedAt: expect.any(Date) }]);
  });

  it('fails with the run when the film is gone, or the channel must be connected again', async () => {
    const channelId = await channel();
    const { id } = await create({ feedUrl: feed(2), channelId, publish: true });
    const first = await runNow(id);
    await endJob(first.jobId, 'COMPLETED');
    await work();
    const second = await runNow(id);
    await makeFilm(second.jobId);
    await endJob(second.jobId, 'COMPLETED');
    await engine.owner(`update channels set status = 'RECONNECT_NEEDED' where id = $1`, [channelId]);
    await work();
    expect(await runsOf(id)).toMatchObject([
      { state: 'FAILED', failure: { code: 'INVALID_STATE' } },
      { state: 'FAILED', failure: { code: 'FILM_MISSING' } },
    ]);
  });

  it('allows a new name while the channel must be connected again, and publishing is not turned on', async () => {
    const channelId = await channel();
    const { id } = await create({ feedUrl: feed(1), channelId, publish: true });
    await engine.owner(`update channels set status = 'RECONNECT_NEEDED' where id = $1`, [channelId]);
    await as((scope) => engine.series.update(scope, id, { name: 'Weekly', publish: false }));
    expect(await refusal(() => as((scope) => engine.series.update(scope, id, { publish: true })))).toMatchObject({ code: 'INVALID_STATE' });
  });

  it('needs a connected channel of the workspace', async () => {
    expect(await refusal(async () => create({ feedUrl: feed(1), publish: true, channelId: newId() }))).toMatchObject({ code: 'NOT_FOUND' });
    const channelId = await channel('RECONNECT_NEEDED');
    expect(await refusal(() => create({ feedUrl: feed(1), publish: true, channelId }))).toMatchObject({ code: 'INVALID_STATE' });
  });
});

describe('a new series', () => {
  it('is created once for one idempotency key, and so is a run', async () => {
    const input = { feedUrl: feed(1), idempotencyKey: 'one' };
    const first = await create(input);
    expect((await create(input)).id).toBe(first.id);
    const now = () => as((scope) => engine.series.runNow(scope, { id: first.id, idempotencyKey: 'run' }));
    expect((await now()).id).toBe((await now()).id);
    expect(await refusal(() => as((scope) => engine.series.runNow(scope, { id: first.id })))).toMatchObject({ code: 'INVALID_STATE' });
  });

  it.each<[string, Partial<CreateSeries>, Record<string, string>]>([
    ['a cron expression', { cron: '0 9 * *' }, { 'input.cron': 'Must be a cron expression of five fields' }],
    ['too many runs', { cron: '*/5 * * * *' }, { 'input.cron': 'Must leave at least 15 minutes' }],
    ['a time zone', { timeZone: 'Mars/Base' }, { 'input.timeZone': 'Must be a time zone of the IANA database' }],
    ['a name', { name: ' ' }, { 'input.name': 'Must not be empty.' }],
    ['no source', { feedUrl: null }, { 'input.feedUrl': 'Give either feedUrl or itemsAssetId.' }],
    ['a private address', { feedUrl: 'http://10.0.0.1/feed' }, { 'input.feedUrl': 'The host is not known, or not public.' }],
    ['no channel', { publish: true }, { 'input.channelId': 'Is required to publish films.' }],
  ])('is refused for %s, with the field and what is accepted', async (_, more, fields) => {
    const refused = await refusal(() => create({ feedUrl: feed(1), ...more }));
    expect(refused).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: Object.fromEntries(Object.entries(fields).map(([path, message]) => [path, expect.stringContaining(message)])),
    });
  });

  it('from a feed needs a template that items can fill', async () => {
    templateId = await template([{ name: 'price', type: 'NUMBER', required: true }], '{{price}}.');
    expect(await refusal(() => create({ feedUrl: feed(1) }))).toMatchObject({
      fields: { 'input.templateId': 'Requires the variables price; items of feeds have only title, summary, link, date.' },
    });
  });

  it('is one of at most 50', async () => {
    await engine.owner(
      `insert into series (id, workspace_id, name, cron, time_zone) select gen_random_uuid(), $1, 'x', '0 0 * * *', 'UTC' from generate_series(1, 50)`,
      [tenant.workspaceId],
    );
    expect(await refusal(() => create({ feedUrl: feed(1) }))).toMatchObject({ code: 'QUOTA_EXCEEDED', details: { limit: 50 } });
  });
});

describe('a change', () => {
  it('of the times applies from now on, and a file replaces a feed', async () => {
    const { id, nextRunAt } = await create({ feedUrl: feed(1) });
    const moved = await as((scope) => engine.series.update(scope, id, { cron: '0  10 * * *' }));
    expect(moved.cron).toBe('0 10 * * *');
    expect(Math.abs(moved.nextRunAt!.getTime() - nextRunAt!.getTime())).toBeGreaterThanOrEqual(3_600_000);
    const itemsAssetId = await table('title\nOne\n');
    expect(await as((scope) => engine.series.update(scope, id, { itemsAssetId }))).toMatchObject({
      itemsAssetId,
      feedUrl: null,
      name: 'Daily',
    });
    expect(await refusal(() => as((scope) => engine.series.update(scope, id, { timeZone: 'Nowhere' })))).toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  });

  it('keeps the query of a feed out of the audit log', async () => {
    const { id } = await create({ feedUrl: `${feed(1)}?token=secret` });
    const events = await engine.owner<{ after: { feedUrl: string } }>('select after from audit_events where subject_id = $1', [id]);
    expect(events[0]!.after.feedUrl).toMatch(/\.xml$/);
  });

  it('that deletes a series leaves its films, and ends waiting runs', async () => {
    const { id } = await create({ feedUrl: feed(1) });
    await runNow(id);
    await as((scope) => engine.series.runNow(scope, { id }));
    await as((scope) => engine.series.delete(scope, id));
    await work();
    expect(await jobsOf()).toHaveLength(1);
    expect(await refusal(() => as((scope) => engine.series.get(scope, id)))).toMatchObject({ code: 'NOT_FOUND' });
  });
});
