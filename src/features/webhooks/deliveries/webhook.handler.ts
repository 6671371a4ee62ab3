import type { Log } from '../../../kernel/log.ts';
import type { Database } from '../../../platform/database/database.ts';
import type { GuardedHttp } from '../../../platform/http/guarded-http.ts';
import { OutboundError } from '../../../platform/http/outbound-url.ts';
import type { Encryption } from '../../../platform/secrets/encryption.ts';
import type { ClaimedDelivery, DeliveryOutcome, DeliveryService, Signer } from './delivery.service.ts';
import type { WebhookPayload } from './webhook.queue.ts';
import { messageBody, readableAnswer } from './webhook-message.ts';
import { signedHeaders } from '../webhook-secret.ts';

/** Milliseconds of one attempt, from name resolution to the last byte. Less than the lease: a slower attempt would lose its delivery. */
const TIMEOUT_MS = 10_000;
const ANSWER_BYTES = 4 * 1024;
/** Number of deliveries to one webhook before others are served. */
const BATCH_SIZE = 50;

export interface WebhookHandlerOptions {
  readonly database: Database;
  readonly deliveries: DeliveryService;
  readonly http: GuardedHttp;
  readonly encryption: Encryption;
  readonly log: Log;
}

/** Sends a webhook's waiting deliveries in order until one fails; the others wait behind it. */
export class WebhookHandler {
  constructor(private readonly options: WebhookHandlerOptions) {}

  async run({ workspaceId, webhookId }: WebhookPayload, signal: AbortSignal): Promise<void> {
    const { database, deliveries } = this.options;
    const scope = database.systemScope(signal, workspaceId);
    for (let sent = 0; sent < BATCH_SIZE && !signal.aborted; sent += 1) {
      const claimed = await deliveries.claim(scope, webhookId);
      if (!claimed) return;
      const outcome = await this.#attempt(claimed, signal);
      if (!outcome) return deliveries.release(scope, claimed);
      await deliveries.settle(scope, claimed, outcome);
      if (outcome.error !== undefined) return;
    }
    await deliveries.wake(workspaceId);
  }

  /** Sends one delivery. Undefined when this worker is stopped meanwhile. */
  async #attempt(claimed: ClaimedDelivery, signal: AbortSignal): Promise<DeliveryOutcome | undefined> {
    const { webhook, delivery, signer } = claimed;
    if (!signer) return { durationMs: 0, error: 'The workspace has no secret that signs callbacks.' };
    const startedAt = performance.now();
    const took = (): number => Math.round(performance.now() - startedAt);
    const log = this.options.log.child({ webhookId: webhook.id, deliveryId: delivery.id, attempt: delivery.attempts });
    try {
      const outcome = { ...(await this.#send(claimed, signer, signal)), durationMs: took() };
      log.info({ event: 'webhook_delivered', status: outcome.responseStatus, ms: outcome.durationMs }, 'webhook delivered');
      return outcome;
    } catch (error) {
      if (signal.aborted) return undefined;
      log.warn({ event: 'webhook_failed', err: error }, 'webhook not delivered');
      return { durationMs: took(), error: error instanceof OutboundError ? error.message : 'Internal error.' };
    }
  }

  async #send({ webhook, delivery }: ClaimedDelivery, signer: Signer, signal: AbortSignal): Promise<Omit<DeliveryOutcome, 'durationMs'>> {
    const body = messageBody(delivery);
    // The time by the database's clock, because receivers reject timestamps that are minutes off.
    const attemptedAt = delivery.attemptedAt ?? new Date();
    const timestamp = Math.floor(attemptedAt.getTime() / 1_000);
    const secrets = this.#secretsAt(signer, attemptedAt);
    const answer = await this.options.http.send({
      url: webhook.url,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Reelwright-Webhooks',
        ...signedHeaders({ id: delivery.id, timestamp, body }, secrets),
      },
      body,
      timeoutMs: TIMEOUT_MS,
      maxBytes: ANSWER_BYTES,
      signal,
    });
    const isGood = answer.status >= 200 && answer.status < 300;
    return {
      responseStatus: answer.status,
      responseBody: readableAnswer(answer.body),
      ...(isGood ? {} : { error: `The receiver answered ${answer.status}; only 2xx counts as delivered.` }),
      isUnwanted: answer.status === 410,
    };
  }

  #secretsAt({ secret, previousSecrets, context }: Signer, now: Date): readonly string[] {
    const earlier = previousSecrets.filter(({ until }) => new Date(until) > now).toReversed();
    return [secret, ...earlier.map((one) => one.secret)].map((ciphertext) => this.options.encryption.decrypt(ciphertext, context));
  }
}
