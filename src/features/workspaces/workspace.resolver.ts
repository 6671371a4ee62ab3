import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { Role } from '../../kernel/role.ts';
import { connectionOf } from '../../platform/graphql/connection.ts';
import type { Connection } from '../../platform/graphql/connection.ts';
import type { Context } from '../../platform/graphql/context.ts';
import { PageArgsType } from '../../platform/graphql/page-args.ts';
import { roleIn } from './workspace.access.ts';
import type { WorkspaceRow } from './workspace.entity.ts';
import type { WorkspaceService } from './workspace.service.ts';
import { RoleType, WorkspaceConnectionType, WorkspaceType } from './workspace.type.ts';

@Resolver(() => WorkspaceType)
export class WorkspaceResolver {
  readonly #workspaces: WorkspaceService;

  constructor(workspaces: WorkspaceService) {
    this.#workspaces = workspaces;
  }

  @Query(() => WorkspaceConnectionType)
  async workspaces(@Ctx() { scope }: Context, @Args(() => PageArgsType) args: PageArgsType): Promise<Connection<WorkspaceRow>> {
    const page = await this.#workspaces.list(scope, args);
    return connectionOf(
      page,
      ({ id }) => id,
      () => this.#workspaces.count(scope),
    );
  }

  @Query(() => WorkspaceType, { nullable: true })
  workspace(@Ctx() { scope }: Context, @Arg('id', () => ID) id: string): Promise<WorkspaceRow> {
    return this.#workspaces.get(scope, id);
  }

  @FieldResolver(() => RoleType)
  viewerRole(@Ctx() { scope }: Context, @Root() workspace: WorkspaceRow): Role {
    return roleIn(scope, workspace.id);
  }
}
