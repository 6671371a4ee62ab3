import type { Scope } from '../../../platform/database/scope.ts';
import { authorize } from '../../workspaces/workspace/workspace.access.ts';
import type { InvoiceRow, SubscriptionRow } from './subscription.entity.ts';
import { invoicesOfWorkspace, subscriptionsOfWorkspace } from './subscription.read.ts';
import { IS_LIVE } from './subscription.states.ts';

export class SubscriptionService {
  /** The newest subscription that can be continued, or else the newest; null for a workspace that never had one. */
  async ofWorkspace(scope: Scope, workspaceId: string): Promise<SubscriptionRow | null> {
    const rows = await subscriptionsOfWorkspace.rows(scope, workspaceId);
    return rows.find(({ status }) => IS_LIVE.includes(status)) ?? rows[0] ?? null;
  }

  /** The invoices, newest first. @throws ReelwrightError FORBIDDEN for a role below ADMIN */
  async invoices(scope: Scope, workspaceId: string): Promise<readonly InvoiceRow[]> {
    authorize(scope, workspaceId, 'MANAGE_BILLING');
    return invoicesOfWorkspace.rows(scope, workspaceId);
  }
}
