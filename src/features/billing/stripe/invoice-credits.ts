import type { BillingSettings } from '../billing-settings.ts';

/** What an invoice of a plan grants is computed from its lines. */
export interface InvoiceLine {
  readonly priceId: string | null;
  readonly quantity: number;
  /** In the smallest unit of the currency; negative for what is given back. */
  readonly amount: number;
  /** Part of a change of plans in the middle of a period. */
  readonly isProration: boolean;
  readonly start: Date;
  readonly end: Date;
}

export interface PlanCredits {
  readonly monthlyCredits: number;
  readonly trialCredits: number;
}

export interface PriceCredits extends PlanCredits {
  readonly plan: string;
  /** Months that one payment is for. */
  readonly months: number;
}

export interface InvoiceCredits {
  readonly credits: number;
  /** When the unused rest expires; null when nothing is granted. */
  readonly expiresAt: Date | null;
}

/** Finds what a price grants, from the plans by name. Undefined for a price that no plan has. */
export const grantsOf =
  ({ planPrices }: Pick<BillingSettings, 'planPrices'>, plans: ReadonlyMap<string, PlanCredits>) =>
  (priceId: string): PriceCredits | undefined => {
    const price = planPrices.find((one) => one.priceId === priceId);
    const plan = price && plans.get(price.plan);
    if (!plan) return undefined;
    const { monthlyCredits, trialCredits } = plan;
    return { plan: price.plan, months: price.interval === 'YEAR' ? 12 : 1, monthlyCredits, trialCredits };
  };

const DAY_MS = 24 * 3_600_000;
/** Milliseconds for which credits outlast their period: Stripe issues the next invoice an hour after the period has begun. */
const GRACE_MS = DAY_MS;
/** Milliseconds of the shortest month, so that a change on its first day counts as a whole one in any. */
const MONTH_MS = 30 * DAY_MS;

/**
 * Credits for a paid invoice. A line for a period grants the monthly credits of its plan for each month, one for a trial the credits of the
 * trial; a change of plans grants by the months that are left, less what the former plan gives back.
 */
export function creditsOfInvoice(
  lines: readonly InvoiceLine[],
  planOf: (priceId: string) => PriceCredits | undefined,
  trialEndsAt: Date | null,
): InvoiceCredits {
  let credits = 0;
  let end = 0;
  for (const line of lines) {
    const plan = line.priceId === null ? undefined : planOf(line.priceId);
    if (!plan) continue;
    end = Math.max(end, line.end.getTime());
    // By its start: a trial that was ended early is over before the end that its late invoice names.
    const isTrial = !line.isProration && line.amount === 0 && trialEndsAt !== null && line.start < trialEndsAt;
    if (isTrial) credits += plan.trialCredits;
    else if (line.isProration) credits += Math.sign(line.amount) * plan.monthlyCredits * line.quantity * monthsOf(line, plan.months);
    else credits += plan.monthlyCredits * plan.months * line.quantity;
  }
  const whole = Math.max(0, Math.round(credits));
  return { credits: whole, expiresAt: whole === 0 ? null : new Date(end + GRACE_MS) };
}

/** The months of a line, at most those of a whole period. */
const monthsOf = ({ start, end }: InvoiceLine, months: number): number =>
  Math.min(months, Math.max(0, (end.getTime() - start.getTime()) / MONTH_MS));
