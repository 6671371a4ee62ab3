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
  'What a member may do in a workspace. From the highest to the lowest: OWNER, ADMIN, EDITOR, VIEWER; each may also do everything that lower roles may.',
  {
    ADMIN: 'May manage members, API keys, provider keys and webhooks, and read the audit log.',
    EDITOR: 'May make films, and manage projects, batches, templates, presets and assets.',
    OWNER: 'May do everything, including deleting the workspace and transferring its ownership.',
    VIEWER: 'May read the workspace, but not change anything in it.',
  },
);
export const ActionType = enumType(
  Object.keys(ACTIONS) as Action[],
  'Action',
  'An action in a workspace that requires a role. docs/roles.md has the role for each.',
  {
    BOOK_SLOTS: 'Book offered slots, and confirm, decline and cancel your own.',
    REVIEW: 'Comment on assets, approve them and ask for changes.',
    MANAGE_COMMENTS: 'Resolve and reopen comments, and delete those of others.',
    CANCEL_JOB: 'Cancel a job that has not ended, with `cancelJob`.',
    DELETE_JOB: 'Delete a job that has ended, with `deleteJob`.',
    DELETE_WORKSPACE: 'Delete the workspace; its former owners can restore it.',
    MAKE_VIDEO: 'Make films with `generateVideo` and `renderProject`.',
    MANAGE_API_KEYS: 'List, create and revoke API keys.',
    MANAGE_ASSETS: 'Rename, tag, delete, restore and share assets.',
    MANAGE_CHANNELS: 'Connect and disconnect channels.',
    PUBLISH_VIDEO: 'Publish films to channels.',
    MANAGE_BATCHES: 'Create, check, pause, resume, cancel, retry and export batches.',
    MANAGE_PROJECTS: 'Create, change, copy, delete and restore projects and their scenes.',
    MANAGE_BILLING: 'Buy plans and credits, open the billing portal and list invoices.',
    MANAGE_MEMBERS: 'Invite people, change the roles of members and remove members.',
    MANAGE_PRESETS: 'Create, change, copy and delete presets.',
    SET_SPEND_LIMIT: 'Set what the jobs of the workspace may cost at providers in a month.',
    MANAGE_PROVIDER_KEYS: 'List, set, test and remove the keys with which the workspace pays providers itself.',
    MANAGE_SERIES: 'Create, change, pause, resume, run and delete series.',
    MANAGE_SHOWCASE_CONSENT: 'Let the installation show films and pictures of the workspace to everybody, and end that.',
    MANAGE_SLOTS: 'Offer, create, change, cancel and delete slots.',
    MANAGE_TEMPLATES: 'Create, change and delete prompt templates.',
    MANAGE_WEBHOOKS: 'List, create, change, test and delete webhooks.',
    RETRY_JOB: 'Queue a failed job again with `retryJob`.',
    TRANSFER_OWNERSHIP: 'Make another member the owner of the workspace.',
    UPDATE_WORKSPACE: 'Rename the workspace and set its default preset.',
    UPLOAD_ASSET: 'Upload a file or import it from a URL.',
    VIEW: 'Read the workspace, except what another action of this list allows to read or list.',
    VIEW_AUDIT: 'Read and export the audit log.',
  },
);

@ObjectType('Workspace', {
  implements: NodeType,
  description: 'A space that a team shares, with its projects, jobs, assets and credits. Only its members can read it.',
})
export class WorkspaceType implements NodeType {
  id!: string;
  @Field(() => String, { description: 'The name of the workspace, 1 to 100 characters. Names need not be unique.' }) name!: string;
  @Field(() => String, {
    nullable: true,
    description:
      'The language of emails and notifications for members who have chosen none, and for people who are invited: a BCP 47 tag. Null for English.',
  })
  locale!: string | null;
  @Field(() => GraphQLDateTime, { description: 'The time at which the workspace was created.' }) createdAt!: Date;
}

export const WorkspaceConnectionType = connectionType('Workspace', () => WorkspaceType);

@ObjectType('DeletedWorkspace', { description: 'A deleted workspace that its owners can restore for 30 days.' })
export class DeletedWorkspaceType {
  @Field(() => ID, { description: 'The id of the workspace, which `restoreWorkspace` accepts.' }) id!: string;
  @Field(() => String, { description: 'The name of the workspace.' }) name!: string;
  @Field(() => GraphQLDateTime, { description: 'The time at which the workspace was deleted.' }) deletedAt!: Date;
  @Field(() => GraphQLDateTime, { description: 'The time until which the workspace can be restored, 30 days after its deletion.' })
  restorableUntil!: Date;
}

@ObjectType('Member', { description: 'A person in a workspace, and their role there.' })
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
