import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { ROLES } from '../../kernel/role.ts';
import { timestamp } from '../../platform/database/timestamp.ts';

/** Who acted: a person, a program with an API key, an unauthenticated caller, or the engine. */
export const AUDIT_ACTOR_KINDS = ['PERSON', 'KEY', 'NOBODY', 'ENGINE'] as const;
export type AuditActorKind = (typeof AUDIT_ACTOR_KINDS)[number];

/** One change and its actor. Written in the change's transaction and never updated. */
export const AuditEventEntity = defineEntity({
  name: 'AuditEvent',
  tableName: 'audit_events',
  indexes: [
    { name: 'audit_events_newest', properties: ['workspaceId', 'id'] },
    { name: 'audit_events_user', properties: ['userId', 'id'] },
    { name: 'audit_events_subject', properties: ['workspaceId', 'subjectId', 'id'] },
  ],
  properties: {
    id: p.uuid().primary(),
    /** The workspace that was changed; null for changes of a person's own account. */
    workspaceId: p.uuid().nullable(),
    at: timestamp().defaultRaw('clock_timestamp()'),
    actorKind: p.enum(AUDIT_ACTOR_KINDS),
    userId: p.uuid().nullable(),
    keyId: p.uuid().nullable(),
    role: p.enum(ROLES).nullable(),
    address: p.text().nullable(),
    userAgent: p.text().nullable(),
    requestId: p.text(),
    /** The mutation's name in the schema. */
    action: p.text(),
    subjectId: p.uuid(),
    before: p.json<object>().columnType('jsonb').nullable(),
    after: p.json<object>().columnType('jsonb').nullable(),
  },
});
export type AuditEventRow = InferEntity<typeof AuditEventEntity>;
