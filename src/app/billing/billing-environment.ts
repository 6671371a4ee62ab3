import { z } from 'zod';
import type { BillingSettings, PlanPrice } from '../../features/billing/billing-settings.ts';

const secret = (prefix: RegExp, sentence: string) => z.string().regex(prefix, sentence);
const pairs = (left: RegExp, sentence: string) =>
  z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean)
        .map((item) => item.split('=')),
    )
    .refine((items) => items.every((item) => item.length === 2 && left.test(item[0] ?? '') && /^price_\w+$/.test(item[1] ?? '')), sentence)
    .refine((items) => new Set(items.map(([name]) => name)).size === items.length, 'must name each only once')
    .refine((items) => new Set(items.map(([, price]) => price)).size === items.length, 'must give each its own price')
    .transform((items) => items.map(([name = '', price = '']) => [name, price] as const));
const origins = z
  .string()
  .optional()
  .transform((text) =>
    text
      ?.split(',')
      .map((item) => item.trim())
      .filter(Boolean),
  )
  .refine((items) => items?.every((item) => URL.parse(item)?.origin === item) ?? true, 'must be origins such as https://app.example.com');

/** Variables of payments; docs/billing.md explains how to set them. */
export const billingVariables = {
  STRIPE_SECRET_KEY: secret(/^(sk|rk)_\S+$/, 'must be a secret or restricted key such as sk_live_…')
    .optional()
    .describe('Secret key of Stripe; without it nothing is sold.'),
  STRIPE_WEBHOOK_SECRET: secret(/^whsec_\S+$/, 'must be the signing secret of the webhook endpoint such as whsec_…')
    .optional()
    .describe('Signing secret of the webhook endpoint in Stripe that sends events to PUBLIC_URL/webhooks/stripe.'),
  STRIPE_WEBHOOK_SECRET_PREVIOUS: secret(/^whsec_\S+$/, 'must be the signing secret of the webhook endpoint such as whsec_…')
    .optional()
    .describe('Previous STRIPE_WEBHOOK_SECRET, accepted too while the secret is rolled.'),
  STRIPE_API_URL: z
    .url({ protocol: /^https?$/, error: 'must be a URL such as https://api.stripe.com' })
    .default('https://api.stripe.com')
    .describe('Address of Stripe.'),
  STRIPE_PLAN_PRICES: pairs(
    /^[a-z][a-z0-9-]{0,39}(\/year)?(\/[a-z]{3})?$/,
    'must be plans with prices such as creator=price_1,creator/year=price_2,creator/year/usd=price_3',
  ).describe('Prices of plans in Stripe, such as creator=price_1,creator/year=price_2,creator/year/usd=price_3; other plans are not sold.'),
  STRIPE_CREDIT_PACKS: pairs(/^[1-9]\d{0,5}$/, 'must be numbers of credits with prices such as 100=price_3,1000=price_4').describe(
    'One-time prices of packs of credits in Stripe, such as 100=price_3,1000=price_4.',
  ),
  BILLING_RETURN_ORIGINS: origins.describe(
    'Origins of pages to which Stripe sends buyers back, comma-separated; that of APP_URL by default.',
  ),
};

type Environment = z.infer<z.ZodObject<typeof billingVariables>>;

/** What is wrong with variables that belong together. */
export const billingProblems = (given: Readonly<Record<string, string | undefined>>): readonly string[] => [
  ...((given['STRIPE_SECRET_KEY'] === undefined) !== (given['STRIPE_WEBHOOK_SECRET'] === undefined)
    ? ['STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET: set both or neither']
    : []),
];

/** A price by its name: `creator`, `creator/year`, `creator/usd` or `creator/year/usd`. */
function planPrice(name: string, priceId: string): PlanPrice {
  const [plan = '', ...parts] = name.split('/');
  const interval = parts[0] === 'year' ? 'YEAR' : 'MONTH';
  return { plan, interval, currency: parts[interval === 'YEAR' ? 1 : 0] ?? null, priceId };
}

export function billingSettings(env: Environment, appUrl: string): BillingSettings {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret, STRIPE_WEBHOOK_SECRET_PREVIOUS: previous } = env;
  return {
    stripe:
      secretKey === undefined || webhookSecret === undefined
        ? undefined
        : { secretKey, apiUrl: env.STRIPE_API_URL, webhookSecrets: [webhookSecret, ...(previous === undefined ? [] : [previous])] },
    planPrices: env.STRIPE_PLAN_PRICES.map(([name, priceId]) => planPrice(name, priceId)),
    creditPacks: env.STRIPE_CREDIT_PACKS.map(([credits, priceId]) => ({ id: `credits-${credits}`, credits: Number(credits), priceId })),
    returnOrigins: env.BILLING_RETURN_ORIGINS ?? [new URL(appUrl).origin],
  };
}
