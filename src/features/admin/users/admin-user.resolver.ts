import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { ListArgs } from '../../../kernel/page.ts';
import { connectionOf } from '../../../platform/graphql/types/connection.ts';
import type { Connection } from '../../../platform/graphql/types/connection.ts';
import type { Context } from '../../../platform/graphql/context.ts';
import type { AdminUserRow } from './admin-user.entity.ts';
import type { AdminUserFilter, AdminUserOrderField } from './admin-user.read.ts';
import type { AdminUserService } from './admin-user.service.ts';
import { AdminUserConnectionType, AdminUserListArgs, AdminUserType, SuspendUserInput } from './admin-user.type.ts';

@Resolver()
export class AdminUserResolver {
  constructor(private readonly users: AdminUserService) {}

  @Query(() => AdminUserConnectionType, {
    description: 'The people of the installation, newest first by default. Only for administrators of the installation.',
  })
  async adminUsers(
    @Ctx() { scope }: Context,
    @Args(() => AdminUserListArgs) args: ListArgs<AdminUserFilter, AdminUserOrderField>,
  ): Promise<Connection<AdminUserRow>> {
    return connectionOf(await this.users.list(scope, args));
  }

  @Mutation(() => AdminUserType, {
    description:
      'Suspends a person: their sessions and WebSockets end within seconds, their jobs and batches are canceled, their API keys stop working, and they cannot sign in until `reinstateUser`. You cannot suspend yourself. Only for administrators of the installation.',
  })
  suspendUser(@Ctx() { scope }: Context, @Arg('input', () => SuspendUserInput) input: SuspendUserInput): Promise<AdminUserRow> {
    return this.users.suspend(scope, input);
  }

  @Mutation(() => AdminUserType, {
    description:
      'Ends the suspension of a person. They sign in again; their API keys work again. Only for administrators of the installation.',
  })
  reinstateUser(
    @Ctx() { scope }: Context,
    @Arg('userId', () => ID, { description: 'The id of the person.' }) userId: string,
  ): Promise<AdminUserRow> {
    return this.users.reinstate(scope, userId);
  }
}
