import { GraphQLDateTime, GraphQLJSON } from 'graphql-scalars';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { connectionType } from '../../../platform/graphql/types/connection.ts';
import { ReferenceField, TimeRangeInput, listArgs } from '../../../platform/graphql/types/list-args.ts';
import type { Role } from '../../../kernel/role.ts';
import type { AuditActorKind } from '../../audit/audit.entity.ts';
import type { AuditOrderField } from '../../audit/audit.read.ts';
import { AuditActorKindEnum } from '../../audit/audit.type.ts';
import { RoleType } from '../../workspaces/workspace/workspace.type.ts';
import type { AdminAuditFilter } from './admin-audit-event.read.ts';

@InputType('AdminAuditEventFilter', { description: 'Restricts a list of all audit events. An event must match all given fields.' })
class AdminAuditEventFilterInput extends TimeRangeInput implements AdminAuditFilter {
  @Field(() => [String], {
    nullable: true,
    description: 'Only audit events of these mutations, for example `suspendUser`; at most 50 names. When omitted or null, all match.',
  })
  actions?: string[] | null;
  @ReferenceField('caused by the person') userId?: string | null;
  @ReferenceField('about the object') subjectId?: string | null;
  @ReferenceField('of the workspace') workspaceId?: string | null;
}

export const AdminAuditEventListArgs = listArgs<AdminAuditEventFilterInput, AuditOrderField>(
  'AdminAuditEvent',
  AdminAuditEventFilterInput,
  { AT: 'The time of the change.' },
);

@ObjectType('AdminAuditEvent', {
  description: 'A change in the installation, in any workspace or in an account, as administrators of the installation see it.',
})
class AdminAuditEventType {
  @Field(() => ID, { description: 'The id of the audit event.' }) id!: string;
  @Field(() => ID, { nullable: true, description: 'The id of the workspace that was changed. Null for a change outside of workspaces.' })
  workspaceId!: string | null;
  @Field(() => GraphQLDateTime, { description: 'The time of the change.' }) at!: Date;
  @Field(() => AuditActorKindEnum, { description: 'The kind of actor that made the change.' }) actorKind!: AuditActorKind;
  @Field(() => ID, {
    nullable: true,
    description: 'The id of the person who made the change, or who created the API key that made it. Null for any other actor.',
  })
  userId!: string | null;
  @Field(() => ID, { nullable: true, description: 'The id of the API key that made the change. Null when no API key was used.' })
  keyId!: string | null;
  @Field(() => RoleType, {
    nullable: true,
    description: 'The role of the caller in the workspace when the request began. Null when the caller was not a member.',
  })
  role!: Role | null;
  @Field(() => String, {
    nullable: true,
    description: 'The IPv4 or IPv6 address of the client. Null when Reelwright itself made the change.',
  })
  address!: string | null;
  @Field(() => String, { nullable: true, description: 'The header User-Agent of the client. Null when it sent none.' })
  userAgent!: string | null;
  @Field(() => String, { description: 'The id of the request that made the change, as in its errors and in the log of the server.' })
  requestId!: string;
  @Field(() => String, { description: 'The name of the mutation that made the change, for example `suspendUser`.' }) action!: string;
  @Field(() => ID, { description: 'The id of the object that was changed.' }) subjectId!: string;
  @Field(() => GraphQLJSON, {
    nullable: true,
    description: 'The values before the change. Null when nothing was recorded, and for changes in workspaces, whose members see them.',
  })
  before!: object | null;
  @Field(() => GraphQLJSON, {
    nullable: true,
    description: 'The values after the change. Null when nothing was recorded, and for changes in workspaces, whose members see them.',
  })
  after!: object | null;
}

export const AdminAuditEventConnectionType = connectionType('AdminAuditEvent', () => AdminAuditEventType);
