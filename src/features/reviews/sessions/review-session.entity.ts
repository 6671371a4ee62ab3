import { defineEntity, p } from '@mikro-orm/core';
import { references } from '../../../platform/database/references.ts';
import { timestamp } from '../../../platform/database/timestamp.ts';
import { ShareLinkEntity } from '../../assets/sharing/share-link.entity.ts';
import { WorkspaceEntity } from '../../workspaces/workspace/workspace.entity.ts';

/** A person without an account who reviews the file of a share link under a name. Valid as long as the link is. */
export const ReviewSessionEntity = defineEntity({
  name: 'ReviewSession',
  tableName: 'review_sessions',
  uniques: [{ name: 'review_sessions_token', properties: ['tokenHash'] }],
  indexes: [
    { name: 'review_sessions_of_link', properties: ['shareLinkId', 'id'] },
    { name: 'review_sessions_end', properties: ['expiresAt'] },
  ],
  properties: {
    id: p.uuid().primary(),
    workspaceId: references(WorkspaceEntity, 'workspace_id'),
    shareLinkId: references(ShareLinkEntity, 'share_link_id'),
    name: p.text(),
    /** SHA-256 of the token. The token itself is not stored. */
    tokenHash: p.text(),
    createdAt: timestamp().defaultRaw('now()'),
    expiresAt: timestamp(),
  },
});
