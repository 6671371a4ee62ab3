import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { ROLES } from '../../kernel/role.ts';

/** The tenant: everything a team makes belongs to one workspace and is seen by its members only. */
export const WorkspaceEntity = defineEntity({
  name: 'Workspace',
  tableName: 'workspaces',
  properties: {
    id: p.uuid().primary(),
    name: p.text(),
    createdAt: p.datetime().columnType('timestamptz(3)').defaultRaw('now()'),
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
    createdAt: p.datetime().columnType('timestamptz(3)').defaultRaw('now()'),
  },
});
