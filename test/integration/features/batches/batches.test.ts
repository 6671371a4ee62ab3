import { graphql } from 'graphql';
import { beforeEach, describe, expect, it } from 'vitest';
import { openSchema } from '../../../../src/app/schema.ts';
import { WAVE_JOBS } from '../../../../src/features/batches/batch-waves.service.ts';
import { rowsOfBatch } from '../../../../src/features/batches/rows/batch-row.read.ts';
import type { Actor } from '../../../../src/kernel/actor.ts';
import { batchesOf, endJobs, itemsOf, type BatchDesk } from '../../../support/batches.ts';
import { creditsOf, faultsOfLedger, makeTenant, request, scopeOf, useEngine, type Tenant } from '../../../support/engine.ts';
import { refusal } from '../../../support/studio.ts';

const engine = useEngine();
let tenant: Tenant;
let desk: BatchDesk;
let templateId: string;
beforeEach(async () => {
  tenant = await makeTenant(engine, 'EDITOR');
  desk = batchesOf(engine, tenant);
  templateId = await desk.template();
});

const finish = async (id: string, failing = 0): Promise<void> => {
  for (let wave = 0; wave < 100; wave += 1) {
    await desk.tend(id);
    if ((await endJobs(engine, tenant, id, failing)) === 0) return;
  }
};

describe('a new batch', () => {
  it('reserves the maximum cost of all rows, and becomes jobs in waves', async () => {
    const batch = await desk.create(templateId, itemsOf(50));
    expect(batch).toMatchObject({ status: 'RUNNING', progress: 0, creditsReserved: 50, creditsCharged: 0, templateId, presetId: null });
    expect(await creditsOf(engine, tenant)).toMatchObject({ available: 950, reserved: 50 });
    expect(await desk.states(batch.id)).toEqual({ WAITING: 50 });
    await desk.tend(batch.id);
    expect(await desk.states(batch.id)).toEqual({ WAITING: 50 - WAVE_JOBS, QUEUED: WAVE_JOBS });
    // Nothing more before half of the wave has ended.
    await desk.tend(batch.id);
    expect(await desk.states(batch.id)).toEqual({ WAITING: 50 - WAVE_JOBS, QUEUED: WAVE_JOBS });
    expect(await creditsOf(engine, tenant)).toMatchObject({ available: 950, reserved: 50 });
    await finish(batch.id);
    expect(await desk.get(batch.id)).toMatchObject({ status: 'COMPLETED', progress: 1, creditsCharged: 50, finishedAt: expect.any(Date) });
    expect(await creditsOf(engine, tenant)).toMatchObject({ available: 950, reserved: 0, spent: 50 });
    expect(await faultsOfLedger(engine)).toEqual([]);
  });

  it('makes jobs that name it, behind the films of people', async () => {
    const { id } = await desk.create(templateId, [{ name: 'A lamp', price: 12.5 }]);
    await desk.tend(id);
    const { rows } = await desk.as((scope) => engine.jobs.ofBatch(scope, { id }, {}));
    expect(rows).toMatchObject([{ batchId: id, batchRow: 1, type: 'VIDEO', createdBy: tenant.userId }]);
    const job = await desk.as((scope) => engine.jobs.get(scope, rows[0]!.id));
    expect(job).toMatchObject({ priority: 4, title: 'This is A lamp. It costs 12.5.', creditsReserved: 1 });
    expect(job.input).toMatchObject({ script: 'This is A lamp. It costs 12.5.', variables: { name: 'A lamp', price: 12.5 } });
  });

  it('keeps the template and the preset as they were', async () => {
    const { workspaceId } = tenant;
    const preset = await desk.as((scope) => engine.presets.create(scope, { workspaceId, name: 'Mine', look: 'poster' }));
    const { id } = await desk.create(templateId, itemsOf(1), { presetId: preset.id });
    await desk.as((scope) => engine.templates.update(scope, templateId, { expectedVersion: 1, text: 'Another text, {{name}} {{price}}.' }));
    await desk.as((scope) => engine.presets.delete(scope, preset.id));
    await desk.tend(id);
    const { rows } = await desk.as((scope) => engine.jobs.ofBatch(scope, { id }, {}));
    const { input } = await desk.as((scope) => engine.jobs.get(scope, rows[0]!.id));
    expect(input).toMatchObject({ script: 'This is thing number 1. It costs .', look: 'poster' });
  });

  it('is created once for one idempotency key, whatever becomes of its template', async () => {
    const first = await desk.create(templateId, itemsOf(3), { idempotencyKey: 'one' });
    await desk.as((scope) => engine.templates.delete(scope, templateId));
    const repeated = await desk.create(templateId, itemsOf(3), { idempotencyKey: 'one' });
    expect(repeated.id).toBe(first.id);
    expect(await creditsOf(engine, tenant)).toMatchObject({ reserved: 3 });
    expect(await refusal(() => desk.create(templateId, itemsOf(4), { idempotencyKey: 'one' }))).toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    });
  });

  it('is refused as a whole when a row is wrong, with row, column and reason', async () => {
    const items = [{ name: 'A lamp' }, { price: 1 }, { name: 'A chair', price: '12' }, { name: 'A desk', color: 'red' }, 'a text'];
    const refused = await refusal(() => desk.create(templateId, items));
    expect(refused.code).toBe('BAD_USER_INPUT');
    expect(refused.details).toMatchObject({
      problemCount: 4,
      problems: [
        { row: 2, column: 'name', message: 'Is required: a text.' },
        { row: 3, column: 'price', message: expect.stringContaining('Must be a number') },
        { row: 4, column: 'color', message: expect.stringContaining('The template has no such variable.') },
        { row: 5, column: null, message: expect.stringContaining('Must be an object') },
      ],
    });
    expect(await engine.owner('select id from batches where workspace_id = $1', [tenant.workspaceId])).toEqual([]);
  });

  it('is refused without enough credits, and says how many rows they pay for', async () => {
    const poor = await makeTenant(engine, 'EDITOR', 7);
    const theirs = batchesOf(engine, poor);
    const theirTemplate = await theirs.template();
    const refused = await refusal(() => theirs.create(theirTemplate, itemsOf(10)));
    expect(refused).toMatchObject({ code: 'INSUFFICIENT_CREDITS', details: { required: 10, available: 7, rowsThatFit: 7 } });
    const input = { workspaceId: poor.workspaceId, name: 'A batch', templateId: theirTemplate, items: [...itemsOf(9), {}] };
    expect(await theirs.as((scope) => engine.batches.check(scope, input))).toMatchObject({
      ok: false,
      rows: 10,
      rowsThatFit: 7,
      credits: 9,
      available: 7,
      problemCount: 1,
      problems: [{ row: 10, column: 'name' }],
    });
  });

  it.each([
    ['no rows', [], 'Must have at least one row.'],
    ['too many rows', itemsOf(10_001), 'A batch has at most 10,000 rows'],
  ])('is refused with %s', async (_, items, message) => {
    expect(await refusal(() => desk.create(templateId, items))).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { 'input.items': expect.stringContaining(message) },
    });
  });

  it('is refused for what the workspace does not have', async () => {
    const other = batchesOf(engine, await makeTenant(engine, 'EDITOR'));
    const theirs = await other.template();
    expect(await refusal(() => desk.create(theirs, itemsOf(1)))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await refusal(() => desk.create(templateId, itemsOf(1), { presetId: theirs }))).toMatchObject({ code: 'NOT_FOUND' });
    const { id } = await other.create(theirs, itemsOf(1));
    for (const call of [desk.get, (one: string) => desk.as((scope) => engine.batches.pause(scope, one))]) {
      expect(await refusal(() => call(id))).toMatchObject({ code: 'NOT_FOUND' });
    }
  });
});

describe('a batch with failures', () => {
  it('explains every row, and retries only the failed ones', async () => {
    const { id } = await desk.create(templateId, itemsOf(25));
    await finish(id, 5);
    expect(await desk.states(id)).toEqual({ COMPLETED: 20, FAILED: 5 });
    expect(await desk.get(id)).toMatchObject({ status: 'COMPLETED', progress: 1, creditsCharged: 20 });
    const failed = (await desk.rows(id)).filter(({ status }) => status === 'FAILED');
    expect(failed.map(({ failure }) => failure)).toEqual(
      [5, 10, 15, 20, 25].map((row) => ({ code: 'PROVIDER_FAILED', message: `The provider refused row ${row}.` })),
    );
    expect(await creditsOf(engine, tenant)).toMatchObject({ available: 980, reserved: 0, spent: 20 });

    const retried = await desk.as((scope) => engine.batches.retry(scope, { id }));
    expect(retried).toMatchObject({ status: 'RUNNING', finishedAt: null });
    expect(await creditsOf(engine, tenant)).toMatchObject({ available: 975, reserved: 5 });
    await finish(id);
    expect(await desk.states(id)).toEqual({ COMPLETED: 25 });
    // The jobs are the same ones: what they had made is kept.
    expect(await engine.owner('select count(*)::int as jobs, max(attempt) as attempt from jobs where batch_id = $1', [id])).toEqual([
      { jobs: 25, attempt: 2 },
    ]);
    expect(await creditsOf(engine, tenant)).toMatchObject({ available: 975, reserved: 0, spent: 25 });
    expect(await faultsOfLedger(engine)).toEqual([]);
    expect(await refusal(() => desk.as((scope) => engine.batches.retry(scope, { id })))).toMatchObject({ code: 'INVALID_STATE' });
  });

  it('lists its rows with their values, failures and jobs, page by page, to nobody else', async () => {
    const { id } = await desk.create(templateId, itemsOf(WAVE_JOBS + 5));
    await desk.tend(id);
    await endJobs(engine, tenant, id, 5);
    const api = await openSchema(engine);
    const ask = async (actor: Actor, args: string): Promise<unknown> => {
      const source = `{ batch(id: "${id}") { rows(${args}) {
        totalCount pageInfo { hasNextPage endCursor } nodes { number status failure { code message } creditsCharged variables job { title } }
      } } }`;
      const contextValue = { scope: scopeOf(engine, actor), instance: api.instance };
      const { data, errors } = await graphql({ schema: api.schema, source, contextValue });
      await contextValue.scope.close();
      return errors ? (errors[0]?.originalError ?? errors[0]) : (data as { batch: { rows: unknown } }).batch.rows;
    };
    const failed = (row: number) => ({
      ...{ number: row, status: 'FAILED', creditsCharged: 0, variables: { name: `thing number ${row}` } },
      failure: { code: 'PROVIDER_FAILED', message: `The provider refused row ${row}.` },
      job: { title: `This is thing number ${row}. It costs .` },
    });
    const first = await ask(tenant.actor, 'first: 3, filter: { status: [FAILED] }');
    expect(first).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true }, nodes: [failed(5), failed(10), failed(15)] });
    const { endCursor } = (first as { pageInfo: { endCursor: string } }).pageInfo;
    const rest = await ask(tenant.actor, `first: 3, after: "${endCursor}", filter: { status: [FAILED] }`);
    expect(rest).toMatchObject({ pageInfo: { hasNextPage: false }, nodes: [failed(20)] });
    const waiting = { ...{ number: 25, status: 'WAITING', failure: null }, job: null };
    expect(await ask(tenant.actor, 'first: 1, orderBy: { field: NUMBER, direction: DESC }')).toMatchObject({ nodes: [waiting] });
    const stranger = await makeTenant(engine, 'OWNER');
    expect(await ask(stranger.actor, 'first: 1')).toMatchObject({ code: 'NOT_FOUND' });
    const hidden = await request(engine, stranger.actor, (scope) => rowsOfBatch.list(scope, id, { first: 5 }));
    expect(hidden.rows).toEqual([]);
  });

  it('opens again when one of its jobs is retried by itself', async () => {
    const { id } = await desk.create(templateId, itemsOf(2));
    await finish(id, 2);
    const [job] = await engine.owner<{ id: string }>(`select id from jobs where batch_id = $1 and status = 'FAILED'`, [id]);
    await desk.as((scope) => engine.jobs.retry(scope, { id: job!.id }));
    expect(await desk.get(id)).toMatchObject({ status: 'RUNNING', finishedAt: null });
    await finish(id);
    expect(await desk.get(id)).toMatchObject({ status: 'COMPLETED', creditsCharged: 2 });
    expect(await faultsOfLedger(engine)).toEqual([]);
  });

  it('makes a new job of a failed row whose job was deleted', async () => {
    const { id } = await desk.create(templateId, itemsOf(1));
    await finish(id, 1);
    const [job] = await engine.owner<{ id: string }>('select id from jobs where batch_id = $1', [id]);
    await desk.as((scope) => engine.jobs.delete(scope, job!.id));
    expect(await desk.rows(id)).toMatchObject([{ status: 'FAILED', failure: { code: 'PROVIDER_FAILED' } }]);
    await desk.as((scope) => engine.batches.retry(scope, { id }));
    await finish(id);
    expect(await desk.states(id)).toEqual({ COMPLETED: 1 });
  });
});

describe('pausing and canceling', () => {
  let id: string;
  beforeEach(async () => {
    ({ id } = await desk.create(templateId, itemsOf(50)));
    await desk.tend(id);
  });
  const pause = () => desk.as((scope) => engine.batches.pause(scope, id));
  const resume = () => desk.as((scope) => engine.batches.resume(scope, id));
  const cancel = () => desk.as((scope) => engine.batches.cancel(scope, id));

  it('starts no further rows until it is resumed', async () => {
    expect(await pause()).toMatchObject({ status: 'PAUSED' });
    expect(await pause()).toMatchObject({ status: 'PAUSED' });
    await endJobs(engine, tenant, id);
    await desk.tend(id);
    expect(await desk.states(id)).toEqual({ WAITING: 30, COMPLETED: 20 });
    expect(await desk.get(id)).toMatchObject({ status: 'PAUSED', progress: 0.4 });
    expect(await resume()).toMatchObject({ status: 'RUNNING' });
    await finish(id);
    expect(await desk.states(id)).toEqual({ COMPLETED: 50 });
    expect(await refusal(pause)).toMatchObject({ code: 'INVALID_STATE' });
  });

  it('cancels open jobs and waiting rows, and releases their credits', async () => {
    expect(await cancel()).toMatchObject({ status: 'CANCELED', progress: 1, finishedAt: expect.any(Date) });
    expect(await desk.states(id)).toEqual({ CANCELED: 50 });
    expect(await creditsOf(engine, tenant)).toMatchObject({ available: 1_000, reserved: 0, spent: 0 });
    expect(await cancel()).toMatchObject({ status: 'CANCELED' });
    await desk.tend(id);
    expect(await desk.states(id)).toEqual({ CANCELED: 50 });
    expect(await faultsOfLedger(engine)).toEqual([]);
    expect(await refusal(resume)).toMatchObject({ code: 'INVALID_STATE' });
  });
});
