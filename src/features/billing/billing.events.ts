import type { EntityManager } from '@mikro-orm/postgresql';

/** A payment for a subscription has failed: the subscription has just become PAST_DUE or UNPAID. */
export interface PaymentFailed {
  readonly workspaceId: string;
  readonly subscriptionId: string;
  /** Identifies the failure: a later one of the same subscription has another key. */
  readonly key: string;
}

/** Called in the transaction that writes the subscription, as the engine in its workspace. */
export type OnPaymentFailed = (em: EntityManager, event: PaymentFailed) => Promise<void>;
