import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { ROLES } from '../../../kernel/role.ts';
import { INVITATION_STATUSES } from '../invitations/invitation.states.ts';

const at = () => p.datetime().columnType('timestamptz(3)');

/** The tenant: everything that a team makes belongs to one workspace and is visible to its members only. */
export const WorkspaceEntity = defineEntity({
  name: 'Workspace',
  tableName: 'workspaces',
  checks: [{ name: 'workspaces_deletion_check', expression: '(deleted_at is null) = (restorable_until is null)' }],
  properties: {
    id: p.uuid().primary(),
    name: p.text(),
    createdAt: at().defaultRaw('now()'),
    /** The person whose verified email address releases the sign-up credits; null when none are due. */
    signupCreditsFor: p.uuid().nullable(),
    /** Both or neither. A deleted workspace has former members only. */
    deletedAt: at().nullable(),
    restorableUntil: at().nullable(),
  },
});
export type WorkspaceRow = InferEntity<typeof WorkspaceEntity>;

export const MembershipEntity = defineEntity({
  name: 'Membership',
  tableName: 'memberships',
  properties: {
    workspaceId: p.uuid().primary(),
    userId: p.uuid().primary().index('memberships_user'),
    role: p.enum(ROLES),
    createdAt: at().defaultRaw('now()'),
  },
});
export type MembershipRow = InferEntity<typeof MembershipEntity>;

/** Members at the time of deletion, who become members again on restore. */
export const FormerMembershipEntity = defineEntity({
  name: 'FormerMembership',
  tableName: 'former_memberships',
  properties: {
    workspaceId: p.uuid().primary(),
    userId: p.uuid().primary().index('former_memberships_user'),
    role: p.enum(ROLES),
    createdAt: at(),
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
    workspaceId: p.uuid(),
    /** As written, and its canonical form. */
    email: p.text(),
    emailKey: p.text(),
    role: p.enum(ROLES),
    tokenHash: p.text().unique(),
    status: p.enum(INVITATION_STATUSES).default('PENDING'),
    invitedBy: p.uuid().nullable(),
    createdAt: at().defaultRaw('now()'),
    expiresAt: at(),
    endedAt: at().nullable(),
  },
});
export type InvitationRow = InferEntity<typeof InvitationEntity>;
