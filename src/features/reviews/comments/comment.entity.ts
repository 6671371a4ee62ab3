import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { changeStamps } from '../../../platform/database/change-stamps.ts';
import { references } from '../../../platform/database/references.ts';
import { timestamp } from '../../../platform/database/timestamp.ts';
import { AssetEntity } from '../../assets/asset.entity.ts';
import { UserEntity } from '../../identity/identity.entity.ts';
import { WorkspaceEntity } from '../../workspaces/workspace/workspace.entity.ts';
import { REVIEW_DECISIONS } from './comment.states.ts';

/**
 * A comment on an asset, by a member or by a reviewer of a share link. A decision is a comment too, so that an asset has one history; the
 * newest decision counts. A film that is made again is another asset, and has no decision.
 */
export const CommentEntity = defineEntity({
  name: 'Comment',
  tableName: 'comments',
  indexes: [
    { name: 'comments_of_asset', properties: ['assetId', 'id'] },
    { name: 'comments_of_parent', expression: `create index "comments_of_parent" on "comments" ("parent_id") where parent_id is not null` },
    {
      name: 'comments_decisions',
      expression: `create index "comments_decisions" on "comments" ("asset_id", "id") where decision is not null`,
    },
  ],
  checks: [
    { name: 'comments_at_check', expression: 'at_ms >= 0' },
    { name: 'comments_text_check', expression: `text <> '' or decision is not null` },
    { name: 'comments_author_check', expression: '(created_by is null) <> (reviewer_name is null)' },
  ],
  properties: {
    id: p.uuid().primary(),
    workspaceId: references(WorkspaceEntity, 'workspace_id'),
    assetId: references(AssetEntity, 'asset_id'),
    /** The comment that this one replies to, which is no reply itself. */
    parentId: p.uuid().nullable(),
    /** The moment of the film, from its beginning. */
    atMs: p.integer().nullable(),
    /** Plain text, as it was written. Empty only with a decision. */
    text: p.text(),
    decision: p.enum(REVIEW_DECISIONS).nullable(),
    /** The name that a reviewer without an account gave; null for members. */
    reviewerName: p.text().nullable(),
    /** Without a foreign key: the comment outlives the session. */
    reviewSessionId: p.uuid().nullable(),
    createdBy: references(UserEntity, 'created_by').nullable(),
    createdAt: timestamp().defaultRaw('now()'),
    ...changeStamps(),
    resolvedAt: timestamp().nullable(),
    resolvedBy: references(UserEntity, 'resolved_by').nullable(),
  },
});
export type CommentRow = InferEntity<typeof CommentEntity>;
