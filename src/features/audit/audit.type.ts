import { GraphQLDateTime, GraphQLJSON } from 'graphql-scalars';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { connectionType } from '../../platform/graphql/types/connection.ts';
import { enumType } from '../../platform/graphql/types/enum.ts';
import { ReferenceField, TimeRangeInput, listArgs } from '../../platform/graphql/types/list-args.ts';
import { AUDIT_ACTOR_KINDS } from './audit.entity.ts';
import type { AuditActorKind } from './audit.entity.ts';
import type { AuditFilter, AuditOrderField } from './audit.read.ts';
import { NodeType } from '../../platform/graphql/types/node.ts';

const AuditActorKindEnum = enumType(
  AUDIT_ACTOR_KINDS,
  'AuditActorKind',
  'Who acted. NOBODY is an unauthenticated caller, ENGINE the system itself.',
  {
    ENGINE: 'The system itself.',
    KEY: 'A program with an API key.',
    NOBODY: 'A caller who was not signed in.',
    PERSON: 'A person who was signed in.',
  },
);

@ObjectType('AuditEvent', {
  implements: NodeType,
  description: 'One change: who made it, from where, and to what. Written with the change and never updated.',
})
class AuditEventType implements NodeType {
  id!: string;
  @Field(() => GraphQLDateTime, { description: 'The time of the change.' }) at!: Date;
  @Field(() => AuditActorKindEnum, { description: 'What kind of actor made the change.' }) actorKind!: AuditActorKind;
  @Field(() => ID, { nullable: true, description: 'The acting person, or the creator of the API key. Null when the account was deleted.' })
  userId!: string | null;
  @Field(() => ID, { nullable: true, description: 'The id of the API key that was used. Null when none was.' }) keyId!: string | null;
  @Field(() => String, { nullable: true, description: 'The IPv4 or IPv6 address of the client. Null for the engine.' }) address!:
    string | null;
  @Field(() => String, { nullable: true, description: 'The User-Agent header of the client. Null when it sent none.' }) userAgent!:
    string | null;
  @Field(() => String, { description: 'The id of the request, which is also in its errors and in the server log.' }) requestId!: string;
  @Field(() => String, { description: 'The name of the mutation that made the change, for example `updateAsset`.' }) action!: string;
  @Field(() => ID, { description: 'The id of the object that was changed.' }) subjectId!: string;
  @Field(() => GraphQLJSON, { nullable: true, description: 'State before the change; secrets are redacted and long texts cut.' }) before!:
    object | null;
  @Field(() => GraphQLJSON, { nullable: true, description: 'State after the change; secrets are redacted and long texts cut.' }) after!:
    object | null;
}

export { AuditEventType };
export const AuditEventConnectionType = connectionType('AuditEvent', () => AuditEventType);

@InputType('AuditEventFilter', { description: 'Restricts a list of audit events.' })
export class AuditEventFilterInput extends TimeRangeInput implements AuditFilter {
  @Field(() => [String], { nullable: true, description: 'Only events of these mutations, by name; at most 50.' }) actions?: string[] | null;
  @ReferenceField('caused by the person') userId?: string | null;
  @ReferenceField('about the object') subjectId?: string | null;
}

export const AuditEventListArgs = listArgs<AuditEventFilterInput, AuditOrderField>('AuditEvent', AuditEventFilterInput, {
  AT: 'The time of the change.',
});
