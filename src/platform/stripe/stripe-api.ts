import type Stripe from 'stripe';
import { ReelwrightError, notConfigured } from '../../kernel/errors.ts';

/** Version of Stripe's API that this program speaks. It is that of the package; the webhook endpoint must be created with it too. */
export const STRIPE_API_VERSION = '2026-10-28.endive';

/** Milliseconds for one request to Stripe, of which the package makes up to three. */
const TIMEOUT_MS = 10_000;

export interface StripeSettings {
  readonly secretKey: string;
  /** Base URL of the API. */
  readonly apiUrl: string;
}

/** Calls Stripe. The package is loaded with the first call, because most installations have no key. */
export class StripeApi {
  #client: Promise<Stripe> | undefined;

  constructor(private readonly settings: StripeSettings) {}

  /**
   * Runs calls to Stripe. The package repeats a failed call with the same idempotency key. @throws ReelwrightError UNAVAILABLE when Stripe
   * does not answer, NOT_CONFIGURED when it refuses the key; other errors of Stripe as they are
   */
  async call<T>(work: (stripe: Stripe) => Promise<T>): Promise<T> {
    this.#client ??= openClient(this.settings);
    const client = await this.#client;
    try {
      return await work(client);
    } catch (error) {
      throw explain(error);
    }
  }
}

async function openClient({ secretKey, apiUrl }: StripeSettings): Promise<Stripe> {
  const { default: Client } = await import('stripe');
  const { hostname: host, port, protocol } = new URL(apiUrl);
  return new Client(secretKey, {
    ...{ apiVersion: STRIPE_API_VERSION, timeout: TIMEOUT_MS, maxNetworkRetries: 2, telemetry: false },
    ...{ host, port: port || (protocol === 'https:' ? 443 : 80), protocol: protocol === 'https:' ? 'https' : 'http' },
  });
}

const AWAY = ['StripeConnectionError', 'StripeAPIError', 'StripeRateLimitError'];
const REFUSED = ['StripeAuthenticationError', 'StripePermissionError'];

function explain(error: unknown): unknown {
  const type = typeOf(error);
  if (AWAY.includes(type)) return new ReelwrightError('UNAVAILABLE', 'Stripe does not respond. Try again later.', { cause: error });
  if (REFUSED.includes(type)) return notConfigured('Payments are not available.', ['STRIPE_SECRET_KEY'], { cause: error });
  return error;
}

/** Whether Stripe refused the parameters of a call. */
export const isRefused = (error: unknown): boolean => typeOf(error) === 'StripeInvalidRequestError';

/** Whether Stripe answered that an object does not exist. */
export const isMissing = (error: unknown): boolean =>
  isRefused(error) && (error as { readonly code?: unknown }).code === 'resource_missing';

/** Whether Stripe answered with a failure of its own, which it repeats to the same idempotency key. */
export const isServerError = (error: unknown): boolean =>
  typeOf(error instanceof ReelwrightError ? error.cause : error) === 'StripeAPIError';

const typeOf = (error: unknown): string => (error instanceof Error && 'type' in error && typeof error.type === 'string' ? error.type : '');
