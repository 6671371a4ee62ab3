import { IsEmail, Length, MaxLength } from 'class-validator';
import { Field, ID, InputType } from 'type-graphql';
import type { Role } from '../../../kernel/role.ts';
import { RoleType } from './workspace.type.ts';
import { OneLine } from '../../../platform/graphql/types/one-line.ts';
import { OneOfField, ReferenceField, TextField, TimeRangeInput, listArgs } from '../../../platform/graphql/types/list-args.ts';
import type {
  InvitationFilter,
  InvitationOrderField,
  MemberFilter,
  MemberOrderField,
  WorkspaceFilter,
  WorkspaceOrderField,
} from './workspace.read.ts';

const MAX_NAME_LENGTH = 100;

@InputType({ description: 'The name of a new workspace.' })
export class CreateWorkspaceInput {
  @Field(() => String, { description: 'Name of the workspace, 1 to 100 characters. Names need not be unique.' })
  @OneLine(MAX_NAME_LENGTH)
  name!: string;
}

@InputType({ description: 'The new name of a workspace.' })
export class UpdateWorkspaceInput extends CreateWorkspaceInput {}

@InputType({ description: 'The person to invite and their role.' })
export class InviteMemberInput {
  @Field(() => ID, { description: 'The id of the workspace to invite to.' }) workspaceId!: string;

  @Field(() => String, { description: 'The email address to invite, at most 254 characters.' })
  @IsEmail({}, { message: 'Not a valid email address.' })
  @MaxLength(254, { message: 'Must have at most 254 characters.' })
  email!: string;

  @Field(() => RoleType, { description: 'The role to grant. It must not be above your own.' }) role!: Role;
}

@InputType({ description: 'The invitation to accept.' })
export class AcceptInvitationInput {
  @Field(() => String, { description: 'The token of the invitation email, which works once within seven days.' })
  @Length(1, 100, { message: 'Not a valid invitation token.' })
  token!: string;
}

@InputType({ description: 'The invitation to decline.' })
export class DeclineInvitationInput extends AcceptInvitationInput {}

@InputType({ description: 'The workspace and one of its members.' })
export class RemoveMemberInput {
  @Field(() => ID, { description: 'The id of the workspace.' }) workspaceId!: string;
  @Field(() => ID, { description: "The id of the member's user." }) userId!: string;
}

@InputType({ description: 'The workspace and the member who becomes its owner.' })
export class TransferOwnershipInput extends RemoveMemberInput {}

@InputType({ description: 'The member and the new role.' })
export class ChangeMemberRoleInput extends RemoveMemberInput {
  @Field(() => RoleType, { description: 'The role to grant. It must not be above your own.' }) role!: Role;
}

@InputType('WorkspaceFilter', { description: 'Restricts a list of workspaces.' })
class WorkspaceFilterInput extends TimeRangeInput implements WorkspaceFilter {
  @TextField('name') text?: string | null;
}

export const WorkspaceListArgs = listArgs<WorkspaceFilterInput, WorkspaceOrderField>('Workspace', WorkspaceFilterInput, {
  CREATED_AT: 'The time at which the workspace was created.',
  NAME: 'The name of the workspace.',
});

@InputType('MemberFilter', { description: 'Restricts a list of members. The time range is that of joining the workspace.' })
class MemberFilterInput extends TimeRangeInput implements MemberFilter {
  @OneOfField(RoleType, 'roles') role?: Role[] | null;
  @TextField('name or email address') text?: string | null;
}

export const MemberListArgs = listArgs<MemberFilterInput, MemberOrderField>('Member', MemberFilterInput, {
  ACCOUNT_CREATED_AT: 'The time at which the person’s account was created.',
  JOINED_AT: 'The time at which the person joined the workspace.',
});

@InputType('InvitationFilter', { description: 'Restricts a list of invitations.' })
class InvitationFilterInput extends TimeRangeInput implements InvitationFilter {
  @OneOfField(RoleType, 'roles') role?: Role[] | null;
  @TextField('email address') text?: string | null;
  @ReferenceField('sent by the person') invitedBy?: string | null;
}

export const InvitationListArgs = listArgs<InvitationFilterInput, InvitationOrderField>('Invitation', InvitationFilterInput, {
  CREATED_AT: 'The time at which the invitation was sent.',
  EXPIRES_AT: 'The time at which the invitation expires.',
  EMAIL: 'The invited email address.',
});
