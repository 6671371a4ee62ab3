import { IsEmail, Length, Matches, MaxLength } from 'class-validator';
import { Field, ID, InputType } from 'type-graphql';
import type { Role } from '../../../kernel/role.ts';
import { RoleType } from './workspace.type.ts';

/** Shown to others and written into emails: one visible line without direction overrides. */
const NAME = /^(?=.*[\p{L}\p{N}\p{P}\p{S}])[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]*$/u;
const NAME_AT_MOST = 100;

@InputType()
export class CreateWorkspaceInput {
  @Field(() => String, { description: 'Name of the workspace, 1 to 100 characters. Names need not be unique.' })
  @Length(1, NAME_AT_MOST, { message: `Must have 1 to ${NAME_AT_MOST} characters.` })
  @Matches(NAME, { message: 'Must contain a visible character and no control characters.' })
  name!: string;
}

@InputType()
export class UpdateWorkspaceInput extends CreateWorkspaceInput {}

@InputType()
export class InviteMemberInput {
  @Field(() => ID) workspaceId!: string;

  @Field(() => String)
  @IsEmail({}, { message: 'Not a valid email address.' })
  @MaxLength(254, { message: 'Must have at most 254 characters.' })
  email!: string;

  @Field(() => RoleType, { description: 'Role to grant, at most your own.' }) role!: Role;
}

@InputType()
export class AcceptInvitationInput {
  @Field(() => String, { description: 'Token from the link of the invitation email.' })
  @Length(1, 100, { message: 'Not a valid invitation token.' })
  token!: string;
}

@InputType()
export class DeclineInvitationInput extends AcceptInvitationInput {}

@InputType()
export class RemoveMemberInput {
  @Field(() => ID) workspaceId!: string;
  @Field(() => ID) userId!: string;
}

@InputType()
export class TransferOwnershipInput extends RemoveMemberInput {}

@InputType()
export class ChangeMemberRoleInput extends RemoveMemberInput {
  @Field(() => RoleType, { description: 'Role to grant, at most your own.' }) role!: Role;
}
