import { Args, Ctx, Query, Resolver } from 'type-graphql';
import type { ListArgs } from '../../../kernel/page.ts';
import { currentAdministrator } from '../../../kernel/actor.ts';
import { connectionOf } from '../../../platform/graphql/types/connection.ts';
import type { Connection } from '../../../platform/graphql/types/connection.ts';
import type { Context } from '../../../platform/graphql/context.ts';
import type { AdminWorkspaceRow } from './admin-workspace.entity.ts';
import { adminWorkspaces } from './admin-workspace.read.ts';
import type { AdminWorkspaceFilter, AdminWorkspaceOrderField } from './admin-workspace.read.ts';
import { AdminWorkspaceConnectionType, AdminWorkspaceListArgs } from './admin-workspace.type.ts';

@Resolver()
export class AdminWorkspaceResolver {
  @Query(() => AdminWorkspaceConnectionType, {
    description:
      'The workspaces of the installation with their use, newest first by default. Deleted workspaces are not listed. Only for administrators of the installation.',
  })
  async adminWorkspaces(
    @Ctx() { scope }: Context,
    @Args(() => AdminWorkspaceListArgs) args: ListArgs<AdminWorkspaceFilter, AdminWorkspaceOrderField>,
  ): Promise<Connection<AdminWorkspaceRow>> {
    currentAdministrator(scope);
    return connectionOf(await adminWorkspaces.root(scope, args));
  }
}
