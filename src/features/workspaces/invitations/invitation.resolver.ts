import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import type { ListArgs } from '../../../kernel/page.ts';
import { connectionOf } from '../../../platform/graphql/types/connection.ts';
import type { Connection } from '../../../platform/graphql/types/connection.ts';
import type { Context } from '../../../platform/graphql/context.ts';
import { UserType } from '../../identity/identity.type.ts';
import { loadUser } from '../../identity/account/user.read.ts';
import type { SeenUser } from '../../identity/account/user.read.ts';
import type { InvitationService } from './invitation.service.ts';
import type { InvitationRow, WorkspaceRow } from '../workspace/workspace.entity.ts';
import { AcceptInvitationInput, DeclineInvitationInput, InvitationListArgs, InviteMemberInput } from '../workspace/workspace.input.ts';
import type { WorkspaceService } from '../workspace/workspace.service.ts';
import { InvitationConnectionType, InvitationType, WorkspaceType } from '../workspace/workspace.type.ts';
import type { InvitationFilter, InvitationOrderField, ListedInvitation } from '../workspace/workspace.read.ts';

@Resolver(() => InvitationType)
export class InvitationResolver {
  constructor(
    private readonly invitations: InvitationService,
    private readonly workspaces: WorkspaceService,
  ) {}

  @Mutation(() => InvitationType, {
    description:
      'Sends an invitation by email, which works once within seven days and replaces an earlier invitation to the same address. Requires the role ADMIN.',
  })
  inviteMember(@Ctx() { scope }: Context, @Arg('input', () => InviteMemberInput) input: InviteMemberInput): Promise<InvitationRow> {
    return this.invitations.invite(scope, input);
  }

  @Mutation(() => Boolean, {
    description: 'Revokes a pending invitation, so that its token no longer works. Requires the role ADMIN. Returns true.',
  })
  async revokeInvitation(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the invitation.' }) id: string,
  ): Promise<boolean> {
    await this.invitations.revoke(scope, id);
    return true;
  }

  @Mutation(() => WorkspaceType, {
    description: 'Accepts an invitation and returns the workspace that you joined. You must be signed in with the invited email address.',
  })
  async acceptInvitation(
    @Ctx() context: Context,
    @Arg('input', () => AcceptInvitationInput) { token }: AcceptInvitationInput,
  ): Promise<WorkspaceRow> {
    const { scope, workspaceId } = await this.invitations.accept(context.scope, token);
    context.scope = scope;
    return this.workspaces.get(scope, workspaceId);
  }

  @Mutation(() => Boolean, { description: 'Declines an invitation. You must be signed in with the invited email address. Returns true.' })
  async declineInvitation(
    @Ctx() { scope }: Context,
    @Arg('input', () => DeclineInvitationInput) { token }: DeclineInvitationInput,
  ): Promise<boolean> {
    await this.invitations.decline(scope, token);
    return true;
  }

  @FieldResolver(() => UserType, {
    nullable: true,
    description: 'The person who sent the invitation. Null when that person has left the workspace.',
  })
  invitedBy(@Ctx() { scope }: Context, @Root() { invitedBy }: Pick<InvitationRow, 'invitedBy'>): Promise<SeenUser | null> | null {
    return invitedBy ? loadUser(scope, invitedBy) : null;
  }
}

@Resolver(() => WorkspaceType)
export class WorkspaceInvitationsResolver {
  readonly #invitations: InvitationService;

  constructor(invitations: InvitationService) {
    this.#invitations = invitations;
  }

  @FieldResolver(() => InvitationConnectionType, {
    description:
      'The invitations of the workspace that were neither accepted nor declined, revoked or expired, newest first by default. Requires the role ADMIN.',
  })
  async invitations(
    @Ctx() { scope }: Context,
    @Root() { id }: WorkspaceRow,
    @Args(() => InvitationListArgs) args: ListArgs<InvitationFilter, InvitationOrderField>,
  ): Promise<Connection<ListedInvitation>> {
    return connectionOf(await this.#invitations.list(scope, id, args));
  }
}
