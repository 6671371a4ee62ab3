import type { StripeSettings } from '../../platform/stripe/stripe-api.ts';

/** A number of credits that is sold at one price. */
export interface CreditPack {
  /** `credits-` and the number of credits. */
  readonly id: string;
  readonly credits: number;
  readonly priceId: string;
}

/** What an installation sells, and how. */
export interface BillingSettings {
  /** Undefined without a key: nothing is sold then. */
  readonly stripe: (StripeSettings & { readonly webhookSecrets: readonly string[] }) | undefined;
  /** Id of the monthly price in Stripe by the name of the plan. */
  readonly planPrices: ReadonlyMap<string, string>;
  readonly creditPacks: readonly CreditPack[];
  /** Origins of pages to which Stripe may send buyers back. */
  readonly returnOrigins: readonly string[];
}
