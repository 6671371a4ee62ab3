import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { timestamp } from '../../../platform/database/timestamp.ts';

/** A workspace as administrators see it: its use, not its content. The view is empty for everyone else. */
export const AdminWorkspaceEntity = defineEntity({
  name: 'AdminWorkspace',
  tableName: 'admin_workspaces',
  properties: {
    id: p.uuid().primary(),
    name: p.text(),
    createdAt: timestamp(),
    plan: p.text(),
    members: p.integer(),
    /** For the filter only. */
    memberIds: p.array().columnType('uuid[]').hidden(),
    storageBytes: p.bigint('number'),
    creditsAvailable: p.integer(),
    creditsReserved: p.integer(),
    creditsSpent: p.integer(),
    openJobs: p.integer(),
  },
});
export type AdminWorkspaceRow = InferEntity<typeof AdminWorkspaceEntity>;
