import { raw } from '@mikro-orm/postgresql';
import type { EntityManager, FilterQuery, QBFilterQuery } from '@mikro-orm/postgresql';
import { ReelwrightError, notFound } from '../../kernel/errors.ts';
import { isId } from '../../kernel/id.ts';
import { keysetKey, pageOf, pageWindow, readKeyset } from '../../kernel/page.ts';
import type { Keyset, Page, PageArgs } from '../../kernel/page.ts';
import { currentCaller } from '../../kernel/scope.ts';
import { loadTogether } from '../../platform/database/batch.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { Changed, Verbs } from '../../platform/verb/verbs.ts';
import { authorize } from '../workspaces/workspace.access.ts';
import { AssetEntity } from './asset.entity.ts';
import type { AssetKind, AssetRow, AssetStatus } from './asset.entity.ts';
import { cleanName, cleanTags } from './asset-names.ts';

export const ASSET_ORDER_FIELDS = ['CREATED_AT', 'NAME', 'BYTE_SIZE'] as const;
export type AssetOrderField = (typeof ASSET_ORDER_FIELDS)[number];

/** How long a deleted asset can be restored; the purge of the database keeps the same time. Days. */
const RESTORE_DAYS = 30;

export interface AssetFilter {
  readonly kind?: AssetKind | null | undefined;
  /** All but the deleted ones when left out. */
  readonly status?: AssetStatus | null | undefined;
  /** A piece of name or file name, in small or capital letters. */
  readonly text?: string | null | undefined;
  /** All of them. */
  readonly tags?: readonly string[] | null | undefined;
}

export interface AssetOrder {
  readonly field: AssetOrderField;
  readonly direction: 'ASC' | 'DESC';
}

export const NEWEST_FIRST: AssetOrder = { field: 'CREATED_AT', direction: 'DESC' };

/** What is left out stays as it is. */
export interface UpdateAsset {
  readonly id: string;
  readonly name?: string | null | undefined;
  readonly tags?: readonly string[] | null | undefined;
}

/** By what a list is ordered before the id, and what of a row a cursor keeps of it. Ids are in the order of creation. */
const ORDERS = {
  CREATED_AT: { column: 'id', valueOf: () => '', isValue: (text: string) => text === '' },
  NAME: { column: 'nameKey', valueOf: ({ nameKey }: AssetRow) => nameKey ?? '', isValue: (text: string) => !text.includes('\0') },
  BYTE_SIZE: { column: 'byteSize', valueOf: ({ byteSize }: AssetRow) => `${byteSize}`, isValue: (text: string) => /^\d{1,15}$/.test(text) },
} as const;

/** What a cursor into a list of this order holds. */
export const placeOf = ({ field }: AssetOrder, asset: AssetRow): string =>
  keysetKey(field, { id: asset.id, value: ORDERS[field].valueOf(asset) });

/** A workspace's files: found, named, deleted and restored. */
export class LibraryService {
  readonly #verbs: Verbs;

  constructor(verbs: Verbs) {
    this.#verbs = verbs;
  }

  /**
   * One page of a workspace's assets. Kind, order and place come from an index; text and tags are looked for among this workspace's rows
   * only, one by one, since row security lets neither use an index (ADR 3).
   */
  async list(scope: Scope, workspaceId: string, args: PageArgs, filter: AssetFilter, order: AssetOrder): Promise<Page<AssetRow>> {
    const window = pageWindow(args, readKeyset(order.field, ORDERS[order.field].isValue));
    const up = (order.direction === 'ASC') !== window.reverse;
    const { column } = ORDERS[order.field];
    const direction = up ? 'asc' : 'desc';
    const question = JSON.stringify({ window, filter, order });
    const rows = await loadTogether(scope, { owner: this, question, id: workspaceId }, (em, ids) =>
      pagesOf(em, ids, (id) =>
        em
          .createQueryBuilder(AssetEntity)
          .where({ $and: [whereOf(id, filter), beyond(order.field, window.beyond, up)] } as QBFilterQuery<AssetRow>)
          .orderBy([{ [column]: direction }, { id: direction }])
          .limit(window.limit + 1)
          .getFormattedQuery(),
      ),
    );
    return pageOf(window, rows ?? []);
  }

  async count(scope: Scope, workspaceId: string, filter: AssetFilter): Promise<number> {
    const question = `count ${JSON.stringify(filter)}`;
    const count = await loadTogether(scope, { owner: this, question, id: workspaceId }, async (em, ids) => {
      const counts = await em.countBy(AssetEntity, 'workspaceId', { where: whereOf([...ids], filter) });
      return new Map(Object.entries(counts));
    });
    return count ?? 0;
  }

  /** Name and tags; the bytes never change. INVALID_STATE for what is deleted. */
  async update(scope: Scope, { id, name, tags }: UpdateAsset): Promise<void> {
    const newName = name == null ? undefined : cleanName('input.name', name);
    const newTags = tags == null ? undefined : cleanTags('input.tags', tags);
    await this.#change(scope, 'updateAsset', id, async (em, asset) => {
      if (asset.status === 'DELETED') throw new ReelwrightError('INVALID_STATE', 'The asset is deleted. Restore it first.');
      const before = { name: asset.name, tags: asset.tags };
      if (newName !== undefined) asset.name = newName;
      if (newTags !== undefined) asset.tags = newTags;
      await em.flush();
      return { before, after: { name: asset.name, tags: asset.tags } };
    });
  }

  /**
   * Hides it from lists and from whoever has a link; a film that is being made of it is not disturbed. Deleting twice changes nothing.
   * INVALID_STATE while it is uploaded or checked.
   */
  async delete(scope: Scope, id: string): Promise<void> {
    await this.#change(scope, 'deleteAsset', id, async (em, { status, name }) => {
      if (status === 'DELETED') return {};
      if (status === 'PENDING') throw new ReelwrightError('INVALID_STATE', 'The asset is being uploaded. Abort the upload instead.');
      if (status === 'PROCESSING') throw new ReelwrightError('INVALID_STATE', 'The asset is being checked. Wait, or cancel its job first.');
      await em.execute(`update assets set status = 'DELETED', deleted_at = clock_timestamp() where id = ?`, [id]);
      return { before: { status, name }, after: { status: 'DELETED' } };
    });
  }

  /** Within 30 days of its deletion, INVALID_STATE afterwards. Restoring twice changes nothing. */
  async restore(scope: Scope, id: string): Promise<void> {
    await this.#change(scope, 'restoreAsset', id, async (em, { status }) => {
      if (status !== 'DELETED') return {};
      const [restored] = await em.execute<{ status: AssetStatus }[]>(
        `update assets set status = case when rejection is null then 'READY' else 'REJECTED' end, deleted_at = null
         where id = ? and purging_since is null and deleted_at > clock_timestamp() - make_interval(days => ?) returning status`,
        [id, RESTORE_DAYS],
      );
      if (!restored)
        throw new ReelwrightError('INVALID_STATE', `The asset was deleted more than ${RESTORE_DAYS} days ago and is being removed.`);
      return { before: { status }, after: { status: restored.status } };
    });
  }

  /** Loads the asset, asks whether the actor may, and changes it under its lock. Closes the snapshot, so that what is read afterwards is what was written. */
  async #change(scope: Scope, verb: string, id: string, work: (em: EntityManager, asset: AssetRow) => Promise<Changed>): Promise<void> {
    currentCaller(scope);
    const found = isId(id) ? await scope.read((em) => em.findOne(AssetEntity, { id })) : null;
    if (!found) throw notFound('Asset');
    const { workspaceId } = found;
    authorize(scope, workspaceId, 'MANAGE_ASSETS');
    await scope.close();
    await this.#verbs.change(scope, { name: verb, workspaceId, subjectId: id }, async (em) => {
      await em.execute('select 1 from assets where id = ? for no key update', [id]);
      const asset = await em.findOne(AssetEntity, { id });
      if (!asset) throw notFound('Asset');
      return work(em, asset);
    });
  }
}

function whereOf(workspaceId: string | string[], { kind, status, text, tags }: AssetFilter): FilterQuery<AssetRow> {
  const piece = text?.trim();
  return {
    workspaceId,
    status: status ?? { $ne: 'DELETED' },
    ...(kind ? { kind } : {}),
    // Folded by the function that folded the names.
    ...(piece ? { [raw('strpos(name_key, fold_text(?) collate "C")', [piece])]: { $gt: 0 } } : {}),
    ...(tags && tags.length > 0 ? { tags: { $contains: cleanTags('filter.tags', tags) } } : {}),
  };
}

/** Pages of several workspaces in one statement: each is cut by itself. */
async function pagesOf(
  em: EntityManager,
  workspaceIds: readonly string[],
  page: (workspaceId: string) => string,
): Promise<ReadonlyMap<string, AssetRow[]>> {
  const found = await em.execute<object[]>(workspaceIds.map((id) => `(${page(id)})`).join(' union all '));
  const assets = found.map((row) => em.map(AssetEntity, row));
  return new Map(workspaceIds.map((id) => [id, assets.filter(({ workspaceId }) => workspaceId === id)]));
}

/** As two conditions, of which the first alone can use the index. */
function beyond(field: AssetOrderField, place: Keyset | undefined, up: boolean): FilterQuery<AssetRow> {
  if (!place) return {};
  const [from, after] = up ? ['$gte', '$gt'] : ['$lte', '$lt'];
  const { column } = ORDERS[field];
  if (column === 'id') return { id: { [after]: place.id } };
  const value = column === 'byteSize' ? Number(place.value) : place.value;
  return { [column]: { [from]: value }, $or: [{ [column]: { [after]: value } }, { id: { [after]: place.id } }] };
}
