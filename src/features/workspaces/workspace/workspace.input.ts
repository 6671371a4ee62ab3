import { IsEmail, IsOptional, Length, MaxLength } from 'class-validator';
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
  @Field(() => String, { description: 'The name of the workspace, 1 to 100 characters. Names need not be unique.' })
  @OneLine(MAX_NAME_LENGTH)
  name!: string;
}

@InputType({ description: 'The new name of a workspace, and the language of its members.' })
export class UpdateWorkspaceInput extends CreateWorkspaceInput {
  @Field(() => String, {
    nullable: true,
    description:
      'The language of emails and notifications for members who have chosen none, a BCP 47 tag such as `de`, at most 35 characters. When omitted, it is unchanged. Null removes it.',
  })
  @IsOptional()
  @MaxLength(35, { message: 'Must have at most 35 characters.' })
  locale?: string | null;
}

@InputType({ description: 'The email address to invite, and the role of the person.' })
export class InviteMemberInput {
  @Field(() => ID, { description: 'The id of the workspace to which the person is invited.' }) workspaceId!: string;

  @Field(() => String, { description: 'The email address to invite, at most 254 characters.' })
  @IsEmail({}, { message: 'Not a valid email address.' })
  @MaxLength(254, { message: 'Must have at most 254 characters.' })
  email!: string;

  @Field(() => RoleType, { description: 'The role to grant. It must not be above your own.' }) role!: Role;
}

@InputType({ description: 'The token of the invitation to accept.' })
export class AcceptInvitationInput {
  @Field(() => String, { description: 'The token of the invitation email, which works once within seven days.' })
  @Length(1, 100, { message: 'Not a valid invitation token.' })
  token!: string;
}

@InputType({ description: 'The token of the invitation to decline.' })
export class DeclineInvitationInput extends AcceptInvitationInput {}

@InputType({ description: 'A workspace, and the member to remove from it.' })
export class RemoveMemberInput {
  @Field(() => ID, { description: 'The id of the workspace.' }) workspaceId!: string;
  @Field(() => ID, { description: 'The id of the user who is the member (`Member.user`).' }) userId!: string;
}

@InputType({ description: 'A workspace, and the member who becomes its owner.' })
export class TransferOwnershipInput extends RemoveMemberInput {}

@InputType({ description: 'A member of a workspace, and their new role.' })
export class ChangeMemberRoleInput extends RemoveMemberInput {
  @Field(() => RoleType, { description: 'The role to grant. It must not be above your own.' }) role!: Role;
}

@InputType('WorkspaceFilter', { description: 'Restricts a list of workspaces. A workspace must match all given fields.' })
class WorkspaceFilterInput extends TimeRangeInput implements WorkspaceFilter {
  @TextField('name') text?: string | null;
}

export const WorkspaceListArgs = listArgs<WorkspaceFilterInput, WorkspaceOrderField>('Workspace', WorkspaceFilterInput, {
  CREATED_AT: 'The time at which the workspace was created.',
  NAME: 'The name of the workspace.',
});

@InputType('MemberFilter', { description: 'Restricts a list of members. A member must match all given fields.' })
class MemberFilterInput extends TimeRangeInput implements MemberFilter {
  @OneOfField(RoleType, 'roles') role?: Role[] | null;
  @TextField('name or email address') text?: string | null;
}

export const MemberListArgs = listArgs<MemberFilterInput, MemberOrderField>('Member', MemberFilterInput, {
  ACCOUNT_CREATED_AT: 'The time at which the person’s account was created.',
  JOINED_AT: 'The time at which the person joined the workspace.',
});

@InputType('InvitationFilter', { description: 'Restricts a list of invitations. An invitation must match all given fields.' })
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
