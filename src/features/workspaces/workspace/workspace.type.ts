import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, ObjectType } from 'type-graphql';
import { ROLES } from '../../../kernel/role.ts';
import type { Role } from '../../../kernel/role.ts';
import { connectionType } from '../../../platform/graphql/connection.ts';
import { enumType } from '../../../platform/graphql/enum.ts';
import { ACTIONS } from './workspace.access.ts';
import type { Action } from './workspace.access.ts';
import { NodeType } from '../../../platform/graphql/node.ts';

export const RoleType = enumType(ROLES, 'Role');
export const ActionType = enumType(
  Object.keys(ACTIONS) as Action[],
  'Action',
  'An action in a workspace; docs/roles.md lists the required roles.',
);

@ObjectType('Workspace', { implements: NodeType })
export class WorkspaceType implements NodeType {
  id!: string;
  @Field(() => String) name!: string;
  @Field(() => GraphQLDateTime) createdAt!: Date;
}

export const WorkspaceConnectionType = connectionType('Workspace', () => WorkspaceType);

@ObjectType('DeletedWorkspace', { description: 'A deleted workspace as its owners see it while it can be restored.' })
export class DeletedWorkspaceType {
  @Field(() => ID) id!: string;
  @Field(() => String) name!: string;
  @Field(() => GraphQLDateTime) deletedAt!: Date;
  @Field(() => GraphQLDateTime) restorableUntil!: Date;
}

@ObjectType('Member')
export class MemberType {
  @Field(() => RoleType) role!: Role;
  @Field(() => GraphQLDateTime, { description: 'When they became a member.' }) createdAt!: Date;
}

export const MemberConnectionType = connectionType('Member', () => MemberType);

@ObjectType('Invitation', { implements: NodeType, description: 'A pending invitation of an email address.' })
export class InvitationType implements NodeType {
  id!: string;
  @Field(() => String) email!: string;
  @Field(() => RoleType) role!: Role;
  @Field(() => GraphQLDateTime) createdAt!: Date;
  @Field(() => GraphQLDateTime, { description: 'Expiry, seven days after the email.' }) expiresAt!: Date;
}

export const InvitationConnectionType = connectionType('Invitation', () => InvitationType);
