import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import type { ListArgs } from '../../../kernel/page.ts';
import { connectionOf } from '../../../platform/graphql/types/connection.ts';
import type { Connection } from '../../../platform/graphql/types/connection.ts';
import type { Context } from '../../../platform/graphql/context.ts';
import { UserType } from '../../identity/identity.type.ts';
import { loadUser } from '../../identity/account/user.read.ts';
import type { SeenUser } from '../../identity/account/user.read.ts';
import type { MemberService } from './member.service.ts';
import type { MembershipRow, WorkspaceRow } from '../workspace/workspace.entity.ts';
import { ChangeMemberRoleInput, MemberListArgs, RemoveMemberInput, TransferOwnershipInput } from '../workspace/workspace.input.ts';
import type { MemberFilter, MemberOrderField } from '../workspace/workspace.read.ts';
import type { WorkspaceService } from '../workspace/workspace.service.ts';
import { MemberConnectionType, MemberType, WorkspaceType } from '../workspace/workspace.type.ts';

@Resolver(() => MemberType)
export class MemberResolver {
  constructor(
    private readonly members: MemberService,
    private readonly workspaces: WorkspaceService,
  ) {}

  @Mutation(() => MemberType, {
    description:
      'Changes the role of a member. You cannot grant or revoke a role above your own, and the role of the last owner cannot be changed. Requires the role ADMIN.',
  })
  async changeMemberRole(
    @Ctx() context: Context,
    @Arg('input', () => ChangeMemberRoleInput) input: ChangeMemberRoleInput,
  ): Promise<MembershipRow> {
    context.scope = await this.members.changeRole(context.scope, input);
    return this.members.get(context.scope, input);
  }

  @Mutation(() => Boolean, {
    description:
      'Removes a member from a workspace and ends their subscriptions at once. Jobs and assets that they made are kept. Requires the role ADMIN. Returns true.',
  })
  async removeMember(@Ctx() { scope }: Context, @Arg('input', () => RemoveMemberInput) input: RemoveMemberInput): Promise<boolean> {
    await this.members.remove(scope, input);
    return true;
  }

  @Mutation(() => Boolean, { description: 'Ends your membership in a workspace. The last owner cannot leave. Returns true.' })
  async leaveWorkspace(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the workspace.' }) id: string,
  ): Promise<boolean> {
    await this.members.leave(scope, id);
    return true;
  }

  @Mutation(() => WorkspaceType, { description: 'Gives another member the role OWNER and you the role ADMIN. Requires the role OWNER.' })
  async transferOwnership(
    @Ctx() context: Context,
    @Arg('input', () => TransferOwnershipInput) input: TransferOwnershipInput,
  ): Promise<WorkspaceRow> {
    context.scope = await this.members.transferOwnership(context.scope, input);
    return this.workspaces.get(context.scope, input.workspaceId);
  }

  @FieldResolver(() => UserType, { nullable: true, description: 'The person who is the member. Null when their account was deleted.' })
  user(@Ctx() { scope }: Context, @Root() { userId }: MembershipRow): Promise<SeenUser | null> {
    return loadUser(scope, userId);
  }
}

@Resolver(() => WorkspaceType)
export class WorkspaceMembersResolver {
  readonly #members: MemberService;

  constructor(members: MemberService) {
    this.#members = members;
  }

  @FieldResolver(() => MemberConnectionType, {
    description: 'The members of the workspace, by default those with the newest accounts first.',
  })
  async members(
    @Ctx() { scope }: Context,
    @Root() { id }: WorkspaceRow,
    @Args(() => MemberListArgs) args: ListArgs<MemberFilter, MemberOrderField>,
  ): Promise<Connection<MembershipRow>> {
    return connectionOf(await this.#members.list(scope, id, args));
  }
}
