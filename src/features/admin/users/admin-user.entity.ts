import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { timestamp } from '../../../platform/database/timestamp.ts';

/** A person as administrators see them. The view is empty for everyone else. */
export const AdminUserEntity = defineEntity({
  name: 'AdminUser',
  tableName: 'admin_users',
  properties: {
    id: p.uuid().primary(),
    email: p.text(),
    name: p.text(),
    createdAt: timestamp(),
    emailVerifiedAt: timestamp().nullable(),
    administrator: p.boolean(),
    suspendedAt: timestamp().nullable(),
    suspensionReason: p.text().nullable(),
    /** Number of workspaces of which they are a member. */
    workspaces: p.integer(),
    lastActiveAt: timestamp().nullable(),
  },
});
export type AdminUserRow = InferEntity<typeof AdminUserEntity>;
