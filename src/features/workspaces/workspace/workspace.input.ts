import { IsEmail, Length, Matches, MaxLength } from 'class-validator';
import { Field, ID, InputType } from 'type-graphql';
import type { Role } from '../../../kernel/role.ts';
import { RoleType } from './workspace.type.ts';

/** Shown to others, and written into letters: no line breaks, nothing that turns the direction of writing, something to see. */
const NAME = /^(?=.*[\p{L}\p{N}\p{P}\p{S}])[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]*$/u;
const NAME_AT_MOST = 100;

@InputType()
export class CreateWorkspaceInput {
  @Field(() => String, { description: '1 to 100 characters. Need not be unique: a workspace is told by its id.' })
  @Length(1, NAME_AT_MOST, { message: `A workspace's name has 1 to ${NAME_AT_MOST} characters.` })
  @Matches(NAME, { message: 'A name has something to see in it, and no control characters.' })
  name!: string;
}

@InputType()
export class UpdateWorkspaceInput extends CreateWorkspaceInput {}

@InputType()
export class InviteMemberInput {
  @Field(() => ID) workspaceId!: string;

  @Field(() => String)
  @IsEmail({}, { message: 'This is not an e-mail address.' })
  @MaxLength(254, { message: 'An e-mail address has at most 254 characters.' })
  email!: string;

  @Field(() => RoleType, { description: 'At most your own.' }) role!: Role;
}

@InputType()
export class AcceptInvitationInput {
  @Field(() => String, { description: 'From the letter.' })
  @Length(1, 100, { message: 'This is not an invitation.' })
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
  @Field(() => RoleType, { description: 'At most your own.' }) role!: Role;
}
