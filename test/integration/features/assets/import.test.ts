import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { differences } from '../../../../src/app/maintenance/check-storage.ts';
import { fetchStep, type FetchLimits } from '../../../../src/features/assets/imports/fetch.step.ts';
import type { ImportAsset } from '../../../../src/features/assets/imports/import.service.ts';
import type { AssetRow } from '../../../../src/features/assets/asset.entity.ts';
import { ingestStepHandlers } from '../../../../src/features/assets/ingest/ingest-step-handlers.ts';
import { StepRunner } from '../../../../src/features/jobs/steps/step-runner.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import { openStorage } from '../../../../src/platform/storage/minio-storage.ts';
import type { Storage } from '../../../../src/platform/storage/storage.ts';
import { makeTenant, openEngine, request, scopeOf, type Engine, type Tenant } from '../../../support/engine.ts';
import { ffmpegs } from '../../../support/ffmpegs.ts';
import { openFileServer, type FileServer } from '../../../support/file-server.ts';
import { openEmbedded, type TestStore } from '../../../support/storage/stores.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const [tool] = ffmpegs;
if (!tool) throw new Error('no ffmpeg');
/** The smallest picture there is: one pixel. */
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const LIMITS: FetchLimits = { timeoutMs: 2_000, pace: { bytes: 10_000, everyMs: 300 }, maxBytes: 3_000_000 };

let engine: Engine;
let store: TestStore;
let storage: Storage;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let web: FileServer;
let tenant: Tenant;
beforeAll(async () => {
  [store, folder, web] = await Promise.all([openEmbedded(), temporaryFolder(), openFileServer()]);
  storage = openStorage({ ...store, publicEndpoint: store.endpoint });
  await storage.ready();
  engine = await openEngine({ storage });
});
afterAll(async () => {
  await Promise.all([engine.close(), web.close()]);
  await store.close();
  await folder[Symbol.asyncDispose]();
});
beforeEach(async () => {
  tenant = await makeTenant(engine);
});

const ask = (input: Partial<ImportAsset> & { url: string }, actor = tenant.actor) =>
  request(engine, actor, (scope) => engine.imports.importAsset(scope, { workspaceId: tenant.workspaceId, ...input }));

interface Imported {
  readonly status: string;
  readonly failure: { code: string; category: string; retryable: boolean; hint: string; message: string } | null;
  readonly asset: AssetRow;
}

/** Asks, and runs each step once, as a worker does; a step that waits for another try waits for ever here. */
async function imported(path: string, limits = LIMITS): Promise<Imported> {
  const { id: jobId } = await ask({ url: web.url(path) });
  const stepHandlers = {
    IMPORT: { FETCH: fetchStep(engine.importHttp, storage, limits), ...ingestStepHandlers({ media: tool!.media, storage }) },
  };
  const runner = new StepRunner({ ...engine, stepHandlers, workDir: folder.path, log: silentLog });
  const steps = await engine.owner<{ id: string }>(
    `select id from job_steps where job_id = $1 order by array_position(array['FETCH', 'PROBE', 'DERIVE'], name)`,
    [jobId],
  );
  // As often as the engine tries what may succeed later.
  for (const { id: stepId } of steps)
    for (let round = 0; round < 3; round += 1)
      await runner.run(
        { version: 1, workspaceId: tenant.workspaceId, jobId, stepId },
        { id: newId(), signal: new AbortController().signal },
      );
  const [job] = await engine.owner<Omit<Imported, 'asset'>>('select status, failure from jobs where id = $1', [jobId]);
  const [row] = await engine.owner<{ id: string }>('select id from assets where job_id = $1', [jobId]);
  const asset = await request(engine, tenant.actor, (scope) => engine.assets.get(scope, row?.id ?? ''));
  return { ...job!, asset };
}

const objects = async (): Promise<string[]> => {
  const keys: string[] = [];
  for await (const { key } of storage.list(tenant.workspaceId)) keys.push(key);
  return keys;
};
const refusal = (code: string, path?: string) =>
  expect.objectContaining({ code, ...(path ? { fields: [expect.objectContaining({ path })] } : {}) });

test('a file is fetched, checked and prepared; its type is what its bytes say', async () => {
  web.serve('/a%20picture.mp4', PNG, 'text/html');
  const { status, asset } = await imported('/a%20picture.mp4?token=secret');
  expect(status).toBe('COMPLETED');
  expect(asset).toMatchObject({
    ...{ status: 'READY', kind: 'IMAGE', contentType: 'image/png', name: 'a picture.mp4', byteSize: PNG.length, width: 1, height: 1 },
    createdBy: tenant.userId,
  });
  const [counted] = await engine.owner<{ used: string }>('select used from workspace_storage where workspace_id = $1', [
    tenant.workspaceId,
  ]);
  expect(Number(counted?.used)).toBe(PNG.length + asset.derivedBytes);
  const link = await engine.assets.downloadUrl(asset, 60, 'INLINE');
  expect(Buffer.from(await (await fetch(link)).arrayBuffer()).equals(PNG)).toBe(true);
  const events = await engine.owner<{ after: object }>(
    `select after from audit_events where action = 'importAsset' and workspace_id = $1`,
    [tenant.workspaceId],
  );
  expect(JSON.stringify(events)).not.toContain('secret');
  expect(web.asked).toContain('/a%20picture.mp4?token=secret');
});

describe('what cannot be fetched fails with a reason, and leaves nothing behind', () => {
  test.each([
    ['/missing.mp4', 'IMPORT_HTTP_STATUS', 1],
    ['/not-modified.mp4', 'IMPORT_HTTP_STATUS', 1],
    ['/broken.mp4', 'IMPORT_SERVER_BUSY', 3],
    ['/busy.mp4', 'IMPORT_SERVER_BUSY', 3],
    ['/private', 'IMPORT_REFUSED_ADDRESS', 1],
    ['/metadata', 'IMPORT_REFUSED_ADDRESS', 1],
    ['/file-scheme', 'IMPORT_REFUSED_ADDRESS', 1],
    ['/circle', 'IMPORT_REDIRECTS', 6],
    ['/drip.mp4', 'IMPORT_TIMEOUT', 3],
    // Loopback is a range that the operator allowed: a port that is silent is not told from one that is closed.
    ['/silent.mp4', 'IMPORT_UNREACHABLE', 3],
    ['/endless.mp4', 'IMPORT_TOO_LARGE', 1],
    ['/huge.mp4', 'IMPORT_TOO_LARGE', 1],
    ['/says-more.mp4', 'IMPORT_UNREACHABLE', 3],
    ['/cut.mp4', 'IMPORT_UNREACHABLE', 3],
    ['/nonsense.mp4', 'IMPORT_UNREACHABLE', 3],
    ['/bomb.mp4', 'IMPORT_ENCODED', 1],
    ['/empty.mp4', 'EMPTY_FILE', 1],
    ['/says-less.mp4', 'TYPE_UNKNOWN', 1],
  ])('%s: %s, asked %i times', async (path, code, times) => {
    const before = web.asked.length;
    // What drips is ended by its pace alone, what is silent before the first byte by the time alone.
    const limits = path === '/silent.mp4' ? { ...LIMITS, timeoutMs: 300 } : { ...LIMITS, timeoutMs: 600_000 };
    const { status, failure, asset } = await imported(path, limits);
    expect([status, failure?.code]).toEqual(['FAILED', code]);
    expect(failure?.hint).toMatch(/^[A-Z].{15,}\.$/);
    expect(failure?.message).not.toMatch(/127\.0\.0\.1|http:/);
    expect(asset.status).toBe('REJECTED');
    if (code.startsWith('IMPORT_')) expect([asset.rejection, asset.rejectionHint]).toEqual(['FETCH_FAILED', failure?.hint]);
    expect(web.asked.length - before).toBe(times);
    expect(await objects()).toEqual([]);
    expect(await readdir(folder.path)).toEqual([]);
    for await (const difference of differences(scopeOf(engine, { kind: 'anonymous' }), { storage, graceSeconds: 0 }))
      expect(difference).toBeUndefined();
  });

  test('a file for which the workspace has no room', async () => {
    web.serve('/room.mp4', Buffer.alloc(5_000));
    await engine.owner(
      `insert into assets (id, workspace_id, kind, status, name, file_name, content_type, byte_size, storage_key)
       values (uuidv7(), $1, 'VIDEO', 'DELETED', 'a film', 'a.mp4', 'video/mp4', (select storage_bytes - 4000 from plans where name = 'standard'), 'none')`,
      [tenant.workspaceId],
    );
    const { failure, asset } = await imported('/room.mp4');
    expect([failure?.code, failure?.category, asset.status]).toEqual(['IMPORT_NO_ROOM', 'QUOTA', 'REJECTED']);
    expect(await objects()).toEqual([]);
    await engine.owner(`update assets set byte_size = byte_size + 4000 where workspace_id = $1 and status = 'DELETED'`, [
      tenant.workspaceId,
    ]);
    await expect(ask({ url: web.url('/room.mp4') })).rejects.toThrow(refusal('QUOTA_EXCEEDED'));
  });

  test('two files at the same time, of which the workspace has room for one: the other is never stored', async () => {
    web.serve('/half.mp4', Buffer.alloc(5_000));
    await engine.owner(`insert into plans (name, concurrent_steps, weight, storage_bytes) values ($1, 8, 1, 8000)`, [tenant.workspaceId]);
    await engine.owner('insert into workspace_plans (workspace_id, plan) values ($1::uuid, $1::text)', [tenant.workspaceId]);
    const ids = [await ask({ url: web.url('/half.mp4') }), await ask({ url: web.url('/half.mp4') })].map(({ id }) => id);
    // Both have seen the room before either takes it.
    let fetched = 0;
    const both = Promise.withResolvers<void>();
    const http = {
      download: async (request: Parameters<Engine['importHttp']['download']>[0]) => {
        const answer = await engine.importHttp.download(request);
        if ((fetched += 1) === 2) both.resolve();
        await both.promise;
        return answer;
      },
    };
    const stepHandlers = { IMPORT: { FETCH: fetchStep(http, storage, LIMITS) } };
    const runner = new StepRunner({ ...engine, stepHandlers, workDir: folder.path, log: silentLog });
    const steps = await engine.owner<{ id: string; job_id: string }>(
      `select id, job_id from job_steps where name = 'FETCH' and job_id = any ($1)`,
      [ids],
    );
    await Promise.all(
      steps.map(({ id: stepId, job_id: jobId }) =>
        runner.run({ version: 1, workspaceId: tenant.workspaceId, jobId, stepId }, { id: newId(), signal: new AbortController().signal }),
      ),
    );
    const failures = await engine.owner(`select failure->>'code' as code from jobs where id = any ($1) and status = 'FAILED'`, [ids]);
    expect(failures).toEqual([{ code: 'IMPORT_NO_ROOM' }]);
    expect(await objects()).toHaveLength(1);
  });
});

describe('asking', () => {
  test.each(['ftp://example.com/a.mp4', 'http://10.0.0.1/a.mp4', 'http://user:pass@example.com/', 'file:///etc/passwd', 'nonsense', ''])(
    'refuses the URL %j at once',
    async (url) => {
      await expect(ask({ url })).rejects.toThrow(refusal('BAD_USER_INPUT', 'input.url'));
    },
  );

  test('refuses a name that hides something, viewers and strangers', async () => {
    const url = web.url('/a.mp4');
    await expect(ask({ url, name: 'a\u202Egpj.exe' })).rejects.toThrow(refusal('BAD_USER_INPUT', 'input.name'));
    const viewer = { ...tenant.actor, memberships: new Map([[tenant.workspaceId, 'VIEWER' as const]]) };
    await expect(ask({ url }, viewer)).rejects.toThrow(refusal('FORBIDDEN'));
    await expect(ask({ url }, (await makeTenant(engine)).actor)).rejects.toThrow(refusal('NOT_FOUND'));
  });

  test('twice with one key makes one job and one asset', async () => {
    const input = { url: web.url('/a.mp4'), idempotencyKey: newId() };
    const [first, again] = [await ask(input), await ask(input)];
    expect(again.id).toBe(first.id);
    expect(await engine.owner('select 1 from assets where workspace_id = $1', [tenant.workspaceId])).toHaveLength(1);
  });
});
