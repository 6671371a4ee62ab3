import type { Scope } from '../../../platform/database/scope.ts';
import { authorize } from '../../workspaces/workspace/workspace.access.ts';
import { InvoiceEntity, SubscriptionEntity } from './subscription.entity.ts';
import type { InvoiceRow, SubscriptionRow } from './subscription.entity.ts';
import { IS_LIVE } from './subscription.states.ts';

/** Most invoices in a list: more than eight years of months. */
const MAX_INVOICES = 100;

export class SubscriptionService {
  /** The newest subscription that can be continued, or else the newest; null for a workspace that never had one. */
  async ofWorkspace(scope: Scope, workspaceId: string): Promise<SubscriptionRow | null> {
    const newestFirst = { startedAt: 'desc', id: 'desc' } as const;
    const rows = await scope.read((em) => em.find(SubscriptionEntity, { workspaceId }, { orderBy: newestFirst, limit: 20 }));
    return rows.find(({ status }) => IS_LIVE.includes(status)) ?? rows[0] ?? null;
  }

  /** The newest invoices. @throws ReelwrightError FORBIDDEN for a role below ADMIN */
  async invoices(scope: Scope, workspaceId: string): Promise<readonly InvoiceRow[]> {
    authorize(scope, workspaceId, 'MANAGE_BILLING');
    return scope.read((em) => em.find(InvoiceEntity, { workspaceId }, { orderBy: { issuedAt: 'desc', id: 'desc' }, limit: MAX_INVOICES }));
  }
}
