import { createHmac, timingSafeEqual } from 'node:crypto';

/** Seconds that a header may be old. Stripe repeats an event with a new header, so a late one is a copy. */
const TOLERANCE_SECONDS = 300;
/** Seconds that a header may be ahead: clocks differ. */
const MAX_AHEAD_SECONDS = 60;

/**
 * Checks the header `Stripe-Signature` of a webhook over its raw body, for any of these secrets: while one is rolled, two sign. Returns
 * what is wrong; undefined for a valid signature. Stripe's package is not used, because it accepts headers from the future.
 */
export function signatureProblem(
  body: Buffer,
  header: string | undefined,
  { secrets, now = Date.now() }: { readonly secrets: readonly string[]; readonly now?: number },
): string | undefined {
  if (!header) return 'The header Stripe-Signature is missing.';
  const items = header.split(',').map((item) => item.split('=', 2).map((part) => part.trim()));
  const timestamp = items.find(([name]) => name === 't')?.[1] ?? '';
  const signatures = items.filter(([name]) => name === 'v1').map(([, value = '']) => Buffer.from(value, 'hex'));
  if (!/^\d{1,12}$/.test(timestamp) || signatures.length === 0) return 'The header Stripe-Signature has no timestamp or no v1 signature.';
  const age = Math.floor(now / 1_000) - Number(timestamp);
  if (age > TOLERANCE_SECONDS) return `The signature is older than ${TOLERANCE_SECONDS} seconds.`;
  if (age < -MAX_AHEAD_SECONDS) return 'The signature is from the future. Check the clock of this server.';
  const expected = secrets.map((secret) => createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest());
  const isValid = expected.some((mac) => signatures.some((given) => given.length === mac.length && timingSafeEqual(given, mac)));
  return isValid ? undefined : 'No signature matches the body. Compare STRIPE_WEBHOOK_SECRET with the secret of the endpoint.';
}
