import { badInput } from '../../../kernel/errors.ts';
import type { BillingSettings, PlanInterval, PlanPrice } from '../billing-settings.ts';

/** What a checkout sells: a plan or a number of credits, and the id of its price in Stripe. */
interface Subject {
  readonly plan: string | null;
  readonly credits: number | null;
  readonly priceId: string;
}

/** Names of what to buy: either a plan or a pack. */
export interface Wanted {
  readonly planId?: string | null | undefined;
  /** How often a plan is paid; each month by default. */
  readonly interval?: PlanInterval | null | undefined;
  /** Of a plan, by ISO 4217 in lower case. */
  readonly currency?: string | null | undefined;
  readonly creditPackId?: string | null | undefined;
}

/** Finds what is bought among what is for sale. @throws ReelwrightError BAD_USER_INPUT that names what is for sale */
export function subjectOf(
  { planPrices, creditPacks }: Pick<BillingSettings, 'planPrices' | 'creditPacks'>,
  { planId, interval, currency, creditPackId }: Wanted,
): Subject {
  if ((planId == null) === (creditPackId == null)) throw badInput('input.planId', 'Give either planId or creditPackId.');
  if (planId != null) return { plan: planId, credits: null, priceId: priceOf(planPrices, planId, interval ?? 'MONTH', currency ?? null) };
  if (interval != null) throw badInput('input.interval', 'Only plans have an interval. Omit it with creditPackId.');
  if (currency != null) throw badInput('input.currency', 'Only plans have a price for each currency. Omit it with creditPackId.');
  const pack = creditPacks.find(({ id }) => id === creditPackId);
  if (!pack) throw badInput('input.creditPackId', `Must be a pack of credits that is for sale${listed(creditPacks.map(({ id }) => id))}.`);
  return { plan: null, credits: pack.credits, priceId: pack.priceId };
}

/** The price of a plan: that of the currency, or without one that whose currency is not named, or else the first one. */
function priceOf(prices: readonly PlanPrice[], planId: string, interval: PlanInterval, currency: string | null): string {
  const ofPlan = prices.filter(({ plan }) => plan === planId);
  if (ofPlan.length === 0) throw badInput('input.planId', `Must be a plan that is for sale${listed(prices.map(({ plan }) => plan))}.`);
  const inInterval = ofPlan.filter((price) => price.interval === interval);
  if (inInterval.length === 0)
    throw badInput('input.interval', `Must be an interval of the plan ${planId}${listed(ofPlan.map((price) => price.interval))}.`);
  const exact = inInterval.find((price) => price.currency === currency);
  const price = exact ?? (currency === null ? inInterval[0] : undefined);
  if (price) return price.priceId;
  const currencies = inInterval.flatMap((one) => one.currency ?? []);
  throw badInput('input.currency', `Must be a currency that is named for this interval of the plan ${planId}${listed(currencies)}.`);
}

const listed = (names: readonly string[]): string => (names.length > 0 ? `: ${[...new Set(names)].join(', ')}` : '; none is');
