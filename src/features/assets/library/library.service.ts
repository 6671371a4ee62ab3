import { raw } from '@mikro-orm/postgresql';
import type { EntityManager, FilterQuery, QBFilterQuery } from '@mikro-orm/postgresql';
import { ReelwrightError, notFound } from '../../../kernel/errors.ts';
import { isId } from '../../../kernel/id.ts';
import { keysetKey, pageOf, pageWindow, readKeyset } from '../../../kernel/page.ts';
import type { Keyset, Page, PageArgs } from '../../../kernel/page.ts';
import { currentActor } from '../../../kernel/actor.ts';
import { loadBatched } from '../../../platform/database/load-batched.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { MutationDefinition } from '../../../platform/mutation/mutation.ts';
import type { Change, Mutations } from '../../../platform/mutation/mutations.ts';
import { authorize } from '../../workspaces/workspace/workspace.access.ts';
import { AssetEntity } from '../asset.entity.ts';
import type { AssetKind, AssetRow, AssetStatus } from '../asset.entity.ts';
import { cleanName, cleanTags } from './asset-names.ts';
import { deleteAsset, restoreAsset, updateAsset } from './library.mutations.ts';

export const ASSET_ORDER_FIELDS = ['CREATED_AT', 'NAME', 'BYTE_SIZE'] as const;
export type AssetOrderField = (typeof ASSET_ORDER_FIELDS)[number];

/** Days that a deleted asset can be restored; the database's purge uses the same number. */
const RESTORE_DAYS = 30;
const DAY_MS = 86_400_000;

export interface AssetFilter {
  readonly kind?: AssetKind | null | undefined;
  /** All except deleted ones when omitted. */
  readonly status?: AssetStatus | null | undefined;
  /** Case-insensitive substring of the name or file name. */
  readonly text?: string | null | undefined;
  /** All of them. */
  readonly tags?: readonly string[] | null | undefined;
}

export interface AssetOrder {
  readonly field: AssetOrderField;
  readonly direction: 'ASC' | 'DESC';
}

export const NEWEST_FIRST: AssetOrder = { field: 'CREATED_AT', direction: 'DESC' };

/** Omitted fields are not changed. */
export interface UpdateAsset {
  readonly id: string;
  readonly name?: string | null | undefined;
  readonly tags?: readonly string[] | null | undefined;
}

/** Order of a list before the id, and the value that a cursor stores. Ids are in creation order. */
const ORDERS = {
  CREATED_AT: { column: 'id', valueOf: () => '', isValue: (text: string) => text === '' },
  NAME: { column: 'nameKey', valueOf: ({ nameKey }: AssetRow) => nameKey ?? '', isValue: (text: string) => !text.includes('\0') },
  BYTE_SIZE: { column: 'byteSize', valueOf: ({ byteSize }: AssetRow) => `${byteSize}`, isValue: (text: string) => /^\d{1,15}$/.test(text) },
} as const;

/** Content of a cursor of a list with this order. */
export const placeOf = ({ field }: AssetOrder, asset: AssetRow): string =>
  keysetKey(field, { id: asset.id, value: ORDERS[field].valueOf(asset) });

/** A workspace's files: listed, renamed, deleted and restored. */
export class LibraryService {
  constructor(private readonly mutations: Mutations) {}

  /**
   * One page of a workspace's assets. Kind, order and position use an index; text and tags are filtered among this workspace's rows,
   * because row-level security prevents their indexes (ADR 3).
   */
  async list(scope: Scope, workspaceId: string, args: PageArgs, filter: AssetFilter, order: AssetOrder): Promise<Page<AssetRow>> {
    const window = pageWindow(args, readKeyset(order.field, ORDERS[order.field].isValue));
    const up = (order.direction === 'ASC') !== window.reverse;
    const { column } = ORDERS[order.field];
    const direction = up ? 'asc' : 'desc';
    const question = JSON.stringify({ window, filter, order });
    const rows = await loadBatched(scope, { owner: this, question, id: workspaceId }, (em, ids) =>
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
    const count = await loadBatched(scope, { owner: this, question, id: workspaceId }, async (em, ids) => {
      const counts = await em.countBy(AssetEntity, 'workspaceId', { where: whereOf([...ids], filter) });
      return new Map(Object.entries(counts));
    });
    return count ?? 0;
  }

  /** Changes name and tags; the bytes never change. @throws ReelwrightError INVALID_STATE for a deleted asset */
  async update(scope: Scope, { id, name, tags }: UpdateAsset): Promise<void> {
    const newName = name == null ? undefined : cleanName('input.name', name);
    const newTags = tags == null ? undefined : cleanTags('input.tags', tags);
    await this.#change(scope, updateAsset, id, async (em, asset) => {
      if (asset.status === 'DELETED') throw new ReelwrightError('INVALID_STATE', 'The asset is deleted. Restore it first.');
      const before = { name: asset.name, tags: asset.tags };
      if (newName !== undefined) asset.name = newName;
      if (newTags !== undefined) asset.tags = newTags;
      await em.flush();
      return { before, after: { name: asset.name, tags: asset.tags } };
    });
  }

  /**
   * Hides the asset from lists and share links; a film that uses it is not affected. Idempotent. @throws ReelwrightError INVALID_STATE
   * while it is uploaded or checked
   */
  async delete(scope: Scope, id: string): Promise<void> {
    await this.#change(scope, deleteAsset, id, async (em, asset) => {
      const { status, name } = asset;
      if (status === 'DELETED') return {};
      if (status === 'PENDING') throw new ReelwrightError('INVALID_STATE', 'The asset is still being uploaded. Abort the upload instead.');
      if (status === 'PROCESSING')
        throw new ReelwrightError('INVALID_STATE', 'The asset is still being checked. Wait, or cancel its job first.');
      em.assign(asset, { status: 'DELETED', deletedAt: new Date() });
      await em.flush();
      return { before: { status, name }, after: { status: 'DELETED' } };
    });
  }

  /** Within 30 days of the deletion, INVALID_STATE afterwards. Idempotent. */
  async restore(scope: Scope, id: string): Promise<void> {
    await this.#change(scope, restoreAsset, id, async (em, asset) => {
      const { status, rejection, deletedAt, purgingSince } = asset;
      if (status !== 'DELETED') return {};
      if (purgingSince || !deletedAt || deletedAt.getTime() <= Date.now() - RESTORE_DAYS * DAY_MS)
        throw new ReelwrightError(
          'INVALID_STATE',
          `The asset was deleted more than ${RESTORE_DAYS} days ago and can no longer be restored.`,
        );
      em.assign(asset, { status: rejection ? 'REJECTED' : 'READY', deletedAt: null });
      await em.flush();
      return { before: { status }, after: { status: asset.status } };
    });
  }

  /** Loads the asset, authorizes, and changes it under its lock. Closes the snapshot, so that later reads see the change. */
  async #change(
    scope: Scope,
    mutation: MutationDefinition,
    id: string,
    work: (em: EntityManager, asset: AssetRow) => Promise<Change>,
  ): Promise<void> {
    currentActor(scope);
    const found = isId(id) ? await scope.read((em) => em.findOne(AssetEntity, { id })) : null;
    if (!found) throw notFound('Asset');
    const { workspaceId } = found;
    authorize(scope, workspaceId, 'MANAGE_ASSETS');
    await scope.close();
    await this.mutations.update(scope, { mutation, workspaceId, subjectId: id }, async (em) => {
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

/** Pages of several workspaces in one statement, each limited separately. */
async function pagesOf(
  em: EntityManager,
  workspaceIds: readonly string[],
  page: (workspaceId: string) => string,
): Promise<ReadonlyMap<string, AssetRow[]>> {
  const found = await em.execute<object[]>(workspaceIds.map((id) => `(${page(id)})`).join(' union all '));
  const assets = found.map((row) => em.map(AssetEntity, row));
  return new Map(workspaceIds.map((id) => [id, assets.filter(({ workspaceId }) => workspaceId === id)]));
}

/** Two conditions, of which only the first can use the index. */
function beyond(field: AssetOrderField, place: Keyset | undefined, up: boolean): FilterQuery<AssetRow> {
  if (!place) return {};
  const [from, after] = up ? ['$gte', '$gt'] : ['$lte', '$lt'];
  const { column } = ORDERS[field];
  if (column === 'id') return { id: { [after]: place.id } };
  const value = column === 'byteSize' ? Number(place.value) : place.value;
  return { [column]: { [from]: value }, $or: [{ [column]: { [after]: value } }, { id: { [after]: place.id } }] };
}
