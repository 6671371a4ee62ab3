import { sql } from 'kysely';
import { ById } from '../../../platform/database/by-id.ts';
import { PagedQuery } from '../../../platform/database/paged-query.ts';
import { RowMapper } from '../../../platform/database/row-mapper.ts';
import { ApiKeyEntity } from '../api-keys/api-key.entity.ts';
import type { ApiKeyRow } from '../api-keys/api-key.entity.ts';
import { InvitationEntity, MembershipEntity, WorkspaceEntity } from './workspace.entity.ts';
import type { InvitationRow, MembershipRow, WorkspaceRow } from './workspace.entity.ts';

/** Workspaces of the actor. */
export const workspacesById = new ById<WorkspaceRow>(new RowMapper(WorkspaceEntity));

/** Newest accounts first. */
export const membersOfWorkspace = new PagedQuery<MembershipRow>({
  shape: new RowMapper(MembershipEntity),
  parent: 'workspaceId',
  order: 'userId',
  descending: true,
});

export type ListedInvitation = Omit<InvitationRow, 'emailKey' | 'tokenHash'>;

/** Pending invitations, newest first. */
export const invitationsOfWorkspace = new PagedQuery<ListedInvitation>({
  shape: new RowMapper(InvitationEntity, { hidden: ['emailKey', 'tokenHash'] }),
  parent: 'workspaceId',
  descending: true,
  where: () => [sql`invitations.status = 'PENDING' and invitations.expires_at > now()`],
});

export type ListedApiKey = Omit<ApiKeyRow, 'hash'>;

/** Keys that were not revoked, newest first. */
export const apiKeysOfWorkspace = new PagedQuery<ListedApiKey>({
  shape: new RowMapper(ApiKeyEntity, { hidden: ['hash'] }),
  parent: 'workspaceId',
  descending: true,
  where: () => [sql`api_keys.revoked_at is null`],
});
