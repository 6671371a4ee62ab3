import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StepRun } from '../../../../src/features/jobs/steps/step-handler.ts';
import { isUsageExport, usageExportStep } from '../../../../src/features/reports/usage-export.step.ts';
import type { Storage } from '../../../../src/platform/storage/storage.ts';
import { looseSteps, makeJob, makeTenant, request, useEngine, workerScope, type Tenant } from '../../../support/engine.ts';

/** Objects by their keys. */
const stored = new Map<string, string>();
const storage = {
  putFile: async (key: string, path: string) => {
    stored.set(key, await readFile(path, 'utf8'));
    return { key, byteSize: 1, etag: 'one' };
  },
} as Partial<Storage> as Storage;

const engine = useEngine({ storage });
let tenant: Tenant;
let workDir: string;
beforeAll(async () => {
  tenant = await makeTenant(engine, 'ADMIN', 1_000);
  workDir = await mkdtemp(join(tmpdir(), 'reelwright-usage-test-'));
});
afterAll(() => rm(workDir, { recursive: true, force: true }));

interface Ended {
  readonly at: string;
  readonly credits?: number;
  readonly seconds?: number;
  /** US dollars of calls to providers; null for a call whose cost is not known. */
  readonly usd?: readonly (number | null)[];
  readonly status?: string;
  readonly type?: string;
}

/** A job as it is after its end. */
async function ended(owner: Tenant, { at, credits = 0, seconds, usd = [], status = 'COMPLETED', type = 'VIDEO' }: Ended): Promise<string> {
  const id = await makeJob(engine, owner, looseSteps(1));
  await engine.owner(`update jobs set type = $2, status = $3, finished_at = $4, credits_charged = $5 where id = $1`, [
    id,
    type,
    status,
    at,
    credits,
  ]);
  for (const cost of usd)
    await engine.owner(
      `insert into provider_attempts (id, workspace_id, job_id, step_id, key, kind, provider, model, is_free, state, cost)
       values (uuidv7(), $1, $2, uuidv7(), 'one', 'SCRIPT', 'openai', 'any', false, 'DONE', $3)`,
      [owner.workspaceId, id, cost === null ? null : JSON.stringify({ unit: 'tokens', amount: 1, usd: cost })],
    );
  if (seconds !== undefined)
    await engine.owner(
      `insert into assets (id, workspace_id, job_id, role, kind, status, name, file_name, content_type, byte_size, storage_key, duration_ms)
       values (uuidv7(), $1, $2::uuid, 'VIDEO', 'VIDEO', 'READY', 'film', 'film.mp4', 'video/mp4', 1, $2::text, $3)`,
      [owner.workspaceId, id, seconds * 1_000],
    );
  return id;
}

/** The lines of the statement of a month. */
async function statementOf(month: string): Promise<Record<string, string>[]> {
  const { workspaceId, actor } = tenant;
  const job = await request(engine, actor, (scope) => engine.reports.exportUsage(scope, { workspaceId, month }));
  expect([job.type, job.title, isUsageExport(job.input)]).toEqual(['EXPORT', `Usage ${month}`, true]);
  const run = { job, scope: workerScope(engine, tenant), workDir, signal: new AbortController().signal, report: () => undefined };
  const { inTransaction } = await usageExportStep(engine.assets, storage)(run as unknown as StepRun);
  await workerScope(engine, tenant).tx((em) => inTransaction!(em));
  const [output] = await engine.owner<{ storage_key: string; file_name: string }>(
    'select storage_key, file_name from assets where job_id = $1',
    [job.id],
  );
  expect(output?.file_name).toBe(`usage-${month}.csv`);
  return parse<Record<string, string>>(stored.get(output?.storage_key ?? '') ?? '', { columns: true });
}

test('a statement has a line for each job that ended in the month, and their sums; jobs of others and of other months are left out', async () => {
  const film = await ended(tenant, { at: '2026-11-01T00:00:00.000Z', credits: 7, seconds: 12.345, usd: [0.1, 0.0234, null] });
  const failed = await ended(tenant, { at: '2026-11-30T23:59:59.999Z', status: 'FAILED', usd: [1.5] });
  const upload = await ended(tenant, { at: '2026-11-15T12:00:00.000Z', type: 'INGEST', seconds: 600 });
  await ended(tenant, { at: '2026-12-01T00:00:00.000Z', credits: 100, seconds: 100 });
  await ended(tenant, { at: '2026-10-31T23:59:59.999Z', credits: 100, seconds: 100 });
  await ended(tenant, { at: '2026-11-15T12:00:00.000Z', type: 'EXPORT' });
  await ended(await makeTenant(engine, 'OWNER', 1_000), { at: '2026-11-15T12:00:00.000Z', credits: 100, seconds: 100, usd: [100] });
  await makeJob(engine, tenant, looseSteps(1));
  expect(await statementOf('2026-11')).toEqual([
    {
      ...{ jobId: film, type: 'VIDEO', status: 'COMPLETED', finishedAt: '2026-11-01T00:00:00.000Z' },
      ...{ filmSeconds: '12.345', credits: '7', providerUsd: '0.1234' },
    },
    {
      ...{ jobId: failed, type: 'VIDEO', status: 'FAILED', finishedAt: '2026-11-30T23:59:59.999Z' },
      ...{ filmSeconds: '0', credits: '0', providerUsd: '1.5000' },
    },
    {
      ...{ jobId: upload, type: 'INGEST', status: 'COMPLETED', finishedAt: '2026-11-15T12:00:00.000Z' },
      ...{ filmSeconds: '0', credits: '0', providerUsd: '0.0000' },
    },
    { jobId: 'total', type: '3', status: '', finishedAt: '', filmSeconds: '12.345', credits: '7', providerUsd: '1.6234' },
  ]);
});

test('a month without jobs has only its sums', async () => {
  expect(await statementOf('2025-01')).toMatchObject([
    { jobId: 'total', type: '0', filmSeconds: '0', credits: '0', providerUsd: '0.0000' },
  ]);
});

test('a statement of more jobs than a page has all of them', async () => {
  await engine.owner(
    `insert into jobs (id, workspace_id, type, status, title, input, finished_at, credits_charged, attempt)
     select uuidv7(), $1, 'VIDEO', 'COMPLETED', 'a film', '{}', '2024-02-29T12:00:00Z', 2, 1 from generate_series(1, 1001)`,
    [tenant.workspaceId],
  );
  const lines = await statementOf('2024-02');
  expect(lines).toHaveLength(1_002);
  expect(new Set(lines.map(({ jobId }) => jobId)).size).toBe(1_002);
  expect(lines.at(-1)).toMatchObject({ type: '1001', credits: '2002' });
});

test.each(['2026-13', '2026-00', '2026-1', '1999-12', '2026-11-01', ''])('refuses the month %j', async (month) => {
  const { workspaceId, actor } = tenant;
  const refused = request(engine, actor, (scope) => engine.reports.exportUsage(scope, { workspaceId, month }));
  await expect(refused).rejects.toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'input.month' }] });
});
