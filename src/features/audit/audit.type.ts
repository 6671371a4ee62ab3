import { GraphQLDateTime, GraphQLJSON } from 'graphql-scalars';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { connectionType } from '../../platform/graphql/types/connection.ts';
import { enumType } from '../../platform/graphql/types/enum.ts';
import { ReferenceField, TimeRangeInput, listArgs } from '../../platform/graphql/types/list-args.ts';
import { AUDIT_ACTOR_KINDS } from './audit.entity.ts';
import type { AuditActorKind } from './audit.entity.ts';
import type { AuditFilter, AuditOrderField } from './audit.read.ts';
import { NodeType } from '../../platform/graphql/types/node.ts';

export const AuditActorKindEnum = enumType(AUDIT_ACTOR_KINDS, 'AuditActorKind', 'The kind of actor that made a change.', {
  ENGINE: 'Reelwright itself, without a caller.',
  KEY: 'A program with an API key.',
  NOBODY: 'A caller who was not signed in.',
  PERSON: 'A person who was signed in.',
});

@ObjectType('AuditEvent', {
  implements: NodeType,
  description: 'A change in a workspace, with its actor, client and object. An audit event is never changed.',
})
class AuditEventType implements NodeType {
  id!: string;
  @Field(() => GraphQLDateTime, { description: 'The time of the change.' }) at!: Date;
  @Field(() => AuditActorKindEnum, { description: 'The kind of actor that made the change.' }) actorKind!: AuditActorKind;
  @Field(() => ID, {
    nullable: true,
    description:
      'The id of the person who made the change, or who created the API key that made it. Null when the account was deleted, and for an actor who is not a person.',
  })
  userId!: string | null;
  @Field(() => ID, { nullable: true, description: 'The id of the API key that made the change. Null when no API key was used.' }) keyId!:
    string | null;
  @Field(() => String, {
    nullable: true,
    description: 'The IPv4 or IPv6 address of the client. Null when Reelwright itself made the change.',
  })
  address!: string | null;
  @Field(() => String, { nullable: true, description: 'The header User-Agent of the client. Null when it sent none.' }) userAgent!:
    string | null;
  @Field(() => String, { description: 'The id of the request that made the change, as in its errors and in the log of the server.' })
  requestId!: string;
  @Field(() => String, { description: 'The name of the mutation that made the change, for example `updateAsset`.' }) action!: string;
  @Field(() => ID, { description: 'The id of the object that was changed.' }) subjectId!: string;
  @Field(() => GraphQLJSON, {
    nullable: true,
    description:
      'The values of the object before the change, with secrets redacted and long texts shortened. Null when nothing was recorded, for example for a new object.',
  })
  before!: object | null;
  @Field(() => GraphQLJSON, {
    nullable: true,
    description:
      'The values of the object after the change, with secrets redacted and long texts shortened. Null when nothing was recorded, for example for a deleted object.',
  })
  after!: object | null;
}

export { AuditEventType };
export const AuditEventConnectionType = connectionType('AuditEvent', () => AuditEventType);

@InputType('AuditEventFilter', { description: 'Restricts a list of audit events. An event must match all given fields.' })
export class AuditEventFilterInput extends TimeRangeInput implements AuditFilter {
  @Field(() => [String], {
    nullable: true,
    description:
      'Only audit events of these mutations, for example `updateAsset`; at most 50 names. When omitted or null, all mutations match.',
  })
  actions?: string[] | null;
  @ReferenceField('caused by the person') userId?: string | null;
  @ReferenceField('about the object') subjectId?: string | null;
}

export const AuditEventListArgs = listArgs<AuditEventFilterInput, AuditOrderField>('AuditEvent', AuditEventFilterInput, {
  AT: 'The time of the change.',
});
