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

  @Query(() => WorkspaceConnectionType, { description: 'The workspaces that you are a member of, newest first by default.' })
  async workspaces(
    @Ctx() { scope }: Context,
    @Args(() => WorkspaceListArgs) args: ListArgs<WorkspaceFilter, WorkspaceOrderField>,
  ): Promise<Connection<WorkspaceRow>> {
    return connectionOf(await this.#workspaces.list(scope, args));
  }

  @Query(() => WorkspaceType, {
    nullable: true,
    description: 'A workspace by its id. Answers NOT_FOUND for a missing one and, identically, for one that you are not a member of.',
  })
  workspace(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the workspace.' }) id: string,
  ): Promise<WorkspaceRow> {
    return this.#workspaces.get(scope, id);
  }

  @Query(() => [DeletedWorkspaceType], { description: 'Deleted workspaces that you owned and may restore, most recently deleted first.' })
  deletedWorkspaces(@Ctx() { scope }: Context): Promise<DeletedWorkspace[]> {
    return this.#workspaces.listDeleted(scope);
  }

  @Mutation(() => WorkspaceType, {
    description:
      'Creates a workspace that you own. It starts with 0 credits; only an account’s first workspace receives the sign-up credits.',
  })
  async createWorkspace(
    @Ctx() context: Context,
    @Arg('input', () => CreateWorkspaceInput) input: CreateWorkspaceInput,
  ): Promise<WorkspaceRow> {
    return goOn(context, await this.#workspaces.create(context.scope, input));
  }

  @Mutation(() => WorkspaceType, { description: 'Renames a workspace. Requires the role ADMIN.' })
  updateWorkspace(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the workspace.' }) id: string,
    @Arg('input', () => UpdateWorkspaceInput) input: UpdateWorkspaceInput,
  ): Promise<WorkspaceRow> {
    return this.#workspaces.update(scope, id, input);
  }

  @Mutation(() => Boolean, {
    description:
      'Deletes a workspace: its jobs are canceled and it is hidden. Its owners may restore it for 30 days. Requires the role OWNER.',
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
      'Restores a workspace with its members within 30 days of its deletion. Its jobs stay canceled. Requires that you owned it.',
  })
  async restoreWorkspace(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'The id of the workspace.' }) id: string,
  ): Promise<WorkspaceRow> {
    return goOn(context, await this.#workspaces.restore(context.scope, id));
  }

  @FieldResolver(() => RoleType, { description: 'Your role in the workspace, or that of the API key.' })
  viewerRole(@Ctx() { scope }: Context, @Root() workspace: WorkspaceRow): Role {
    return roleIn(scope, workspace.id);
  }

  @FieldResolver(() => [ActionType], { description: 'Actions that you may perform, so that a client can hide the others.' })
  viewerCan(@Ctx() { scope }: Context, @Root() workspace: WorkspaceRow): Action[] {
    return actionsOf(roleIn(scope, workspace.id));
  }
}

/** Makes the rest of the request run with the new membership. */
function goOn(context: Context, { scope, workspace }: Entered): WorkspaceRow {
  context.scope = scope;
  return workspace;
}
