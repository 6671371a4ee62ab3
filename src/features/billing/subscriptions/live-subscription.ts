import type { EntityManager } from '@mikro-orm/postgresql';
import { ReelwrightError } from '../../../kernel/errors.ts';
import { SubscriptionEntity } from './subscription.entity.ts';
import { IS_LIVE } from './subscription.states.ts';

/** Checks that a workspace can buy a plan. @throws ReelwrightError INVALID_STATE */
export async function assertNoPlan(em: EntityManager, workspaceId: string): Promise<void> {
  if ((await em.count(SubscriptionEntity, { workspaceId, status: { $in: [...IS_LIVE] } })) > 0)
    throw new ReelwrightError('INVALID_STATE', 'The workspace has a plan already. Change or cancel it with createBillingPortal.');
}

/**
 * Checks, in the transaction that deletes a workspace, that Stripe no longer charges for it: it has no subscription, or one that ends with
 * its period. @throws ReelwrightError INVALID_STATE
 */
export async function assertNotCharged(em: EntityManager, workspaceId: string): Promise<void> {
  const charged = { workspaceId, status: { $in: [...IS_LIVE] }, cancelAtPeriodEnd: false };
  if ((await em.count(SubscriptionEntity, charged)) > 0)
    throw new ReelwrightError(
      'INVALID_STATE',
      `The workspace ${workspaceId} has a plan that is still charged. Cancel it first with createBillingPortal.`,
    );
}
