import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { ROLES } from '../../kernel/role.ts';

/** Who did it: a person, a program with a key, somebody who is not known (yet), or the engine by itself. */
export const AUDIT_ACTOR_KINDS = ['PERSON', 'KEY', 'NOBODY', 'ENGINE'] as const;
export type AuditActorKind = (typeof AUDIT_ACTOR_KINDS)[number];

/** One change, and who made it. Written with the change, never altered. */
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
    /** None for what people do to their own account. */
    workspaceId: p.uuid().nullable(),
    at: p.datetime().columnType('timestamptz(3)').defaultRaw('clock_timestamp()'),
    actorKind: p.enum(AUDIT_ACTOR_KINDS),
    userId: p.uuid().nullable(),
    keyId: p.uuid().nullable(),
    role: p.enum(ROLES).nullable(),
    address: p.text().nullable(),
    userAgent: p.text().nullable(),
    requestId: p.text(),
    /** The mutation's name, as in the schema. */
    action: p.text(),
    subjectId: p.uuid(),
    before: p.json<object>().columnType('jsonb').nullable(),
    after: p.json<object>().columnType('jsonb').nullable(),
  },
});
export type AuditEventRow = InferEntity<typeof AuditEventEntity>;
