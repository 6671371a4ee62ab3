import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { ROLES } from '../../../kernel/role.ts';
import { timestamp } from '../../../platform/database/timestamp.ts';
import { AUDIT_ACTOR_KINDS } from '../../audit/audit.entity.ts';

/** An event of any audit log as administrators see it. The view is empty for everyone else. */
export const AdminAuditEventEntity = defineEntity({
  name: 'AdminAuditEvent',
  tableName: 'admin_audit_events',
  properties: {
    id: p.uuid().primary(),
    workspaceId: p.uuid().nullable(),
    at: timestamp(),
    actorKind: p.enum(AUDIT_ACTOR_KINDS),
    userId: p.uuid().nullable(),
    keyId: p.uuid().nullable(),
    role: p.enum(ROLES).nullable(),
    address: p.text().nullable(),
    userAgent: p.text().nullable(),
    requestId: p.text(),
    action: p.text(),
    subjectId: p.uuid(),
    /** Null for changes in workspaces, whose values are content. */
    before: p.json<object>().columnType('jsonb').nullable(),
    after: p.json<object>().columnType('jsonb').nullable(),
  },
});
export type AdminAuditEventRow = InferEntity<typeof AdminAuditEventEntity>;
