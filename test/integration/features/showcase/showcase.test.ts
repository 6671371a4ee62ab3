import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CreateShowcaseItem } from '../../../../src/features/showcase/items/showcase-item.service.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { noBytesStorage } from '../../../support/no-bytes-storage.ts';
import { makeTenant, openEngine, request, until, useEngine, type Engine, type Tenant } from '../../../support/engine.ts';

const engine = useEngine({ storage: noBytesStorage });
/** Another process on the same database. */
let elsewhere: Engine;
let admin: Tenant['actor'];
let studio: Tenant;
beforeAll(async () => {
  elsewhere = await openEngine({ urls: { ...engine.urls, drop: async () => undefined }, concurrency: 0, dispatches: false });
  studio = await makeTenant(engine);
  const { actor, userId } = await makeTenant(engine);
  await engine.owner('insert into administrators (user_id) values ($1)', [userId]);
  admin = { ...actor, administrator: true };
});
afterAll(() => elsewhere.close());
beforeEach(async () => {
  await engine.owner('delete from showcase_consents');
  await until(async () => (await elsewhere.showcase.list({})).rows.length === 0 && (await engine.showcase.list({})).rows.length === 0);
});

const HOUR = 3_600_000;
const hash = (id: string): string => id.replaceAll('-', '').repeat(2);

/** The row of a file of the studio. */
async function makeFile(kind: 'VIDEO' | 'IMAGE' = 'VIDEO', type = kind === 'VIDEO' ? 'video/mp4' : 'image/png'): Promise<string> {
  const id = newId();
  await engine.owner(
    `insert into assets (id, workspace_id, kind, status, name, file_name, content_type, byte_size, sha256, storage_key, derived)
     values ($1::uuid, $2::uuid, $3, 'READY', 'secret name', 'a.bin', $4, 1, $5, $2 || '/uploads/' || $1 || '/original', '{thumbnail.jpg}')`,
    [id, studio.workspaceId, kind, type, hash(id)],
  );
  return id;
}
const give = (assetId: string, actor = studio.actor) => request(engine, actor, (scope) => engine.showcaseConsents.give(scope, assetId));
const withdraw = (assetId: string) => request(engine, studio.actor, (scope) => engine.showcaseConsents.withdraw(scope, assetId));
const create = (input: Partial<CreateShowcaseItem> & { assetId: string }, actor = admin) =>
  request(engine, actor, (scope) => engine.showcaseItems.create(scope, { placement: 'GALLERY', title: 'A film', ...input }));
async function makeItem(input: Partial<CreateShowcaseItem> = {}): Promise<{ id: string; assetId: string }> {
  const assetId = await makeFile();
  await give(assetId);
  return create({ assetId, ...input });
}
const titles = async (args = {}, process: Engine = engine) => (await process.showcase.list(args)).rows.map(({ title }) => title);
const state = async (id: string) =>
  (await request(engine, admin, (scope) => engine.showcaseItems.list(scope, { first: 100 }))).rows.find((item) => item.id === id)?.state;

describe('consent', () => {
  test('is needed to show a film, hides it when it ends, and shows it again when it returns, in every process', async () => {
    const assetId = await makeFile();
    await expect(create({ assetId })).rejects.toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'input.assetId' }] });
    await expect(create({ assetId: newId() })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await give(assetId)).toMatchObject({ assetId, revokedAt: null, createdBy: studio.userId });
    await give(assetId);
    const { id } = await create({ assetId, title: ' Sky ' });
    expect(await titles()).toEqual(['Sky']);
    await until(async () => (await titles({}, elsewhere)).length === 1);
    const url = (await elsewhere.showcase.list({})).rows[0]?.filmUrl ?? '';
    expect(url.endsWith(`/showcase/media/${id}/${hash(assetId)}`)).toBe(true);
    expect(await elsewhere.showcase.file(id, hash(assetId))).toMatchObject({ type: 'video/mp4', bytes: 1 });

    const before = Date.now();
    expect(await withdraw(assetId)).toMatchObject({ revokedAt: expect.any(Date) as Date });
    expect(await titles()).toEqual([]);
    await until(async () => (await titles({}, elsewhere)).length === 0);
    expect(Date.now() - before).toBeLessThan(5_000);
    expect(await elsewhere.showcase.file(id, hash(assetId))).toBeUndefined();
    expect(await state(id)).toBe('CONSENT_WITHDRAWN');
    await expect(create({ assetId, placement: 'HERO' })).rejects.toMatchObject({ code: 'INVALID_STATE' });
    await give(assetId);
    expect(await titles()).toEqual(['Sky']);
    const [actions] = await engine.owner<{ actions: string[] }>(
      `select array_agg(action order by id) as actions from audit_events where subject_id = $1`,
      [assetId],
    );
    expect(actions?.actions).toContain('withdrawShowcaseConsent');
  });

  test('is for READY films and pictures that every member may read, and for at most 100', async () => {
    for (const change of [`status = 'PROCESSING'`, `kind = 'AUDIO'`, `access = 'ADMIN'`]) {
      const assetId = await makeFile();
      await engine.owner(`update assets set ${change} where id = $1`, [assetId]);
      await expect(give(assetId)).rejects.toMatchObject({ code: 'INVALID_STATE' });
    }
    await expect(withdraw(await makeFile())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await engine.owner(
      `with files as (
         insert into assets (id, workspace_id, kind, status, name, file_name, content_type, byte_size, storage_key)
         select uuidv7(), $1, 'IMAGE', 'READY', 'x', 'x', 'image/png', 1, 'k' || n from generate_series(1, 100) n returning id
       ) insert into showcase_consents (id, workspace_id, asset_id, given_at) select uuidv7(), $1, id, now() from files`,
      [studio.workspaceId],
    );
    const one = await makeFile();
    await expect(give(one)).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED', details: { limit: 100 } });
    const listed = await request(engine, studio.actor, (scope) => engine.showcaseConsents.list(scope, studio.workspaceId));
    expect(listed).toHaveLength(100);
  });

  test('does not show a film that was deleted meanwhile', async () => {
    const assetId = await makeFile();
    await give(assetId);
    await engine.owner(`update assets set status = 'DELETED', deleted_at = now() where id = $1`, [assetId]);
    await expect(create({ assetId })).rejects.toMatchObject({ code: 'INVALID_STATE' });
    await engine.owner('update workspaces set deleted_at = now(), restorable_until = now() where id = $1', [studio.workspaceId]);
    await engine.owner(`update assets set status = 'READY', deleted_at = null where id = $1`, [assetId]);
    await expect(create({ assetId })).rejects.toMatchObject({ code: 'INVALID_STATE' });
    await engine.owner('update workspaces set deleted_at = null, restorable_until = null where id = $1', [studio.workspaceId]);
    expect(await create({ assetId })).toMatchObject({ state: 'SHOWN' });
  });

  test('ends with the film and with the workspace, and returns with them', async () => {
    const { id, assetId } = await makeItem();
    expect(await titles()).toHaveLength(1);
    for (const [hide, show, of] of [
      [
        `update assets set status = 'DELETED', deleted_at = now() where id = $1`,
        `update assets set status = 'READY', deleted_at = null where id = $1`,
        assetId,
      ],
      [
        'update workspaces set deleted_at = now(), restorable_until = now() where id = $1',
        'update workspaces set deleted_at = null, restorable_until = null where id = $1',
        studio.workspaceId,
      ],
    ] as const) {
      await engine.owner(hide, [of]);
      await until(async () => (await titles()).length === 0);
      expect(await state(id)).toBe('FILM_DELETED');
      await engine.owner(show, [of]);
      await until(async () => (await titles()).length === 1);
    }
    await engine.owner('delete from assets where id = $1', [assetId]);
    await until(async () => (await titles()).length === 0);
    expect(await state(id)).toBeUndefined();
  });
});

describe('films', () => {
  test('are shown in their publish window, by placement and category', async () => {
    const [past, future] = [new Date(Date.now() - HOUR), new Date(Date.now() + HOUR)];
    const { id } = await makeItem({ title: 'ended', publishUntil: past });
    const { id: later } = await makeItem({ title: 'later', publishFrom: future });
    await makeItem({ title: 'now', publishFrom: past, publishUntil: future, category: 'Nature' });
    await makeItem({ title: 'top', placement: 'HERO' });
    expect(await titles()).toEqual(['top', 'now']);
    expect(await titles({ placement: 'HERO' })).toEqual(['top']);
    for (const hidden of [id, later, newId()]) expect(await titles({ id: hidden })).toEqual([]);
    await expect(titles({ id: 'x' })).rejects.toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'id' }] });
    expect(await titles({ category: 'Nature' })).toEqual(['now']);
    expect([await state(id), await state(later)]).toEqual(['EXPIRED', 'SCHEDULED']);
    const change = (input: object) => request(engine, admin, (scope) => engine.showcaseItems.update(scope, id, input));
    await expect(change({ publishFrom: future })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'input.publishUntil' }],
    });
    expect(await change({ publishUntil: null, placement: 'FEATURED', category: 'Space', captions: false })).toMatchObject({
      ...{ state: 'SHOWN', placement: 'FEATURED', position: 0, captions: false },
    });
    expect(await titles()).toEqual(['top', 'ended', 'now']);
    expect(await titles({ id })).toEqual(['ended']);
    expect(await titles({ id, placement: 'HERO' })).toEqual([]);
    await expect(makeItem({ title: ' ' })).rejects.toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'input.title' }] });
    const odd = await makeFile('VIDEO', 'video/x-matroska');
    await give(odd);
    await expect(create({ assetId: odd })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  test('have an order that administrators change, page by page', async () => {
    const items = [];
    for (const title of ['a', 'b', 'c', 'd']) items.push(await makeItem({ title }));
    const [a, , c, d] = items.map(({ id }) => id);
    const order = (ids: readonly string[]) => request(engine, admin, (scope) => engine.showcaseItems.order(scope, 'GALLERY', ids));
    expect(await order([d!, a!])).toBe(4);
    expect(await titles()).toEqual(['d', 'a', 'b', 'c']);
    for (const ids of [[a!, a!], [newId()], ['x']]) await expect(order(ids)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await expect(create({ assetId: items[0]!.assetId })).rejects.toMatchObject({ code: 'CONFLICT' });
    await request(engine, admin, (scope) => engine.showcaseItems.delete(scope, a!));
    await expect(request(engine, admin, (scope) => engine.showcaseItems.delete(scope, a!))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const page = await engine.showcase.list({ first: 2 });
    expect([page.rows.map(({ title }) => title), page.hasNextPage, await page.count()]).toEqual([['d', 'b'], true, 3]);
    const after = page.cursorOf(page.rows[1]!);
    expect(await titles({ after })).toEqual(['c']);
    expect(await titles({ last: 1, before: after })).toEqual(['d']);
    await expect(titles({ after: 'x' })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    const positions = await engine.owner('select position from showcase_items order by 1');
    expect([positions, c]).toEqual([[{ position: 0 }, { position: 1 }, { position: 2 }], expect.any(String)]);
  });

  test('are at most 1,000, and only for administrators, as the database asks again', async () => {
    const { assetId } = await makeItem();
    for (const actor of [studio.actor, { ...studio.actor, administrator: true }])
      await expect(create({ assetId, placement: 'HERO' }, actor)).rejects.toMatchObject({
        code: actor === studio.actor ? 'FORBIDDEN' : 'BAD_USER_INPUT',
      });
    await engine.owner(
      `with files as (
         insert into assets (id, workspace_id, kind, status, name, file_name, content_type, byte_size, storage_key, sha256)
         select uuidv7(), $1, 'VIDEO', 'READY', 'x', 'x', 'video/mp4', 1, 'k' || n, 'h' || n from generate_series(1, 999) n returning id
       ), consents as (
         insert into showcase_consents (id, workspace_id, asset_id, given_at) select uuidv7(), $1, id, now() from files returning asset_id
       ) insert into showcase_items (id, asset_id, placement, title, position)
         select uuidv7(), asset_id, 'GALLERY', 'x', row_number() over () from consents`,
      [studio.workspaceId],
    );
    await expect(create({ assetId, placement: 'HERO' })).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED', details: { limit: 1_000 } });
    await until(async () => (await (await engine.showcase.list({})).count()) === 1_000);
  });
});

test('pictures to try are replaced as a list, and keep their address', async () => {
  const [one, two] = [await makeFile('IMAGE'), await makeFile('IMAGE')];
  const set = (images: readonly { assetId: string; title: string; active?: boolean }[]) =>
    request(engine, admin, (scope) => engine.trialImages.set(scope, images));
  await expect(set([{ assetId: one, title: 'Cat' }])).rejects.toMatchObject({ fields: [{ path: 'input.images.0.assetId' }] });
  await give(one);
  await give(two);
  await set([{ assetId: one, title: 'Cat' }]);
  const [cat] = await engine.showcase.trialImages();
  await set([
    { assetId: two, title: 'Dog' },
    { assetId: one, title: 'Tiger' },
  ]);
  expect((await engine.showcase.trialImages()).map(({ title }) => title)).toEqual(['Dog', 'Tiger']);
  expect((await engine.showcase.trialImages())[1]?.url).toBe(cat?.url);
  await set([{ assetId: two, title: 'Dog', active: false }, ...[{ assetId: one, title: 'Tiger' }]]);
  expect((await engine.showcase.trialImages()).map(({ title }) => title)).toEqual(['Tiger']);
  await withdraw(one);
  expect(await engine.showcase.trialImages()).toEqual([]);
  await expect(set([one, one].map((assetId) => ({ assetId, title: 'x' })))).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  await expect(set(Array.from({ length: 101 }, () => ({ assetId: one, title: 'x' })))).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
});

test('public reads send no statement after the first', async () => {
  await makeItem();
  // Notifications arrive in order: behind this one none of the new item can drop what is read next.
  const { promise: arrived, resolve } = Promise.withResolvers<void>();
  const stop = engine.pubsub.listen('showcase', (payload) => void (payload === 'last' && resolve()));
  await engine.owner(`select pg_notify('showcase', 'last')`);
  await arrived;
  stop();
  await engine.showcase.list({});
  await engine.owner('alter function showcase_snapshot() rename to showcase_snapshot_away');
  try {
    for (let call = 0; call < 50; call += 1) {
      expect(await titles()).toHaveLength(1);
      expect(await engine.showcase.trialImages()).toEqual([]);
    }
  } finally {
    await engine.owner('alter function showcase_snapshot_away() rename to showcase_snapshot');
  }
});
