import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { deleteOldRows } from '../../../../src/app/maintenance/retention.ts';
import { deleteExpiredUploads } from '../../../../src/features/assets/uploads/expire-uploads.ts';
import type { UploadPart, UploadService } from '../../../../src/features/assets/uploads/upload.service.ts';
import type { CreateUpload } from '../../../../src/features/assets/uploads/upload-writes.ts';
import { ReelwrightError } from '../../../../src/kernel/errors.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import type { Role } from '../../../../src/kernel/role.ts';
import type { Scope } from '../../../../src/platform/database/scope.ts';
import { openStorage } from '../../../../src/platform/storage/minio-storage.ts';
import type { Storage } from '../../../../src/platform/storage/storage.ts';
import { busySessions, makeTenant, openEngine, request, scopeOf, workerScope, type Engine, type Tenant } from '../../../support/engine.ts';
import { pathOf, sendSigned } from '../../../support/storage/raw-s3.ts';
import { STORES, uploadKeysOf, type TestStore } from '../../../support/storage/stores.ts';

const MIB = 1024 ** 2;
const SMALL = Buffer.from('some bytes that are said to be a picture');
/** Three parts: 8 MiB, 8 MiB and the rest. */
const LARGE = randomBytes(17 * MIB);

describe.each(STORES)('uploads to $name', ({ open }) => {
  let store: TestStore;
  let storage: Storage;
  let engine: Engine;
  let tenant: Tenant;
  beforeAll(async () => {
    store = await open();
    storage = openStorage({ ...store, publicEndpoint: store.endpoint, uploadKeys: uploadKeysOf(store) });
    engine = await openEngine({ storage });
  });
  afterAll(async () => {
    await engine?.close();
    await store?.close();
  });
  beforeEach(async () => {
    tenant = await makeTenant(engine);
  });

  const as = <T>(method: (uploads: UploadService, scope: Scope) => Promise<T>, role: Role = 'EDITOR', who = tenant): Promise<T> =>
    request(engine, { ...who.actor, memberships: new Map([[who.workspaceId, role]]) }, (scope) => method(engine.uploads, scope));
  const announced = (bytes: Buffer, more: Partial<CreateUpload> = {}): CreateUpload => ({
    workspaceId: tenant.workspaceId,
    fileName: 'sea.png',
    contentType: 'image/png',
    byteSize: bytes.length,
    ...more,
  });
  const create = (bytes: Buffer, more: Partial<CreateUpload> = {}) => as((uploads, scope) => uploads.create(scope, announced(bytes, more)));
  const partsOf = (id: string, missingOnly = false): Promise<readonly UploadPart[]> =>
    as(async (uploads, scope) => uploads.parts(scope, await uploads.get(scope, id), missingOnly));
  const complete = (id: string) => as((uploads, scope) => uploads.complete(scope, id));
  const abort = (id: string) => as((uploads, scope) => uploads.abort(scope, id));
  const put = async (url: string, body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<number> => {
    const response = await fetch(url, { method: 'PUT', body, headers });
    await response.arrayBuffer();
    return response.status;
  };
  const pieceOf = (bytes: Buffer, { offset, byteSize }: UploadPart): Uint8Array<ArrayBuffer> =>
    new Uint8Array(bytes.subarray(offset, offset + byteSize));
  const send = async (id: string, bytes: Buffer): Promise<void> => {
    for (const part of await partsOf(id, true)) expect(await put(part.url, pieceOf(bytes, part))).toBe(200);
  };
  const uploaded = async (bytes: Buffer): Promise<string> => {
    const { id } = await create(bytes);
    await send(id, bytes);
    return id;
  };
  const keyOf = (id: string): string => `${tenant.workspaceId}/assets/${id}/original`;
  const hashOf = async (id: string): Promise<string> => {
    const url = await storage.presignGet(keyOf(id), { expiresIn: 60, disposition: 'INLINE', fileName: 'x', contentType: 'image/png' });
    return sha256(Buffer.from(await (await fetch(url)).arrayBuffer()));
  };
  const assetOf = async (id: string) => {
    const [row] = await engine.owner<{ status: string; rejection: string | null; rejection_hint: string | null }>(
      'select status, rejection, rejection_hint from assets where id = $1',
      [id],
    );
    return row;
  };
  const use = async () => {
    const [row] = await engine.owner<{ used: string; reserved: string }>(
      'select used, reserved from workspace_storage where workspace_id = $1',
      [tenant.workspaceId],
    );
    return row && { used: Number(row.used), reserved: Number(row.reserved) };
  };
  const setQuota = async (bytes: number): Promise<void> => {
    const plan = newId();
    await engine.owner('insert into plans (name, concurrent_steps, weight, storage_bytes) values ($1, 1, 1, $2)', [plan, bytes]);
    await engine.owner('insert into workspace_plans (workspace_id, plan) values ($1, $2)', [tenant.workspaceId, plan]);
  };
  /** Nothing of it is left in the store: neither an object nor a part. */
  const expectNothingLeft = async (id: string): Promise<void> => {
    expect(await storage.stat(keyOf(id))).toBeUndefined();
    const [row] = await engine.owner<{ store_id: string }>('select store_id from upload_sessions where id = $1', [id]);
    expect(await storage.uploads.parts({ key: keyOf(id), storeId: row?.store_id ?? '' })).toBeUndefined();
  };

  test('reading the parts of an upload holds no transaction open while the store is asked', async () => {
    const { id } = await create(SMALL);
    const { parts } = storage.uploads;
    let busy: unknown;
    const spied = vi.spyOn(storage.uploads, 'parts').mockImplementation(async (upload) => {
      busy = await busySessions(engine);
      return parts.call(storage.uploads, upload);
    });
    try {
      expect(await partsOf(id)).toHaveLength(1);
    } finally {
      spied.mockRestore();
    }
    expect(busy).toEqual([]);
  });

  test('a small file is one part; completed, its bytes lie under a key of the server and a job checks them', async () => {
    const session = await create(SMALL, { sha256: sha256(SMALL).toUpperCase() });
    const parts = await partsOf(session.id);
    expect(parts).toMatchObject([{ number: 1, offset: 0, byteSize: SMALL.length, uploaded: false }]);
    expect(await put(parts[0]!.url, new Uint8Array(SMALL), { 'content-type': 'image/png' })).toBe(200);
    expect(await partsOf(session.id)).toMatchObject([{ uploaded: true }]);
    expect(await use()).toEqual({ used: 0, reserved: SMALL.length });
    const asset = await complete(session.id);
    expect(asset).toMatchObject({ id: session.id, status: 'PROCESSING', kind: 'IMAGE', fileName: 'sea.png', sha256: sha256(SMALL) });
    expect(await hashOf(session.id)).toBe(sha256(SMALL));
    expect(await engine.owner('select type, status from jobs where id = $1', [asset.jobId])).toEqual([
      { type: 'INGEST', status: 'QUEUED' },
    ]);
    expect(await use()).toEqual({ used: SMALL.length, reserved: 0 });
    expect(await partsOf(session.id)).toEqual([]);
  });

  test('a large file is taken up again where it was left, no matter who asks', async () => {
    const { id } = await create(LARGE, { fileName: 'sea.mp4', contentType: 'video/mp4' });
    const [first, second, third] = await partsOf(id);
    expect(await put(second!.url, pieceOf(LARGE, second!))).toBe(200);
    expect(await put(third!.url, pieceOf(LARGE, { ...third!, byteSize: 10 }))).toBe(403);
    expect((await partsOf(id, true)).map(({ number }) => number)).toEqual([first!.number, third!.number]);
    await expect(complete(id)).rejects.toMatchObject({ code: 'INVALID_STATE', details: { missingParts: [1, 3] } });
    await send(id, LARGE);
    expect(await partsOf(id, true)).toEqual([]);
    await complete(id);
    expect(await hashOf(id)).toBe(sha256(LARGE));
  });

  test('nobody changes the bytes once it is completed: its URLs are dead', async () => {
    const { id } = await create(SMALL);
    const [part] = await partsOf(id);
    await send(id, SMALL);
    await complete(id);
    const other = new Uint8Array(Buffer.from('x'.repeat(SMALL.length)));
    expect(await put(part!.url, other)).toBe(404);
    const plain = new URL(part!.url);
    plain.searchParams.delete('uploadId');
    plain.searchParams.delete('partNumber');
    expect(await put(plain.href, other)).toBe(403);
    expect(await hashOf(id)).toBe(sha256(SMALL));
  });

  test('a URL is good for its part alone, untouched, and until it expires', async () => {
    const { id } = await create(LARGE, { fileName: 'sea.mp4' });
    const { id: other } = await create(LARGE, { fileName: 'other.mp4' });
    const [part] = await partsOf(id);
    const [otherPart] = await partsOf(other);
    const changed = (name: string, value: string): string => {
      const url = new URL(part!.url);
      url.searchParams.set(name, value);
      return url.href;
    };
    const bytes = new Uint8Array(SMALL);
    expect(await put(changed('partNumber', '2'), bytes)).toBe(403);
    expect(await put(changed('uploadId', new URL(otherPart!.url).searchParams.get('uploadId') ?? ''), bytes)).toBe(403);
    expect(await put(changed('X-Amz-Expires', '604800'), bytes)).toBe(403);
    expect(await put(part!.url.replace(id, other), bytes)).toBe(403);
    const method = await fetch(part!.url, { method: 'DELETE' });
    expect(method.status).toBe(403);
    const [row] = await engine.owner<{ store_id: string }>('select store_id from upload_sessions where id = $1', [id]);
    const brief = storage.uploads.presignPart({ key: keyOf(id), storeId: row!.store_id }, { number: 1, byteSize: bytes.length }, 1);
    await expect.poll(() => put(brief, bytes), { timeout: 10_000, interval: 300 }).toBe(403);
  });

  test("a URL cannot have somebody else's object copied to its place", async () => {
    const theirs = await uploaded(SMALL);
    await complete(theirs);
    const { id } = await create(SMALL);
    const [part] = await partsOf(id);
    await put(part!.url, new Uint8Array(), { 'x-amz-copy-source': `/${store.bucket}/${keyOf(theirs)}` });
    expect(await partsOf(id)).toMatchObject([{ uploaded: false }]);
  });

  test('the URL of a part accepts exactly the bytes that were announced', async () => {
    const { id } = await create(SMALL);
    const [part] = await partsOf(id);
    const longer = Buffer.concat([SMALL, Buffer.from('!')]);
    expect(await put(part!.url, new Uint8Array(longer))).toBe(403);
    expect(await put(part!.url, new Uint8Array(SMALL.subarray(1)))).toBe(403);
    const chunked = new ReadableStream({ start: (body) => (body.enqueue(new Uint8Array(longer)), body.close()) });
    expect((await fetch(part!.url, { method: 'PUT', body: chunked, duplex: 'half' })).status).toBeGreaterThanOrEqual(400);
    expect(await partsOf(id, true)).toHaveLength(1);
    expect(await put(part!.url, new Uint8Array(SMALL))).toBe(200);
  });

  test('a store that accepted more than was announced all the same: the upload ends and leaves nothing', async () => {
    const { id } = await create(SMALL);
    const [row] = await engine.owner<{ store_id: string }>('select store_id from upload_sessions where id = $1', [id]);
    const target = `${pathOf(store.bucket, keyOf(id))}?partNumber=1&uploadId=${encodeURIComponent(row!.store_id)}`;
    expect((await sendSigned(store, 'PUT', target, { body: `${SMALL.toString()}!` })).status).toBe(200);
    await expect(complete(id)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'id' }] });
    expect(await assetOf(id)).toMatchObject({ status: 'REJECTED', rejection: 'SIZE_MISMATCH' });
    expect(await use()).toEqual({ used: 0, reserved: 0 });
    await expectNothingLeft(id);
    await expect(complete(id)).rejects.toMatchObject({ code: 'INVALID_STATE' });
  });

  test('completing counts once: for the second call, and for ten at the same time', async () => {
    const id = await uploaded(SMALL);
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => complete(id)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'INVALID_STATE' });
    await expect(complete(id)).rejects.toMatchObject({ code: 'INVALID_STATE' });
    expect(await engine.owner(`select 1 from jobs where workspace_id = $1`, [tenant.workspaceId])).toHaveLength(1);
    expect(await hashOf(id)).toBe(sha256(SMALL));
  });

  test('uploads of a workspace wait for no transaction of each other that has changed files', async () => {
    const [id, other] = [await uploaded(SMALL), await uploaded(SMALL)];
    await workerScope(engine, tenant).tx(async (em) => {
      await em.execute('update assets set byte_size = byte_size + 1 where id = ?', [other]);
      expect(await complete(id)).toMatchObject({ status: 'PROCESSING' });
      expect(await create(SMALL)).toMatchObject({ status: 'OPEN' });
    });
    expect(await use()).toEqual({ used: SMALL.length, reserved: 2 * SMALL.length + 1 });
  });

  describe('an upload that is not begun', () => {
    const rows = () => engine.owner('select 1 from assets where workspace_id = $1', [tenant.workspaceId]);

    test('because the quota is used up leaves nothing in the store', async () => {
      await setQuota(SMALL.length - 1);
      const begun = vi.spyOn(storage.uploads, 'begin');
      await expect(create(SMALL)).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
      const upload = await (begun.mock.results[0]!.value as ReturnType<Storage['uploads']['begin']>);
      begun.mockRestore();
      expect(await storage.uploads.parts(upload)).toBeUndefined();
      expect([await rows(), await use()]).toEqual([[], undefined]);
    });

    test('because an earlier call with its key has begun it leaves only that one', async () => {
      const idempotencyKey = newId();
      const first = await create(SMALL, { idempotencyKey });
      const begun = vi.spyOn(storage.uploads, 'begin');
      expect(await create(SMALL, { idempotencyKey })).toMatchObject({ id: first.id, storeId: first.storeId });
      const upload = await (begun.mock.results[0]!.value as ReturnType<Storage['uploads']['begin']>);
      begun.mockRestore();
      expect(await storage.uploads.parts(upload)).toBeUndefined();
      expect(await partsOf(first.id, true)).toHaveLength(1);
    });

    test('because the store does not answer leaves nothing in the database', async () => {
      const spied = vi.spyOn(storage.uploads, 'begin').mockRejectedValue(new ReelwrightError('UNAVAILABLE', 'away'));
      try {
        await expect(create(SMALL)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      } finally {
        spied.mockRestore();
      }
      expect([await rows(), await use()]).toEqual([[], undefined]);
    });
  });

  test('completing that was cut short after the store had joined the parts is completed by the next call', async () => {
    const id = await uploaded(SMALL);
    const [row] = await engine.owner<{ store_id: string }>('select store_id from upload_sessions where id = $1', [id]);
    const upload = { key: keyOf(id), storeId: row!.store_id };
    expect(await storage.uploads.complete(upload, (await storage.uploads.parts(upload)) ?? [])).toBe('DONE');
    expect(await complete(id)).toMatchObject({ status: 'PROCESSING' });
  });

  test('aborting and completing at the same time end in one of both, with storage and rows in agreement', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await uploaded(SMALL);
      const [completed, aborted] = await Promise.allSettled([complete(id), abort(id)]);
      expect([completed.status, aborted.status].sort()).toEqual(['fulfilled', 'rejected']);
      const isThere = (await storage.stat(keyOf(id))) !== undefined;
      expect([(await assetOf(id))?.status, isThere]).toEqual(completed.status === 'fulfilled' ? ['PROCESSING', true] : ['REJECTED', false]);
    }
  });

  test('aborting removes what was sent and gives the room back; nothing can be sent', async () => {
    const { id } = await create(LARGE, { fileName: 'sea.mp4' });
    const [first, second] = await partsOf(id);
    await put(first!.url, pieceOf(LARGE, first!));
    await abort(id);
    expect(await assetOf(id)).toMatchObject({ status: 'REJECTED', rejection: 'CANCELED' });
    expect(await use()).toEqual({ used: 0, reserved: 0 });
    expect(await put(second!.url, pieceOf(LARGE, second!))).toBe(404);
    await expectNothingLeft(id);
    await expect(abort(id)).rejects.toMatchObject({ code: 'INVALID_STATE' });
    await expect(complete(id)).rejects.toMatchObject({ code: 'INVALID_STATE' });
  });

  test('what nobody completes in time is forgotten with its parts, and its rows go later', async () => {
    const [late, open] = [await uploaded(SMALL), await uploaded(SMALL)];
    await engine.owner(`update upload_sessions set expires_at = now() - interval '1 second' where id = $1`, [late]);
    const everybody = scopeOf(engine, { kind: 'anonymous' });
    expect(await deleteExpiredUploads(everybody, storage)).toBe(1);
    expect(await assetOf(late)).toMatchObject({ status: 'REJECTED', rejection: 'FILE_MISSING' });
    expect(await use()).toEqual({ used: 0, reserved: SMALL.length });
    await expectNothingLeft(late);
    await expect(complete(late)).rejects.toMatchObject({ code: 'INVALID_STATE' });
    await complete(open);

    await engine.owner(`update upload_sessions set ended_at = now() - interval '3 days' where status <> 'OPEN' and workspace_id = $1`, [
      tenant.workspaceId,
    ]);
    await deleteOldRows(everybody, { eventDays: 30, jobDays: 30, artifactDays: 30 }, silentLog);
    expect(await assetOf(late)).toBeUndefined();
    expect(await assetOf(open)).toMatchObject({ status: 'PROCESSING' });
    expect(await engine.owner('select 1 from upload_sessions where workspace_id = $1', [tenant.workspaceId])).toEqual([]);
  });

  test('of a hundred that begin at once, as many are let in as there is room for', async () => {
    await setQuota(SMALL.length * 10 + 1);
    const outcomes = await Promise.allSettled(Array.from({ length: 100 }, () => create(SMALL)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    const [refused] = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    expect(refused).toMatchObject({ code: 'QUOTA_EXCEEDED', details: { limit: SMALL.length * 10 + 1, resetsAt: null } });
    expect(await use()).toEqual({ used: 0, reserved: SMALL.length * 10 });
    const verdict = await as((uploads, scope) => uploads.validate(scope, announced(SMALL)));
    expect(verdict).toMatchObject({
      kind: 'IMAGE',
      problems: [{ path: 'byteSize', message: 'The workspace has 1 bytes of storage left.' }],
    });
  });

  test('a workspace has at most 500 open uploads, however small they are', async () => {
    await engine.owner(
      `with made as (
         insert into assets (id, workspace_id, kind, status, name, file_name, content_type, byte_size, storage_key)
         select uuidv7(), $1::uuid, 'IMAGE', 'PENDING', 'a', 'a.png', 'image/png', 1, 'none/' || n from generate_series(1, 499) n returning id)
       insert into upload_sessions (id, workspace_id, part_size) select id, $1::uuid, 8388608 from made`,
      [tenant.workspaceId],
    );
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => create(SMALL)));
    const [last] = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(create(SMALL)).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED', details: { limit: 500, resetsAt: null } });
    await abort(last!.id);
    expect(await create(SMALL)).toMatchObject({ status: 'OPEN' });
  });

  test('films count against the quota, and are never refused by it', async () => {
    await setQuota(100);
    await engine.owner(
      `insert into assets (id, workspace_id, kind, status, name, file_name, content_type, byte_size, derived_bytes, storage_key)
       values ($1, $2, 'VIDEO', 'READY', 'a film', 'a.mp4', 'video/mp4', 150, 50, 'somewhere')`,
      [newId(), tenant.workspaceId],
    );
    expect(await use()).toEqual({ used: 200, reserved: 0 });
    await expect(create(SMALL)).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
    await engine.owner('delete from assets where workspace_id = $1', [tenant.workspaceId]);
    expect(await use()).toEqual({ used: 0, reserved: 0 });
  });

  test('the same idempotency key finds the same upload again', async () => {
    const more = { idempotencyKey: 'sea.png of monday' };
    const [first, second] = [await create(SMALL, more), await create(SMALL, more)];
    expect(second.id).toBe(first.id);
    expect(await use()).toEqual({ used: 0, reserved: SMALL.length });
    await expect(create(LARGE, more)).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  });

  test('viewers may see an upload and not send; strangers find none', async () => {
    const id = await uploaded(SMALL);
    const mutations: ((uploads: UploadService, scope: Scope) => Promise<unknown>)[] = [
      (uploads, scope) => uploads.create(scope, announced(SMALL)),
      (uploads, scope) => uploads.validate(scope, announced(SMALL)),
      async (uploads, scope) => uploads.parts(scope, await uploads.get(scope, id), false),
      (uploads, scope) => uploads.complete(scope, id),
      (uploads, scope) => uploads.abort(scope, id),
    ];
    for (const method of mutations) {
      await expect(as(method, 'VIEWER')).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(as(method, 'OWNER', await makeTenant(engine))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(await as((uploads, scope) => uploads.get(scope, id), 'VIEWER')).toMatchObject({ status: 'OPEN' });
    await expect(as((uploads, scope) => uploads.get(scope, 'no id'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
