import type { EntityManager } from '@mikro-orm/postgresql';
import { ReelwrightError, notFound } from '../../../kernel/errors.ts';
import { isId } from '../../../kernel/id.ts';
import type { ListArgs, ListPage } from '../../../kernel/page.ts';
import { currentActor } from '../../../kernel/actor.ts';
import { lockRow } from '../../../platform/database/rows.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { MutationDefinition } from '../../../platform/mutation/mutation.ts';
import type { Change, Mutations } from '../../../platform/mutation/mutations.ts';
import { AssetEntity } from '../asset.entity.ts';
import type { AssetRow } from '../asset.entity.ts';
import { assetsOfWorkspace } from '../asset.read.ts';
import type { AssetFilter, AssetOrderField } from '../asset.read.ts';
import { assetName, cleanTags } from './asset-names.ts';
import { deleteAsset, restoreAsset, updateAsset } from './library.mutations.ts';

/** Days in which a deleted asset can be restored; the purge in the database uses the same number. */
const RESTORE_DAYS = 30;
const DAY_MS = 86_400_000;

/** Changes of an asset. Omitted fields are not changed. */
export interface UpdateAsset {
  readonly name?: string | null | undefined;
  readonly tags?: readonly string[] | null | undefined;
}

/** The files of a workspace: lists, renames, deletes and restores them. */
export class LibraryService {
  constructor(private readonly mutations: Mutations) {}

  /** A workspace's assets, newest first by default. */
  list(scope: Scope, workspaceId: string, args: ListArgs<AssetFilter, AssetOrderField>): Promise<ListPage<AssetRow>> {
    return assetsOfWorkspace.list(scope, workspaceId, args);
  }

  /** Changes name and tags; the bytes never change. @throws ReelwrightError INVALID_STATE for a deleted asset */
  async update(scope: Scope, id: string, { name, tags }: UpdateAsset): Promise<void> {
    const newName = name == null ? undefined : assetName('input.name', name);
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
   * while the asset is uploaded or checked
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

  /** Restores an asset within 30 days of its deletion. Idempotent. @throws ReelwrightError INVALID_STATE afterwards */
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

  /** Loads the asset for its workspace, and changes it under its lock. */
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
    await this.mutations.update(scope, { mutation, workspaceId, subjectId: id }, async (em) => {
      const asset = await lockRow(em, AssetEntity, id);
      if (!asset) throw notFound('Asset');
      return work(em, asset);
    });
  }
}
