import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ListArgs } from '../../../kernel/page.ts';
import type { Role } from '../../../kernel/role.ts';
import { connectionOf } from '../../../platform/graphql/types/connection.ts';
import type { Connection } from '../../../platform/graphql/types/connection.ts';
import type { Context } from '../../../platform/graphql/context.ts';
import { UserType } from '../../identity/identity.type.ts';
import { loadUser } from '../../identity/account/user.read.ts';
import type { SeenUser } from '../../identity/account/user.read.ts';
import type { AuditEventRow } from '../../audit/audit.entity.ts';
import type { AuditFilter, AuditOrderField } from '../../audit/audit.read.ts';
import type { AuditService } from '../../audit/audit.service.ts';
import { AuditEventConnectionType, AuditEventListArgs, AuditEventType } from '../../audit/audit.type.ts';
import { authorize } from './workspace.access.ts';
import type { WorkspaceRow } from './workspace.entity.ts';
import { RoleType, WorkspaceType } from './workspace.type.ts';

/** `Workspace.auditEvents`, for roles that may read the audit log. */
@Resolver(() => WorkspaceType)
export class WorkspaceAuditResolver {
  constructor(private readonly audit: AuditService) {}

  @FieldResolver(() => AuditEventConnectionType, {
    description: 'The audit log of the workspace, newest first by default. Requires the role ADMIN.',
  })
  async auditEvents(
    @Ctx() { scope }: Context,
    @Root() workspace: WorkspaceRow,
    @Args(() => AuditEventListArgs) args: ListArgs<AuditFilter, AuditOrderField>,
  ): Promise<Connection<AuditEventRow>> {
    authorize(scope, workspace.id, 'VIEW_AUDIT');
    return connectionOf(await this.audit.list(scope, workspace.id, args));
  }
}

@Resolver(() => AuditEventType)
export class AuditEventActorResolver {
  @FieldResolver(() => RoleType, {
    nullable: true,
    description: 'The role of the caller in the workspace when the request began. Null when the caller was not a member.',
  })
  role(@Root() { role }: AuditEventRow): Role | null {
    return role ?? null;
  }

  @FieldResolver(() => UserType, {
    nullable: true,
    description:
      'The person who made the change, or who created the API key that made it. Null when that person has left the workspace, and for a caller who was not a person.',
  })
  user(@Ctx() { scope }: Context, @Root() { userId }: AuditEventRow): Promise<SeenUser | null> | null {
    return userId ? loadUser(scope, userId) : null;
  }
}
