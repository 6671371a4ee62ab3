import type { StripeSettings } from '../../platform/stripe/stripe-api.ts';

/** A number of credits that is sold at one price. */
export interface CreditPack {
  /** `credits-` and the number of credits. */
  readonly id: string;
  readonly credits: number;
  readonly priceId: string;
}

/** How often a plan is paid. */
export const PLAN_INTERVALS = ['MONTH', 'YEAR'] as const;
export type PlanInterval = (typeof PLAN_INTERVALS)[number];

/** A price of a plan. A plan has at most one for each interval and currency. */
export interface PlanPrice {
  readonly plan: string;
  readonly interval: PlanInterval;
  /** By ISO 4217 in lower case; null for a price whose currency was not named, such as one of Stripe in several currencies. */
  readonly currency: string | null;
  /** In Stripe. */
  readonly priceId: string;
}

/** What an installation sells, and how. */
export interface BillingSettings {
  /** Undefined without a key: nothing is sold then. */
  readonly stripe: (StripeSettings & { readonly webhookSecrets: readonly string[] }) | undefined;
  readonly planPrices: readonly PlanPrice[];
  readonly creditPacks: readonly CreditPack[];
  /** Origins of pages to which Stripe may send buyers back. */
  readonly returnOrigins: readonly string[];
}
