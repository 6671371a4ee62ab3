import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import type { WorkspaceRow } from '../../workspaces/workspace/workspace.entity.ts';
import { WorkspaceType } from '../../workspaces/workspace/workspace.type.ts';
import type { InvoiceRow, SubscriptionRow } from './subscription.entity.ts';
import type { SubscriptionService } from './subscription.service.ts';
import { InvoiceType, PlanSubscriptionType } from './subscription.type.ts';

/** `Workspace.subscription`, for every member, and its invoices. */
@Resolver(() => WorkspaceType)
export class WorkspaceSubscriptionResolver {
  constructor(private readonly subscriptions: SubscriptionService) {}

  @FieldResolver(() => PlanSubscriptionType, {
    nullable: true,
    description: 'The subscription of the workspace to a plan. Null when it never had one.',
  })
  subscription(@Ctx() { scope }: Context, @Root() workspace: WorkspaceRow): Promise<SubscriptionRow | null> {
    return this.subscriptions.ofWorkspace(scope, workspace.id);
  }

  @FieldResolver(() => [InvoiceType], {
    description: 'The invoices of the plans of the workspace, newest first. Requires the role ADMIN.',
  })
  invoices(@Ctx() { scope }: Context, @Root() workspace: WorkspaceRow): Promise<readonly InvoiceRow[]> {
    return this.subscriptions.invoices(scope, workspace.id);
  }
}
