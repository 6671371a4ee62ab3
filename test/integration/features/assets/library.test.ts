import { beforeEach, describe, expect, test } from 'vitest';
import { AssetEntity, type AssetKind, type AssetRow, type AssetStatus } from '../../../../src/features/assets/asset.entity.ts';
import type { AssetFilter, AssetOrderField } from '../../../../src/features/assets/asset.read.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { writeCursor, type PageArgs } from '../../../../src/kernel/page.ts';
import type { Scope } from '../../../../src/platform/database/scope.ts';
import type { Role } from '../../../../src/kernel/role.ts';
import { makeTenant, useEngine, request, scopeOf, type Tenant } from '../../../support/engine.ts';

const engine = useEngine();
let tenant: Tenant;
beforeEach(async () => {
  tenant = await makeTenant(engine);
});

interface NewAsset {
  readonly name?: string;
  readonly fileName?: string;
  readonly kind?: AssetKind;
  readonly status?: AssetStatus;
  readonly byteSize?: number;
  readonly tags?: readonly string[];
}

async function asset(
  { name = 'a film', fileName = 'film.mp4', kind = 'VIDEO', status = 'READY', byteSize = 1, tags = [] }: NewAsset = {},
  { workspaceId }: Tenant = tenant,
): Promise<string> {
  const id = newId();
  await engine.owner(
    `insert into assets (id, workspace_id, kind, status, name, file_name, content_type, byte_size, tags, storage_key, rejection, deleted_at)
     values ($1, $2, $3, $4, $5, $6, 'video/mp4', $7, $8, $9, case when $4 = 'REJECTED' then 'DAMAGED' end, case when $4 = 'DELETED' then now() end)`,
    [id, workspaceId, kind, status, name, fileName, byteSize, tags, `${workspaceId}/assets/${id}/original`],
  );
  return id;
}

interface AssetOrder {
  readonly field: AssetOrderField;
  readonly direction: 'ASC' | 'DESC';
}
const NEWEST_FIRST: AssetOrder = { field: 'CREATED_AT', direction: 'DESC' };

const list = (args: PageArgs = {}, filter: AssetFilter = {}, orderBy: AssetOrder = NEWEST_FIRST) =>
  request(engine, tenant.actor, (scope) => engine.library.list(scope, tenant.workspaceId, { ...args, filter, orderBy }));
const names = async (filter: AssetFilter, order: AssetOrder = NEWEST_FIRST): Promise<string[]> =>
  (await list({}, filter, order)).rows.map(({ name }) => name);
const row = (id: string): Promise<AssetRow> => scopeOf(engine, tenant.actor).tx((em) => em.findOneOrFail(AssetEntity, { id }));
const as = (role: Role): Tenant['actor'] => ({ ...tenant.actor, memberships: new Map([[tenant.workspaceId, role]]) });
const refusal = (code: string, path?: string) =>
  expect.objectContaining({ code, ...(path ? { fields: [expect.objectContaining({ path })] } : {}) });

describe('a list', () => {
  /** Every page in turn, `size` rows each, by what the cursors lead to. */
  async function walk(order: AssetOrder, size: number, backwards: boolean): Promise<string[]> {
    const seen: string[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await list(backwards ? { last: size, before: cursor ?? null } : { first: size, after: cursor ?? null }, {}, order);
      const ids = page.rows.map(({ id }) => id);
      seen.splice(backwards ? 0 : seen.length, 0, ...ids);
      const edge = page.rows.at(backwards ? 0 : -1);
      if (seen.length > 50) throw new Error('the list has no end');
      if (!edge || !(backwards ? page.hasPreviousPage : page.hasNextPage)) return seen;
      cursor = page.cursorOf(edge);
    }
  }

  test('is walked forwards and backwards in every order, without a gap and nothing twice, also among equals', async () => {
    for (const [index, name] of ['b', 'a', 'B', 'Ärger', 'a', 'a b', 'ärger', 'z', 'a'].entries())
      await asset({ name, fileName: 'same.mp4', byteSize: index % 3 });
    for (const field of ['CREATED_AT', 'NAME', 'BYTE_SIZE'] as const) {
      for (const direction of ['ASC', 'DESC'] as const) {
        const order = { field, direction };
        const whole = (await list({ first: 100 }, {}, order)).rows.map(({ id }) => id);
        expect(new Set(whole).size).toBe(9);
        for (const size of [1, 2, 4]) {
          expect(await walk(order, size, false), `${field} ${direction} ${size}`).toEqual(whole);
          expect(await walk(order, size, true), `${field} ${direction} ${size}`).toEqual(whole);
        }
      }
    }
    const byName = (await list({}, {}, { field: 'NAME', direction: 'ASC' })).rows.map(({ name }) => name.toLowerCase());
    expect(byName).toEqual(['a', 'a', 'a', 'a b', 'b', 'b', 'z', 'ärger', 'ärger']);
    const sizes = (await list({}, {}, { field: 'BYTE_SIZE', direction: 'DESC' })).rows.map(({ byteSize }) => byteSize);
    expect(sizes).toEqual([2, 2, 2, 1, 1, 1, 0, 0, 0]);
    const newest = (await list()).rows.map(({ id }) => id);
    expect(newest).toEqual(newest.toSorted().toReversed());
  });

  test('refuses the cursors of another order, and forged ones', async () => {
    await asset();
    const cursorIn = async (field: AssetOrderField): Promise<string> => {
      const { rows, cursorOf } = await list({}, {}, { field, direction: 'ASC' });
      return cursorOf(rows[0]!);
    };
    const cursors = [
      await cursorIn('NAME'),
      await cursorIn('CREATED_AT'),
      ...[`BYTE_SIZE:${newId()}:many`, 'BYTE_SIZE:no-id:1', `BYTE_SIZE:${newId()}:${'9'.repeat(30)}`].map(writeCursor),
    ];
    for (const cursor of cursors) {
      const args = { after: cursor };
      await expect(list(args, {}, { field: 'BYTE_SIZE', direction: 'ASC' }), cursor).rejects.toThrow(refusal('BAD_USER_INPUT', 'after'));
    }
  });

  test.each([
    ['İzmir.png', ['İzmir', 'izmir', 'IZMIR']],
    ['Straße.mov', ['Straße', 'STRASSE', 'strasse']],
    ['ΟΔΟΣ.mp4', ['οδος', 'ΟΔΟΣ', 'οδοσ.']],
    ['cafe\u0301.wav', ['café', 'CAFÉ', 'cafe\u0301']],
    ['ﬂug.mp4', ['flug', 'FLUG', 'ﬂug']],
  ])('finds %s by each of its spellings, in name and in file name', async (spelling, texts) => {
    const byName = await asset({ name: spelling });
    const byFileName = await asset({ fileName: spelling });
    for (const text of texts) {
      const { rows } = await list({}, { text });
      expect(rows.map(({ id }) => id).toSorted(), text).toEqual([byName, byFileName].toSorted());
      const count = await request(engine, tenant.actor, async (scope) =>
        (await engine.library.list(scope, tenant.workspaceId, { filter: { text } })).count(),
      );
      expect(count, text).toBe(2);
    }
  });

  test('is filtered by kind, state, tags and text, which has no wildcards', async () => {
    await asset({ name: 'Müller 100% live', fileName: 'one.mp4', tags: ['intro', 'b'] });
    await asset({ name: 'a song', fileName: 'TAKE_2.wav', kind: 'AUDIO', tags: ['intro'] });
    await asset({ name: 'gone', status: 'DELETED' });
    await asset({ name: 'refused', status: 'REJECTED' });
    await asset({ name: 'theirs' }, await makeTenant(engine));
    expect(await names({})).toEqual(['refused', 'a song', 'Müller 100% live']);
    expect(await names({ status: ['DELETED'] })).toEqual(['gone']);
    expect(await names({ kind: ['AUDIO'] })).toEqual(['a song']);
    expect(await names({ tags: ['intro'] })).toEqual(['a song', 'Müller 100% live']);
    expect(await names({ tags: ['intro', 'b'] })).toEqual(['Müller 100% live']);
    expect(await names({ text: 'MÜLLER' })).toEqual(['Müller 100% live']);
    expect(await names({ text: 'take_' })).toEqual(['a song']);
    expect(await names({ text: '0%' })).toEqual(['Müller 100% live']);
    expect(await names({ text: '_' })).toEqual(['a song']);
    expect(await names({ text: `' or 1=1 --` })).toEqual([]);
    const counted = async (scope: Scope) => (await engine.library.list(scope, tenant.workspaceId, { filter: { tags: ['intro'] } })).count();
    expect(await request(engine, tenant.actor, counted)).toBe(2);
  });

  test('finds its place by an index in every order', async () => {
    const place = { id: newId(), value: 'm' };
    for (const [column, value] of [
      ['name_key', place.value],
      ['byte_size', 5],
    ] as const) {
      const plan = await scopeOf(engine, tenant.actor).tx(async (em) => {
        await em.execute('set local enable_seqscan = off');
        return em.execute<{ 'QUERY PLAN': string }[]>(
          `explain select * from assets where workspace_id = ? and status <> 'DELETED' and (${column}, id) > (?, ?)
           order by ${column}, id limit 20`,
          [tenant.workspaceId, value, place.id],
        );
      });
      const text = plan.map((line) => line['QUERY PLAN']).join('\n');
      expect(text).toMatch(new RegExp(`Index Cond: .*${column}`));
      expect(text).not.toContain('Sort');
    }
  });
});

describe('an asset', () => {
  const update = (input: object, actor = tenant.actor) => request(engine, actor, (scope) => engine.library.update(scope, id, input));
  const remove = (actor = tenant.actor) => request(engine, actor, (scope) => engine.library.delete(scope, id));
  const restore = (actor = tenant.actor) => request(engine, actor, (scope) => engine.library.restore(scope, id));
  let id: string;
  beforeEach(async () => {
    id = await asset();
  });

  test('is named and tagged, and what is left out stays', async () => {
    await update({ name: '  Café  ', tags: ['a', ' a', 'b'] });
    expect(await row(id)).toMatchObject({ name: 'Café', tags: ['a', 'b'] });
    await update({ name: 'other' });
    expect(await row(id)).toMatchObject({ name: 'other', tags: ['a', 'b'] });
    await update({ tags: [] });
    expect(await row(id)).toMatchObject({ name: 'other', tags: [], nameKey: 'other\nfilm.mp4' });
    const events = await engine.owner<{ action: string; before: object; after: object }>(
      'select action, before, after from audit_events where subject_id = $1 order by id limit 1',
      [id],
    );
    expect(events).toEqual([{ action: 'updateAsset', before: { name: 'a film', tags: [] }, after: { name: 'Café', tags: ['a', 'b'] } }]);
  });

  test.each([
    [{ name: '   ' }, 'input.name'],
    [{ name: 'x'.repeat(201) }, 'input.name'],
    [{ name: 'a\u0000b' }, 'input.name'],
    [{ name: 'a\u202Egpj.exe' }, 'input.name'],
    [{ name: 'a\u2028b' }, 'input.name'],
    [{ tags: [''] }, 'input.tags.0'],
    [{ tags: ['fine', 'x'.repeat(51)] }, 'input.tags.1'],
    [{ tags: ['a\u2066b'] }, 'input.tags.0'],
    [{ tags: Array.from({ length: 21 }, (_, n) => `tag ${n}`) }, 'input.tags'],
  ])('refuses %j', async (input, path) => {
    await expect(update(input)).rejects.toThrow(refusal('BAD_USER_INPUT', path));
    expect(await row(id)).toMatchObject({ name: 'a film', tags: [] });
  });

  test('is changed, deleted and restored by editors only, and is not there for strangers', async () => {
    const stranger = (await makeTenant(engine)).actor;
    for (const method of [(actor: Tenant['actor']) => update({ name: 'b' }, actor), remove, restore]) {
      await expect(method(as('VIEWER'))).rejects.toThrow(refusal('FORBIDDEN'));
      await expect(method(stranger)).rejects.toThrow(refusal('NOT_FOUND'));
      await method(as('EDITOR'));
    }
  });

  test('comes back as it was, as often as asked', async () => {
    for (const status of ['READY', 'REJECTED'] as const) {
      id = await asset({ status });
      await remove();
      await remove();
      expect(await row(id)).toMatchObject({ status: 'DELETED', deletedAt: expect.any(Date) as Date });
      await expect(update({ name: 'b' })).rejects.toThrow(refusal('INVALID_STATE'));
      await restore();
      await restore();
      expect(await row(id)).toMatchObject({ status, deletedAt: null });
    }
  });

  test('is not deleted while it is uploaded or checked', async () => {
    for (const status of ['PENDING', 'PROCESSING'] as const) {
      id = await asset({ status });
      await expect(remove()).rejects.toThrow(refusal('INVALID_STATE'));
    }
  });

  test('comes back within 30 days, and not when it is being purged', async () => {
    await remove();
    await engine.owner(`update assets set deleted_at = now() - interval '29 days 23 hours' where id = $1`, [id]);
    await restore();
    await remove();
    await engine.owner(`update assets set deleted_at = now() - interval '30 days 1 second' where id = $1`, [id]);
    await expect(restore()).rejects.toThrow(refusal('INVALID_STATE'));
    await engine.owner('update assets set deleted_at = now(), purging_since = now() where id = $1', [id]);
    await expect(restore()).rejects.toThrow(refusal('INVALID_STATE'));
  });

  test('counts as stored until it is purged; one that was rejected has nothing in the store, deleted or not', async () => {
    const used = async () =>
      (await engine.owner<{ used: string }>('select used from workspace_storage where workspace_id = $1', [tenant.workspaceId]))[0]?.used;
    expect(await used()).toBe('1');
    await remove();
    expect(await used()).toBe('1');
    id = await asset({ status: 'REJECTED', byteSize: 7 });
    await remove();
    expect(await used()).toBe('1');
    await restore();
    expect(await used()).toBe('1');
  });
});
