import type { EntityManager } from '@mikro-orm/postgresql';
import { ReelwrightError, assertQuota, badInput, notFound } from '../../../kernel/errors.ts';
import { isId } from '../../../kernel/id.ts';
import { lockRow } from '../../../platform/database/rows.ts';
import { AssetEntity } from '../../assets/asset.entity.ts';
import type { AssetRow } from '../../assets/asset.entity.ts';
import { CommentEntity } from './comment.entity.ts';
import type { CommentRow } from './comment.entity.ts';

/** Maximum comments on an asset, with decisions and replies. */
const MAX_COMMENTS = 1_000;

/**
 * The asset under its lock, which excludes a concurrent deletion, and two calls that both count one free comment. @throws ReelwrightError
 * INVALID_STATE, QUOTA_EXCEEDED
 */
export async function lockReviewable(em: EntityManager, assetId: string): Promise<AssetRow> {
  const asset = await lockRow(em, AssetEntity, assetId);
  if (!asset) throw notFound('Asset');
  if (asset.access !== 'VIEWER') throw new ReelwrightError('INVALID_STATE', 'An asset that not every member may read cannot be reviewed.');
  if (asset.status !== 'READY') throw new ReelwrightError('INVALID_STATE', 'Only a READY asset can be reviewed.');
  const comments = await em.count(CommentEntity, { assetId });
  assertQuota(comments + 1, MAX_COMMENTS, `An asset can have at most ${MAX_COMMENTS} comments. Delete some first.`);
  return asset;
}

/** @throws ReelwrightError BAD_USER_INPUT for a moment that the asset does not have */
export function assertMoment({ durationMs }: AssetRow, atMs: number | null): void {
  if (atMs === null) return;
  if (durationMs == null) throw badInput('input.atMs', 'Must be omitted: the asset has no duration.');
  if (atMs < 0 || atMs > durationMs) throw badInput('input.atMs', `Must be 0 to ${durationMs}, the duration of the asset in milliseconds.`);
}

/** The comment to reply to. @throws ReelwrightError BAD_USER_INPUT for one of another asset, and for a reply */
export async function parentOf(em: EntityManager, assetId: string, parentId: string | null): Promise<CommentRow | null> {
  if (parentId === null) return null;
  // Under its lock: a concurrent deletion waits, or is noticed here instead of by the foreign key.
  const parent = isId(parentId) ? await lockRow(em, CommentEntity, parentId) : null;
  if (parent?.assetId !== assetId) throw badInput('input.parentId', 'Must be a comment on the asset.');
  if (parent.parentId != null) throw badInput('input.parentId', 'Must be a comment that is no reply itself.');
  return parent;
}

/** Ids of the members who wrote the parent or replied to it. */
export async function threadOf(em: EntityManager, parent: CommentRow | null): Promise<readonly string[]> {
  if (!parent) return [];
  const replies = await em.find(CommentEntity, { parentId: parent.id }, { fields: ['createdBy'], disableIdentityMap: true });
  return [...new Set([parent, ...replies].flatMap(({ createdBy }) => createdBy ?? []))];
}

/** The comment under its lock. @throws ReelwrightError NOT_FOUND */
export async function lockComment(em: EntityManager, id: string): Promise<CommentRow> {
  const comment = await lockRow(em, CommentEntity, id);
  if (!comment) throw notFound('Comment');
  return comment;
}
