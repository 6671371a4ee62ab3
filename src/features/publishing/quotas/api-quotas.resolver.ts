import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import type { WorkspaceRow } from '../../workspaces/workspace/workspace.entity.ts';
import { WorkspaceType } from '../../workspaces/workspace/workspace.type.ts';
import type { ApiQuota, ApiQuotas } from './api-quotas.service.ts';
import { ApiQuotaType } from './api-quotas.type.ts';

/** `Workspace.apiQuotas`. */
@Resolver(() => WorkspaceType)
export class ApiQuotasResolver {
  constructor(private readonly quotas: ApiQuotas) {}

  @FieldResolver(() => [ApiQuotaType], {
    description:
      'The daily quotas that the installation has at vendors, by vendor. All workspaces share them. YouTube has quotas of its own; the operator sets those of Gemini and Stability AI. Empty when the installation has no vendor with a quota.',
  })
  apiQuotas(@Ctx() { scope }: Context, @Root() workspace: WorkspaceRow): Promise<readonly ApiQuota[]> {
    return this.quotas.list(scope, workspace.id);
  }
}
