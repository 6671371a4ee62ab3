import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, ObjectType } from 'type-graphql';
import { ROLES } from '../../../kernel/role.ts';
import type { Role } from '../../../kernel/role.ts';
import { connectionType } from '../../../platform/graphql/types/connection.ts';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import { ACTIONS } from './workspace.access.ts';
import type { Action } from './workspace.access.ts';
import { NodeType } from '../../../platform/graphql/types/node.ts';

export const RoleType = enumType(
  ROLES,
  'Role',
  'What a member may do in a workspace. Each role may do everything that the roles below it may.',
  {
    ADMIN: 'Manages members, API keys and webhooks, and reads the audit log.',
    EDITOR: 'Makes films and manages files.',
    OWNER: 'May do everything, including deleting the workspace and transferring its ownership.',
    VIEWER: 'Reads the workspace and changes nothing in it.',
  },
);
export const ActionType = enumType(
  Object.keys(ACTIONS) as Action[],
  'Action',
  'An action in a workspace; docs/roles.md lists the required roles.',
  {
    CANCEL_JOB: 'Cancel a job that has not ended.',
    DELETE_JOB: 'Delete a job that has ended.',
    DELETE_WORKSPACE: 'Delete the workspace; its former owners can restore it.',
    MAKE_VIDEO: 'Generate a film and reserve its credits.',
    MANAGE_API_KEYS: 'List, create and revoke API keys.',
    MANAGE_ASSETS: 'Rename, tag, delete, restore and share assets.',
    MANAGE_BATCHES: 'Create, check, pause, resume, cancel, retry and export batches.',
    MANAGE_PROJECTS: 'Create, edit, delete and restore projects and their scenes.',
    MANAGE_MEMBERS: 'Invite people, change the roles of members and remove members.',
    MANAGE_PRESETS: 'Create, change, copy and delete presets.',
    MANAGE_PROVIDER_KEYS: 'List, set, test and remove the keys of providers that the workspace pays for.',
    MANAGE_TEMPLATES: 'Create, change and delete prompt templates.',
    MANAGE_WEBHOOKS: 'List, create, change, test and delete webhooks.',
    RETRY_JOB: 'Queue a failed job again.',
    TRANSFER_OWNERSHIP: 'Make another member the owner of the workspace.',
    UPDATE_WORKSPACE: 'Rename the workspace and set its default preset.',
    UPLOAD_ASSET: 'Upload a file or import it from a URL.',
    VIEW: 'Read the workspace, its jobs, its assets and its credits.',
    VIEW_AUDIT: 'Read and export the audit log.',
  },
);

@ObjectType('Workspace', {
  implements: NodeType,
  description: 'What a team makes and owns together: jobs, assets and credits. Only its members see it.',
})
export class WorkspaceType implements NodeType {
  id!: string;
  @Field(() => String, { description: 'The name of the workspace, 1 to 100 characters. Names need not be unique.' }) name!: string;
  @Field(() => GraphQLDateTime, { description: 'The time at which the workspace was created.' }) createdAt!: Date;
}

export const WorkspaceConnectionType = connectionType('Workspace', () => WorkspaceType);

@ObjectType('DeletedWorkspace', { description: 'A deleted workspace as its owners see it while it can be restored.' })
export class DeletedWorkspaceType {
  @Field(() => ID, { description: 'The id of the workspace. `restoreWorkspace` takes it.' }) id!: string;
  @Field(() => String, { description: 'The name of the workspace.' }) name!: string;
  @Field(() => GraphQLDateTime, { description: 'The time at which the workspace was deleted.' }) deletedAt!: Date;
  @Field(() => GraphQLDateTime, { description: 'The time until which the workspace can be restored, 30 days after its deletion.' })
  restorableUntil!: Date;
}

@ObjectType('Member', { description: 'A person in a workspace, with their role.' })
export class MemberType {
  @Field(() => RoleType, { description: 'The role of the member in the workspace.' }) role!: Role;
  @Field(() => GraphQLDateTime, { description: 'The time at which the person became a member.' }) createdAt!: Date;
}

export const MemberConnectionType = connectionType('Member', () => MemberType);

@ObjectType('Invitation', { implements: NodeType, description: 'A pending invitation of an email address.' })
export class InvitationType implements NodeType {
  id!: string;
  @Field(() => String, { description: 'The invited email address.' }) email!: string;
  @Field(() => RoleType, { description: 'The role that the person receives by accepting.' }) role!: Role;
  @Field(() => GraphQLDateTime, { description: 'The time at which the invitation was sent.' }) createdAt!: Date;
  @Field(() => GraphQLDateTime, { description: 'The time at which the invitation expires, seven days after it was sent.' })
  expiresAt!: Date;
}

export const InvitationConnectionType = connectionType('Invitation', () => InvitationType);
