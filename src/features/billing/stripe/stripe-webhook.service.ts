import { z } from 'zod';
import { ReelwrightError, notConfigured } from '../../../kernel/errors.ts';
import type { Log } from '../../../kernel/log.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Queue } from '../../../platform/queue/queue.ts';
import { STRIPE_API_VERSION } from '../../../platform/stripe/stripe-api.ts';
import { signatureProblem } from '../../../platform/stripe/stripe-signature.ts';
import type { BillingSettings } from '../billing-settings.ts';
import { stripeEventQueue } from './stripe-event.queue.ts';
import { objectKindOf } from './stripe-event-types.ts';

/** Seconds after which an event that is not applied is sent to the queue again. Longer than all of its retries. */
const RESEND_AFTER_SECONDS = 1_200;

/** What is read of an event. Of its object only the id: the object itself is read from Stripe, in the version of this program. */
const event = z.object({
  id: z.string().min(1).max(200),
  object: z.literal('event'),
  type: z.string().min(1).max(200),
  created: z.number(),
  api_version: z.string().nullish(),
  data: z.object({ object: z.object({ id: z.string().max(200).optional() }) }),
});

/** Receives Stripe's events. They are hints: a worker reads the object that one names, whatever the event itself contains. */
export class StripeWebhookService {
  constructor(
    private readonly settings: BillingSettings,
    private readonly queue: Queue,
    private readonly log: Log,
  ) {}

  /**
   * Checks and stores an event, and sends it to the queue in the same transaction; repeats change nothing. `body` must be the bytes that
   * were received. @throws ReelwrightError NOT_CONFIGURED without a key, BAD_USER_INPUT for an invalid signature or body
   */
  async receive(scope: Scope, body: Buffer, signature: string | undefined): Promise<void> {
    if (!this.settings.stripe) throw notConfigured('Payments are not available.', ['STRIPE_SECRET_KEY']);
    const problem = signatureProblem(body, signature, { secrets: this.settings.stripe.webhookSecrets });
    if (problem !== undefined) throw new ReelwrightError('BAD_USER_INPUT', problem);
    const { id, type, created, api_version: apiVersion = null, data } = readEvent(body);
    if (apiVersion !== STRIPE_API_VERSION) {
      // Harmless here, because objects are read again; but the operator should create the endpoint with the version of this program.
      this.log.warn(
        { event: 'stripe_version_differs', eventId: id, apiVersion, expected: STRIPE_API_VERSION },
        'event of another version of the Stripe API',
      );
    }
    const objectId = data.object.id ?? '';
    const isHandled = objectKindOf(type) !== undefined && objectId !== '';
    await scope.tx(async (em) => {
      const [stored] = await em.execute<{ is_new: boolean | null }[]>('select record_stripe_event(?, ?, ?, ?, ?, ?) as is_new', [
        ...[id, type, objectId, apiVersion, created],
        !isHandled,
      ]);
      if (stored?.is_new && isHandled) await this.queue.send(em, stripeEventQueue, { version: 1, eventId: id, type, objectId });
    });
  }

  /** Sends events to the queue again whose message was lost, or has used up its retries. Returns their number. */
  async resend(scope: Scope): Promise<number> {
    return scope.tx(async (em) => {
      const open = await em.execute<{ id: string; type: string; object_id: string }[]>('select * from open_stripe_events(?)', [
        RESEND_AFTER_SECONDS,
      ]);
      for (const { id, type, object_id: objectId } of open)
        await this.queue.send(em, stripeEventQueue, { version: 1, eventId: id, type, objectId });
      return open.length;
    });
  }
}

function readEvent(body: Buffer): z.infer<typeof event> {
  try {
    return event.parse(JSON.parse(body.toString('utf8')));
  } catch (error) {
    throw new ReelwrightError('BAD_USER_INPUT', 'The body is not an event of Stripe.', { cause: error });
  }
}
