import { sql } from 'kysely';
import type { Role } from '../../../kernel/role.ts';
import { ById } from '../../../platform/database/lists/by-id.ts';
import { containsText, oneOf, references, timeRange } from '../../../platform/database/lists/list-filter.ts';
import type { TimeRange } from '../../../platform/database/lists/list-filter.ts';
import { PagedQuery } from '../../../platform/database/lists/paged-query.ts';
import { RowMapper } from '../../../platform/database/lists/row-mapper.ts';
import { UserEntity } from '../../identity/identity.entity.ts';
import { users } from '../../identity/account/user.read.ts';
import { ApiKeyEntity } from '../api-keys/api-key.entity.ts';
import type { ApiKeyRow } from '../api-keys/api-key.entity.ts';
import { InvitationEntity, MembershipEntity, WorkspaceEntity } from './workspace.entity.ts';
import type { InvitationRow, MembershipRow, WorkspaceRow } from './workspace.entity.ts';

const nameOrEmail = containsText('name', 'email');

/** Workspaces by id; row-level security shows only those of the actor. */
export const workspacesById = new ById<WorkspaceRow>(new RowMapper(WorkspaceEntity));

export interface WorkspaceFilter extends TimeRange {
  /** Case-insensitive substring of the name. */
  readonly text?: string | null | undefined;
}
export type WorkspaceOrderField = 'CREATED_AT' | 'NAME';

/** The workspaces that the actor is a member of, newest first by default. Row-level security shows no others. */
export const workspacesOfActor = new PagedQuery<WorkspaceRow, WorkspaceFilter, WorkspaceOrderField>({
  shape: new RowMapper(WorkspaceEntity),
  descending: true,
  orders: { CREATED_AT: { property: 'id', type: 'uuid' }, NAME: { property: 'name', type: 'text' } },
  where: () => [sql`workspaces.deleted_at is null`],
  filters: { text: containsText('name'), ...timeRange('createdAt') },
});

export interface MemberFilter extends TimeRange {
  readonly role?: readonly Role[] | null | undefined;
  /** Case-insensitive substring of the name or the email address. */
  readonly text?: string | null | undefined;
}
export type MemberOrderField = 'ACCOUNT_CREATED_AT' | 'JOINED_AT';

/** Members of a workspace, newest accounts first by default. */
export const membersOfWorkspace = new PagedQuery<MembershipRow, MemberFilter, MemberOrderField>({
  shape: new RowMapper(MembershipEntity, { includes: [{ name: 'user', fields: ['user'], key: 'user_id', nested: users, planned: true }] }),
  parent: 'workspaceId',
  key: 'userId',
  descending: true,
  orders: { ACCOUNT_CREATED_AT: { property: 'userId', type: 'uuid' }, JOINED_AT: { property: 'createdAt', type: 'timestamptz' } },
  filters: {
    role: oneOf('role'),
    text: (text, path, columns) =>
      sql`exists (select from users where users.id = ${columns.column('userId')} and ${nameOrEmail(text, path, new RowMapper(UserEntity))})`,
    ...timeRange('createdAt'),
  },
});

export type ListedInvitation = Omit<InvitationRow, 'emailKey' | 'tokenHash'>;

export interface InvitationFilter extends TimeRange {
  readonly role?: readonly Role[] | null | undefined;
  /** Case-insensitive substring of the email address. */
  readonly text?: string | null | undefined;
  readonly invitedBy?: string | null | undefined;
}
export type InvitationOrderField = 'CREATED_AT' | 'EXPIRES_AT' | 'EMAIL';

/** Pending invitations, newest first by default. */
export const invitationsOfWorkspace = new PagedQuery<ListedInvitation, InvitationFilter, InvitationOrderField>({
  shape: new RowMapper(InvitationEntity, { hidden: ['emailKey', 'tokenHash'] }),
  parent: 'workspaceId',
  descending: true,
  orders: {
    CREATED_AT: { property: 'id', type: 'uuid' },
    EXPIRES_AT: { property: 'expiresAt', type: 'timestamptz' },
    EMAIL: { property: 'email', type: 'text' },
  },
  filters: { role: oneOf('role'), text: containsText('email'), invitedBy: references('invitedBy'), ...timeRange('createdAt') },
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
