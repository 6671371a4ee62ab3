import express, { Router } from 'express';
import type { Request, Response } from 'express';
import type { StripeWebhookService } from '../../features/billing/stripe/stripe-webhook.service.ts';
import { ReelwrightError } from '../../kernel/errors.ts';
import type { Scope } from '../../platform/database/scope.ts';

export interface StripeRoutesOptions {
  readonly webhooks: StripeWebhookService;
  /** Opens a scope of the engine for a request. */
  readonly openScope: (request: Request, response: Response) => Scope;
}

/** Stripe's events are some kilobytes; an invoice with 250 lines is the largest. */
const MAX_EVENT_SIZE = '2mb';

/** Statuses of refused events. Stripe repeats an event for days after any of them, so a repaired setting loses none. */
const STATUSES: Readonly<Record<string, number>> = { BAD_USER_INPUT: 400, NOT_CONFIGURED: 404 };

/** `POST /webhooks/stripe`: answers when the event is stored; a worker applies it. The body is read raw, because its bytes are signed. */
export function stripeRoutes({ webhooks, openScope }: StripeRoutesOptions): Router {
  const router = Router();
  const receive = async (request: Request, response: Response): Promise<void> => {
    const scope = openScope(request, response);
    try {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      await webhooks.receive(scope, body, request.header('stripe-signature'));
      response.set('cache-control', 'no-store').json({ received: true });
    } catch (error) {
      const status = error instanceof ReelwrightError ? STATUSES[error.code] : undefined;
      if (status === undefined || !(error instanceof ReelwrightError)) throw error;
      response.status(status).json({ errors: [{ message: error.message, extensions: { code: error.code } }] });
    } finally {
      await scope.close();
    }
  };
  router.post('/webhooks/stripe', express.raw({ type: () => true, limit: MAX_EVENT_SIZE }), (request, response, next) => {
    receive(request, response).catch(next);
  });
  return router;
}
