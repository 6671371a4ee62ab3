import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ProfilePictureHandler } from '../../../src/features/profile-pictures/profile-picture.handler.ts';
import type { ProfilePicturePayload } from '../../../src/features/profile-pictures/profile-picture.queue.ts';
import { newId } from '../../../src/kernel/id.ts';
import { silentLog } from '../../../src/kernel/log.ts';
import type { Media } from '../../../src/platform/media/media.ts';
import { openStorage } from '../../../src/platform/storage/minio-storage.ts';
import type { Storage } from '../../../src/platform/storage/storage.ts';
import { makeTenant, openEngine, request, scopeOf, type Engine, type Tenant } from '../../support/engine.ts';
import { ffmpegs } from '../../support/ffmpegs.ts';
import { made, png, pngChunk } from '../../support/hostile/parts.ts';
import { openEmbedded, type TestStore } from '../../support/storage/stores.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const MIB = 1024 ** 2;

let store: TestStore;
let storage: Storage;
let engine: Engine;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let person: Tenant;
let picture: Buffer;
let handler: ProfilePictureHandler;
beforeAll(async () => {
  [store, folder] = await Promise.all([openEmbedded(), temporaryFolder()]);
  storage = openStorage({ ...store, publicEndpoint: store.endpoint });
  await storage.ready();
  engine = await openEngine({ storage });
  const { ffmpegPath = '', media } = ffmpegs[0] ?? {};
  picture = await made(ffmpegPath, folder.path, 'wide.png', '-f', 'lavfi', '-i', 'testsrc=s=640x200', '-frames:v', '1');
  handler = new ProfilePictureHandler({ ...engine, tools: { media: media!, storage }, workDir: folder.path, log: silentLog });
});
afterAll(async () => {
  await engine?.close();
  await store?.close();
  await folder?.[Symbol.asyncDispose]();
});
beforeEach(async () => void (person = await makeTenant(engine)));

const create = (byteSize = picture.length, contentType = 'image/png', of = person) =>
  request(engine, of.actor, (scope) => engine.profilePictures.create(scope, { contentType, byteSize }));
const complete = (id: string, of = person) => request(engine, of.actor, (scope) => engine.profilePictures.complete(scope, id));
const remove = () => request(engine, person.actor, (scope) => engine.profilePictures.remove(scope));
const put = async (url: string, bytes: Buffer): Promise<number> =>
  (await fetch(url, { method: 'PUT', body: new Uint8Array(bytes) })).status;
async function send(bytes = picture, of = person): Promise<string> {
  const { id, url } = await create(bytes.length, 'image/png', of);
  expect(await put(url, bytes)).toBe(200);
  await complete(id, of);
  return id;
}
/** Messages that were sent and not handled, oldest first. */
async function messages(): Promise<readonly ProfilePicturePayload[]> {
  const rows = await engine.owner<{ data: ProfilePicturePayload }>(
    `delete from pgboss.job where name = 'profile-picture' returning data, created_on`,
  );
  return rows.map(({ data }) => data);
}
const work = async (): Promise<void> => {
  for (const payload of await messages()) await handler.run(payload, { signal: new AbortController().signal });
};
const check = (id: string, of = person) =>
  handler.run({ version: 1, task: 'CHECK', userId: of.userId, id }, { signal: new AbortController().signal });
const row = async (of = person) => {
  const [found] = await engine.owner<{ id: string; status: string; rejection: string | null; avatar_key: string | null }>(
    'select p.id, p.status, p.rejection, u.avatar_key from users u left join profile_picture_uploads p on p.user_id = u.id where u.id = $1',
    [of.userId],
  );
  return found!;
};
async function keys(of = person): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { key } of storage.list(`${of.userId}/`)) found.push(key);
  return found;
}

describe('an upload', () => {
  test.each([
    ['a drawing', 'image/svg+xml', 100, 'input.contentType'],
    ['an animation', 'image/gif', 100, 'input.contentType'],
    ['nothing', 'image/png', 0, 'input.byteSize'],
    ['40 MB', 'image/png', 40 * MIB, 'input.byteSize'],
  ])('of %s is refused before a byte is sent', async (_, contentType, byteSize, path) => {
    await expect(create(byteSize, contentType)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path }] });
    expect((await row()).status).toBeNull();
  });

  test('is checked, becomes the only object of the person, and is theirs in every workspace', async () => {
    const id = await send();
    expect((await row()).status).toBe('CHECKING');
    await work();
    expect(await row()).toMatchObject({ id, status: 'READY', rejection: null, avatar_key: `${person.userId}/profile-pictures/${id}.jpg` });
    expect(await keys()).toEqual([`${person.userId}/profile-pictures/${id}.jpg`]);
    const link = await engine.profilePictures.linkOf({ avatarKey: (await row()).avatar_key });
    expect((await fetch(link ?? '')).headers.get('content-type')).toBe('image/jpeg');
    // The task may be delivered again.
    await check(id);
    expect(await keys()).toHaveLength(1);
    await expect(complete(id)).rejects.toMatchObject({ code: 'INVALID_STATE' });
  });

  test.each([
    ['a drawing', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'ACTIVE_CONTENT'],
    ['an animation', Buffer.concat([Buffer.from('GIF89a\xff\xff\xff\xff', 'latin1'), Buffer.alloc(3_000, 0x2c)]), 'TYPE_MISMATCH'],
    ['a picture of 2,500 million pixels', png(50_000, 50_000, pngChunk('IDAT', Buffer.alloc(20))), 'TOO_MANY_PIXELS'],
    ['half a picture', undefined, 'DAMAGED'],
  ])('of %s under another name is rejected, and the former picture stays', async (_, bytes, rejection) => {
    await send();
    await work();
    const { avatar_key: former } = await row();
    await send(bytes ?? picture.subarray(0, picture.length / 2));
    await work();
    expect(await row()).toMatchObject({ status: 'REJECTED', rejection, avatar_key: former });
    expect(await keys()).toEqual([former]);
  });

  test('is begun by several calls at once, of which the last one counts', async () => {
    const begun = await Promise.all([create(), create(), create()]);
    expect(begun.map(({ id }) => id)).toContain((await row()).id);
  });

  test('is replaced by a later one at every moment, and leaves nothing', async () => {
    const open = await create();
    const checking = await send();
    await expect(complete(open.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await put(open.url, picture)).not.toBe(200);
    const last = await send();
    await check(checking);
    expect((await row()).status).toBe('CHECKING');
    await work();
    expect(await row()).toMatchObject({ id: last, status: 'READY' });
    expect(await keys()).toEqual([`${person.userId}/profile-pictures/${last}.jpg`]);
    const next = await send();
    await work();
    expect(await keys()).toEqual([`${person.userId}/profile-pictures/${next}.jpg`]);
  });

  test('without its bytes, with others or of another person is not completed', async () => {
    const { id, url } = await create();
    await expect(complete(id)).rejects.toMatchObject({ code: 'INVALID_STATE' });
    expect(await put(url, Buffer.concat([picture, picture]))).not.toBe(200);
    expect(await put(url, picture.subarray(1))).not.toBe(200);
    await expect(complete(id)).rejects.toMatchObject({ code: 'INVALID_STATE' });
    await expect(complete(id, await makeTenant(engine))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(complete(newId())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('whose worker was killed after it had stored the picture is finished by the next one', async () => {
    const id = await send();
    await storage.putBytes(`${person.userId}/profile-pictures/${id}.jpg`, Buffer.from('half'), { contentType: 'image/jpeg' });
    await work();
    expect((await row()).status).toBe('READY');
    expect((await storage.stat(`${person.userId}/profile-pictures/${id}.jpg`))?.byteSize).toBeGreaterThan(1_000);
  });
});

test('an upload whose check fails is checked again, and rejected at the last delivery', async () => {
  const id = await send();
  const media = { run: () => Promise.reject(new Error('ffmpeg was killed')), probe: () => Promise.reject(new Error('ffprobe was killed')) };
  const failing = new ProfilePictureHandler({
    ...engine,
    tools: { media: media as unknown as Media, storage },
    workDir: folder.path,
    log: silentLog,
  });
  const deliver = (isLast: boolean) =>
    failing.run({ version: 1, task: 'CHECK', userId: person.userId, id }, { signal: new AbortController().signal, isLast });
  await expect(deliver(false)).rejects.toThrow();
  expect((await row()).status).toBe('CHECKING');
  await deliver(true);
  expect(await row()).toMatchObject({ status: 'REJECTED', rejection: 'INGEST_FAILED' });
  expect(await keys()).toEqual([]);
});

test('objects that are kept for a backup are deleted by a later delivery', async () => {
  const held = { ...engine, tools: { media: ffmpegs[0]!.media, storage: { remove: async () => false } as unknown as Storage } };
  const waiting = new ProfilePictureHandler({ ...held, workDir: folder.path, log: silentLog });
  const payload: ProfilePicturePayload = { version: 1, task: 'DELETE', keys: ['a'] };
  await expect(waiting.run(payload, { signal: new AbortController().signal })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

describe('a picture', () => {
  test('is removed with its upload, twice too, also while a worker checks it', async () => {
    await send();
    await work();
    const id = await send();
    await remove();
    await remove();
    await check(id);
    await work();
    expect(await row()).toMatchObject({ status: null, avatar_key: null });
    expect(await keys()).toEqual([]);
  });

  test('is in the export of the person, and is erased with their account', async () => {
    await send();
    await work();
    const exported = await request(engine, person.actor, (scope) => engine.profiles.exportData(scope));
    expect(exported['profilePicture']).toMatchObject({
      status: 'READY',
      byteSize: picture.length,
      url: expect.stringContaining('http') as string,
    });
    await scopeOf(engine, person.actor).tx((em) => engine.profilePictures.deleteOwn(em, person.userId));
    await work();
    expect(await row()).toMatchObject({ status: null, avatar_key: null });
    expect(await keys()).toEqual([]);
  });

  test('is seen by members of a shared workspace alone', async () => {
    await send();
    await work();
    const [member, stranger] = [await makeTenant(engine), await makeTenant(engine)];
    await engine.owner(`insert into memberships (workspace_id, user_id, role) values ($1, $2, 'VIEWER')`, [
      person.workspaceId,
      member.userId,
    ]);
    const actorOf = ({ actor }: Tenant) => ({
      ...actor,
      memberships: new Map([...actor.memberships, [person.workspaceId, 'VIEWER' as const]]),
    });
    const seen = (actor: Tenant['actor']) =>
      scopeOf(engine, actor).tx((em) => em.execute<object[]>('select avatar_key from users where id = ?', [person.userId]));
    expect(await seen(actorOf(member))).toHaveLength(1);
    expect(await seen(stranger.actor)).toEqual([]);
    // The upload is nobody else's, not even a member's.
    expect(await request(engine, actorOf(member), (scope) => engine.profilePictures.upload(scope, person.userId))).toBeNull();
    const rows = await scopeOf(engine, actorOf(member)).tx((em) => em.execute<object[]>('select 1 from profile_picture_uploads'));
    expect(rows).toEqual([]);
  });

  test('is kept by the storage check, and what no row names is an orphan', async () => {
    const id = await send();
    const waiting = await keys();
    const orphans = async (of: readonly string[]) =>
      engine.owner<{ key: string }>('select orphaned_keys as key from orphaned_keys($1::jsonb)', [JSON.stringify(of)]);
    expect(await orphans(waiting)).toEqual([]);
    await work();
    const key = `${person.userId}/profile-pictures/${id}.jpg`;
    expect(await orphans([key, ...waiting])).toEqual([{ key: waiting[0] }]);
    const stored = await engine.owner<{ storage_key: string }>(`select storage_key from stored_keys('', 1000)`);
    expect(stored.map((one) => one.storage_key)).toContain(key);
  });
});
