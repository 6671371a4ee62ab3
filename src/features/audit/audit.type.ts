import { GraphQLDateTime, GraphQLJSON } from 'graphql-scalars';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { connectionType } from '../../platform/graphql/connection.ts';
import { enumType } from '../../platform/graphql/enum.ts';
import { AUDIT_ACTOR_KINDS } from './audit.entity.ts';
import type { AuditActorKind } from './audit.entity.ts';
import type { AuditFilter } from './audit.read.ts';

const AuditActorKindEnum = enumType(
  AUDIT_ACTOR_KINDS,
  'AuditActorKind',
  'NOBODY: before anybody had signed in. ENGINE: the studio by itself.',
);

@ObjectType('AuditEvent', { description: 'One change: who made it, from where, to what. Written with the change, never altered.' })
class AuditEventType {
  @Field(() => ID) id!: string;
  @Field(() => GraphQLDateTime) at!: Date;
  @Field(() => AuditActorKindEnum) actorKind!: AuditActorKind;
  @Field(() => ID, { nullable: true, description: 'The person, also of a key. They may be gone by now.' }) userId!: string | null;
  @Field(() => ID, { nullable: true, description: 'The API key that was used.' }) keyId!: string | null;
  @Field(() => String, { nullable: true, description: 'IPv4 or IPv6.' }) address!: string | null;
  @Field(() => String, { nullable: true, description: 'As the client says.' }) userAgent!: string | null;
  @Field(() => String, { description: 'The same as in errors and in the log.' }) requestId!: string;
  @Field(() => String, { description: "The mutation's name." }) action!: string;
  @Field(() => ID, { description: 'What was changed.' }) subjectId!: string;
  @Field(() => GraphQLJSON, { nullable: true, description: 'What it was; secrets hidden, long texts cut.' }) before!: object | null;
  @Field(() => GraphQLJSON, { nullable: true, description: 'What it became, likewise.' }) after!: object | null;
}

export { AuditEventType };
export const AuditEventConnectionType = connectionType('AuditEvent', () => AuditEventType);

@InputType('AuditEventFilter')
export class AuditEventFilterInput implements AuditFilter {
  @Field(() => [String], { nullable: true, description: 'Names of mutations.' }) actions?: string[] | null;
  @Field(() => ID, { nullable: true }) userId?: string | null;
  @Field(() => ID, { nullable: true }) subjectId?: string | null;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'Inclusive.' }) from?: Date | null;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'Exclusive.' }) to?: Date | null;
}
