import { Args, Ctx, Query, Resolver } from 'type-graphql';
import type { ListArgs } from '../../../kernel/page.ts';
import { currentAdministrator } from '../../../kernel/actor.ts';
import { connectionOf } from '../../../platform/graphql/types/connection.ts';
import type { Connection } from '../../../platform/graphql/types/connection.ts';
import type { Context } from '../../../platform/graphql/context.ts';
import type { AuditOrderField } from '../../audit/audit.read.ts';
import type { AdminAuditEventRow } from './admin-audit-event.entity.ts';
import { adminAuditEvents } from './admin-audit-event.read.ts';
import type { AdminAuditFilter } from './admin-audit-event.read.ts';
import { AdminAuditEventConnectionType, AdminAuditEventListArgs } from './admin-audit-event.type.ts';

@Resolver()
export class AdminAuditEventResolver {
  @Query(() => AdminAuditEventConnectionType, {
    description:
      'The audit log of the installation: changes of administrators, of accounts and of all workspaces, newest first by default. Only for administrators of the installation.',
  })
  async adminAuditEvents(
    @Ctx() { scope }: Context,
    @Args(() => AdminAuditEventListArgs) args: ListArgs<AdminAuditFilter, AuditOrderField>,
  ): Promise<Connection<AdminAuditEventRow>> {
    currentAdministrator(scope);
    return connectionOf(await adminAuditEvents.root(scope, args));
  }
}
