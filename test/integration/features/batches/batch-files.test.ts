import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchExportStep, isBatchExport } from '../../../../src/features/batches/batch-export.step.ts';
import type { StepRun } from '../../../../src/features/jobs/steps/step-handler.ts';
import { newId } from '../../../../src/kernel/id.ts';
import type { Storage } from '../../../../src/platform/storage/storage.ts';
import { batchesOf, endJobs, itemsOf, type BatchDesk } from '../../../support/batches.ts';
import { makeTenant, useEngine, workerScope, type Tenant } from '../../../support/engine.ts';
import { refusal } from '../../../support/studio.ts';

/** Objects by their keys. */
const stored = new Map<string, string>();
const storage = {
  getFile: (key: string, path: string) => writeFile(path, stored.get(key) ?? ''),
  putFile: async (key: string, path: string) => {
    stored.set(key, await readFile(path, 'utf8'));
    return { key, byteSize: 1, etag: 'one' };
  },
  presignGet: async (key: string) => `http://store.test/${key}`,
} as Partial<Storage> as Storage;

const engine = useEngine({ storage });
let tenant: Tenant;
let desk: BatchDesk;
let templateId: string;
let workDir: string;
beforeAll(async () => {
  tenant = await makeTenant(engine, 'EDITOR', 100_000);
  desk = batchesOf(engine, tenant);
  templateId = await desk.template();
  workDir = await mkdtemp(join(tmpdir(), 'reelwright-batch-test-'));
});
afterAll(() => rm(workDir, { recursive: true, force: true }));

/** A table as ingest leaves it. */
async function makeTable(content: string, contentType = 'text/csv', workspaceId = tenant.workspaceId, status = 'READY'): Promise<string> {
  const id = newId();
  stored.set(id, content);
  await engine.owner(
    `insert into assets (id, workspace_id, kind, status, name, file_name, content_type, byte_size, storage_key)
     values ($1::uuid, $2, 'DOCUMENT', $4, 'rows', 'rows', $3, 1, $1::text)`,
    [id, workspaceId, contentType, status],
  );
  return id;
}

const createFrom = async (itemsAssetId: string) =>
  desk.as((scope) => engine.batches.create(scope, { workspaceId: tenant.workspaceId, name: 'A batch', templateId, itemsAssetId }));

describe('a batch from a file', () => {
  it.each([
    ['CSV', 'text/csv', '\uFEFFprice;name\r\n12.5;"A ""small"" lamp"\r\n;A chair\r\n'],
    ['JSON Lines', 'application/x-ndjson', '{"name":"A \\"small\\" lamp","price":12.5}\n{"name":"A chair"}\n'],
  ])('has the rows of %s', async (_, contentType, content) => {
    const { id } = await createFrom(await makeTable(content, contentType));
    const rows = await engine.owner('select number, variables from batch_rows where batch_id = $1 order by number', [id]);
    expect(rows).toEqual([
      { number: 1, variables: { name: 'A "small" lamp', price: 12.5 } },
      { number: 2, variables: { name: 'A chair' } },
    ]);
  });

  it.each([
    ['a wrong row', '{"name":"A lamp"}\n{"name":\n{"name":7}\n', 'application/x-ndjson', 'Row 2: Line 2 is not valid JSON.'],
    ['wrong numbers', 'name,price\nA lamp,12.5\nA chair,"12,5"\n', 'text/csv', 'Row 2, column price: Must be a number'],
    ['an unknown column', 'name,color\nA lamp,red\n', 'text/csv', 'Row 1, column color: The template has no such variable.'],
    ['a column twice', 'name,name\nA lamp,A chair\n', 'text/csv', 'The column `name` exists twice.'],
    ['no rows', 'name,price\n', 'text/csv', 'Must have at least one row.'],
    ['100,000 rows', `name\n${'A lamp\n'.repeat(100_000)}`, 'text/csv', 'A batch has at most 10,000 rows'],
  ])('is refused with %s', async (_, content, contentType, message) => {
    const refused = await refusal(async () => createFrom(await makeTable(content, contentType)));
    expect(refused).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(Object.keys(refused.fields)).toEqual(['input.itemsAssetId']);
    const assetId = await makeTable(content, contentType);
    await expect(createFrom(assetId)).rejects.toThrow(message);
  });

  it('is refused for an asset of another workspace, of another kind, and one that is not READY', async () => {
    const other = await makeTenant(engine);
    const theirs = await makeTable('name\nx\n', 'text/csv', other.workspaceId);
    expect(await refusal(() => createFrom(theirs))).toMatchObject({ code: 'NOT_FOUND' });
    for (const status of ['PROCESSING', 'DELETED']) {
      const unready = await makeTable('name\nx\n', 'text/csv', tenant.workspaceId, status);
      expect(await refusal(() => createFrom(unready))).toMatchObject({
        fields: { 'input.itemsAssetId': `Must be READY; this asset is ${status}.` },
      });
    }
    const picture = await makeTable('x');
    await engine.owner(`update assets set kind = 'IMAGE' where id = $1`, [picture]);
    expect(await refusal(() => createFrom(picture))).toMatchObject({
      fields: { 'input.itemsAssetId': expect.stringContaining('DOCUMENT') },
    });
  });
});

it('an export has a line for each row, with its failure and a link, and no formula', async () => {
  const { id } = await desk.create(templateId, [{ name: '=HYPERLINK("x")', price: 1 }, ...itemsOf(2, 2)]);
  await desk.tend(id);
  await endJobs(engine, tenant, id, 3);
  const [film] = await engine.owner<{ id: string }>('select id from jobs where batch_id = $1 and batch_row = 1', [id]);
  await engine.owner(
    `insert into assets (id, workspace_id, job_id, role, kind, status, name, file_name, content_type, byte_size, storage_key)
     values (uuidv7(), $1, $2, 'VIDEO', 'VIDEO', 'READY', 'film', 'film.mp4', 'video/mp4', 1, 'the-film')`,
    [tenant.workspaceId, film!.id],
  );
  const job = await desk.as((scope) => engine.batches.export(scope, { id }));
  expect(job).toMatchObject({ type: 'EXPORT', title: 'A batch', creditsReserved: 0 });
  expect([job.input, { filter: {} }].map(isBatchExport)).toEqual([true, false]);
  const run = { job, scope: workerScope(engine, tenant), workDir, signal: new AbortController().signal, report: () => undefined };
  const { inTransaction } = await batchExportStep(engine.assets, storage)(run as unknown as StepRun);
  await workerScope(engine, tenant).tx((em) => inTransaction!(em));
  const [output] = await engine.owner<{ storage_key: string; access: string }>('select storage_key, access from assets where job_id = $1', [
    job.id,
  ]);
  expect(output?.access).toBe('VIEWER');
  const lines = parse<Record<string, string>>(stored.get(output!.storage_key)!, { columns: true });
  expect(lines).toMatchObject([
    {
      row: '1',
      status: 'COMPLETED',
      failureCode: '',
      creditsCharged: '2',
      jobId: film!.id,
      link: 'http://store.test/the-film',
      'variables.price': '1',
    },
    { row: '2', status: 'COMPLETED', link: '', 'variables.name': 'thing number 2' },
    { row: '3', status: 'FAILED', failureCode: 'PROVIDER_FAILED', failureMessage: 'The provider refused row 3.', creditsCharged: '0' },
  ]);
  expect(lines[0]?.['variables.name']).toBe(`'=HYPERLINK("x")`);
});
