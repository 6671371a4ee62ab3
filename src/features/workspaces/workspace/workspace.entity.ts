import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { ROLES } from '../../../kernel/role.ts';
import { INVITATION_STATUSES } from '../invitations/invitation.states.ts';
import { references } from '../../../platform/database/references.ts';
import { UserEntity } from '../../identity/identity.entity.ts';
import { changeStamps, deletionStamps, endStamps } from '../../../platform/database/change-stamps.ts';
import { timestamp } from '../../../platform/database/timestamp.ts';

/** The tenant: everything that a team makes belongs to one workspace and is visible to its members only. */
export const WorkspaceEntity = defineEntity({
  name: 'Workspace',
  tableName: 'workspaces',
  checks: [{ name: 'workspaces_deletion_check', expression: '(deleted_at is null) = (restorable_until is null)' }],
  properties: {
    id: p.uuid().primary(),
    name: p.text(),
    /** BCP 47 tag of the language for members who chose none, and for people who are invited. */
    locale: p.text().nullable(),
    createdAt: timestamp().defaultRaw('now()'),
    /** The person whose verified email address releases the sign-up credits; null when none are due. */
    signupCreditsFor: p.uuid().nullable(),
    /** The default preset, for films that name none. No foreign key: it may be one that ships with the program. */
    defaultPresetId: p.uuid().nullable(),
    /** This column and the next are set together. A deleted workspace has only former members. */
    deletedAt: timestamp().nullable(),
    restorableUntil: timestamp().nullable(),
    createdBy: p.uuid().nullable().hidden(),
    ...changeStamps(),
    ...deletionStamps(),
  },
});
export type WorkspaceRow = InferEntity<typeof WorkspaceEntity>;

export const MembershipEntity = defineEntity({
  name: 'Membership',
  tableName: 'memberships',
  properties: {
    workspaceId: references(WorkspaceEntity, 'workspace_id').primary(),
    userId: references(UserEntity, 'user_id').primary().index('memberships_user'),
    role: p.enum(ROLES),
    createdAt: timestamp().defaultRaw('now()'),
    createdBy: p.uuid().nullable().hidden(),
    ...changeStamps(),
  },
});
export type MembershipRow = InferEntity<typeof MembershipEntity>;

/** Members at the time of deletion; restoring the workspace makes them members again. */
export const FormerMembershipEntity = defineEntity({
  name: 'FormerMembership',
  tableName: 'former_memberships',
  properties: {
    workspaceId: references(WorkspaceEntity, 'workspace_id').primary(),
    userId: references(UserEntity, 'user_id').primary().index('former_memberships_user'),
    role: p.enum(ROLES),
    createdAt: timestamp(),
  },
});

/** An email address that may become a member once, by the emailed token. */
export const InvitationEntity = defineEntity({
  name: 'Invitation',
  tableName: 'invitations',
  indexes: [
    {
      name: 'invitations_pending',
      expression: `create unique index "invitations_pending" on "invitations" ("workspace_id", "email_key") where status = 'PENDING'`,
    },
  ],
  properties: {
    id: p.uuid().primary(),
    workspaceId: references(WorkspaceEntity, 'workspace_id'),
    /** The address as written; `emailKey` is its canonical form. */
    email: p.text(),
    emailKey: p.text(),
    role: p.enum(ROLES),
    tokenHash: p.text().unique(),
    status: p.enum(INVITATION_STATUSES).default('PENDING'),
    invitedBy: references(UserEntity, 'invited_by').nullable(),
    createdAt: timestamp().defaultRaw('now()'),
    expiresAt: timestamp(),
    endedAt: timestamp().nullable(),
    /** The person of `invitedBy`, also after that reference was set to null. */
    createdBy: p.uuid().nullable().hidden(),
    ...changeStamps(),
    ...endStamps(),
  },
});
export type InvitationRow = InferEntity<typeof InvitationEntity>;
