import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { ListArgs } from '../../../kernel/page.ts';
import type { Role } from '../../../kernel/role.ts';
import { connectionOf } from '../../../platform/graphql/types/connection.ts';
import type { Connection } from '../../../platform/graphql/types/connection.ts';
import type { Context } from '../../../platform/graphql/context.ts';
import { actionsOf, roleIn } from './workspace.access.ts';
import type { Action } from './workspace.access.ts';
import type { WorkspaceRow } from './workspace.entity.ts';
import { CreateWorkspaceInput, UpdateWorkspaceInput, WorkspaceListArgs } from './workspace.input.ts';
import type { WorkspaceFilter, WorkspaceOrderField } from './workspace.read.ts';
import type { DeletedWorkspace, Entered, WorkspaceService } from './workspace.service.ts';
import { ActionType, DeletedWorkspaceType, RoleType, WorkspaceConnectionType, WorkspaceType } from './workspace.type.ts';

@Resolver(() => WorkspaceType)
export class WorkspaceResolver {
  readonly #workspaces: WorkspaceService;

  constructor(workspaces: WorkspaceService) {
    this.#workspaces = workspaces;
  }

  @Query(() => WorkspaceConnectionType, { description: 'The workspaces of which you are a member, newest first by default.' })
  async workspaces(
    @Ctx() { scope }: Context,
    @Args(() => WorkspaceListArgs) args: ListArgs<WorkspaceFilter, WorkspaceOrderField>,
  ): Promise<Connection<WorkspaceRow>> {
    return connectionOf(await this.#workspaces.list(scope, args));
  }

  @Query(() => WorkspaceType, {
    nullable: true,
    description:
      'The workspace with this id. Null, with the error NOT_FOUND, for an unknown id and, identically, for a workspace of which you are not a member.',
  })
  workspace(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the workspace.' }) id: string,
  ): Promise<WorkspaceRow> {
    return this.#workspaces.get(scope, id);
  }

  @Query(() => [DeletedWorkspaceType], {
    description: 'The deleted workspaces that you owned and can restore, most recently deleted first.',
  })
  deletedWorkspaces(@Ctx() { scope }: Context): Promise<DeletedWorkspace[]> {
    return this.#workspaces.listDeleted(scope);
  }

  @Mutation(() => WorkspaceType, {
    description: 'Creates a workspace that you own. It has no credits: only the first workspace of an account receives sign-up credits.',
  })
  async createWorkspace(
    @Ctx() context: Context,
    @Arg('input', () => CreateWorkspaceInput) input: CreateWorkspaceInput,
  ): Promise<WorkspaceRow> {
    return goOn(context, await this.#workspaces.create(context.scope, input));
  }

  @Mutation(() => WorkspaceType, { description: 'Changes the name and the language of a workspace. Requires the role ADMIN.' })
  updateWorkspace(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the workspace.' }) id: string,
    @Arg('input', () => UpdateWorkspaceInput) input: UpdateWorkspaceInput,
  ): Promise<WorkspaceRow> {
    return this.#workspaces.update(scope, id, input);
  }

  @Mutation(() => Boolean, {
    description:
      'Deletes a workspace and cancels its jobs. Its owners can restore it for 30 days; then it is deleted permanently. Answers INVALID_STATE while it has a plan that is still charged. Requires the role OWNER. Returns true.',
  })
  async deleteWorkspace(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the workspace.' }) id: string,
  ): Promise<boolean> {
    await this.#workspaces.delete(scope, id);
    return true;
  }

  @Mutation(() => WorkspaceType, {
    description:
      'Restores a deleted workspace with its members within 30 days of its deletion. Its jobs stay canceled. You must have been an owner.',
  })
  async restoreWorkspace(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'The id of the workspace.' }) id: string,
  ): Promise<WorkspaceRow> {
    return goOn(context, await this.#workspaces.restore(context.scope, id));
  }

  @FieldResolver(() => RoleType, { description: 'Your role in the workspace, or that of the API key that you use.' })
  viewerRole(@Ctx() { scope }: Context, @Root() workspace: WorkspaceRow): Role {
    return roleIn(scope, workspace.id);
  }

  @FieldResolver(() => [ActionType], {
    description: 'The actions that your role allows in the workspace, in a fixed order. A client can hide all others.',
  })
  viewerCan(@Ctx() { scope }: Context, @Root() workspace: WorkspaceRow): Action[] {
    return actionsOf(roleIn(scope, workspace.id));
  }
}

/** Makes the rest of the request run with the new membership. */
function goOn(context: Context, { scope, workspace }: Entered): WorkspaceRow {
  context.scope = scope;
  return workspace;
}
