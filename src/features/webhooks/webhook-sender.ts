import { newId } from '../../kernel/id.ts';
import type { Log } from '../../kernel/log.ts';
import type { Database } from '../../platform/database/database.ts';
import type { GuardedHttp } from '../../platform/http/guarded-http.ts';
import { OutboundError } from '../../platform/http/outbound-url.ts';
import type { Encryption } from '../../platform/secrets/encryption.ts';
import type { ClaimedDelivery, DeliveryOutcome, DeliveryService } from './delivery.service.ts';
import type { WebhookPayload } from './webhook.job.ts';
import { messageBody, readableAnswer } from './webhook-message.ts';
import { secretPlace, signedHeaders } from './webhook-secret.ts';

/** For one attempt. Below the lease: who waits longer has lost the delivery to another. */
const TIMEOUT_MS = 10_000;
const ANSWER_BYTES = 4 * 1024;
/** Then others have their turn. */
const AT_ONCE = 50;

export interface WebhookSenderOptions {
  readonly database: Database;
  readonly deliveries: DeliveryService;
  readonly http: GuardedHttp;
  readonly encryption: Encryption;
  readonly log: Log;
}

/** Sends what waits for a webhook, in order, until something fails: what comes behind waits with it. */
export class WebhookSender {
  readonly #options: WebhookSenderOptions;

  constructor(options: WebhookSenderOptions) {
    this.#options = options;
  }

  async run({ workspaceId, webhookId }: WebhookPayload, signal: AbortSignal): Promise<void> {
    const { database, deliveries } = this.#options;
    const scope = database.scope({ actor: { kind: 'worker', workspaceId }, requestId: newId(), signal });
    for (let sent = 0; sent < AT_ONCE && !signal.aborted; sent += 1) {
      const claimed = await deliveries.claim(scope, webhookId);
      if (!claimed) return;
      const outcome = await this.#attempt(claimed, signal);
      if (!outcome) return deliveries.release(scope, claimed);
      await deliveries.settle(scope, claimed, outcome);
      if (outcome.error !== undefined) return;
    }
    await deliveries.wake(workspaceId);
  }

  /** Undefined when this worker is told to end in the middle of it. */
  async #attempt(claimed: ClaimedDelivery, signal: AbortSignal): Promise<DeliveryOutcome | undefined> {
    const { webhook, delivery } = claimed;
    const startedAt = performance.now();
    const took = (): number => Math.round(performance.now() - startedAt);
    const log = this.#options.log.child({ webhookId: webhook.id, deliveryId: delivery.id, attempt: delivery.attempts });
    try {
      const outcome = { ...(await this.#send(claimed, signal)), durationMs: took() };
      log.info({ status: outcome.responseStatus, ms: outcome.durationMs }, 'webhook answered');
      return outcome;
    } catch (error) {
      if (signal.aborted) return undefined;
      log.warn({ err: error }, 'webhook not delivered');
      return { durationMs: took(), error: error instanceof OutboundError ? error.message : 'Something went wrong on our side.' };
    }
  }

  async #send({ webhook, delivery }: ClaimedDelivery, signal: AbortSignal): Promise<Omit<DeliveryOutcome, 'durationMs'>> {
    const body = messageBody(delivery);
    // The database's clock: receivers refuse what is minutes off.
    const attemptedAt = delivery.attemptedAt ?? new Date();
    const timestamp = Math.floor(attemptedAt.getTime() / 1_000);
    const secrets = this.#secretsAt(webhook, attemptedAt);
    const answer = await this.#options.http.send({
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
      ...(isGood ? {} : { error: `The receiver answered ${answer.status}; only 2xx counts.` }),
      isUnwanted: answer.status === 410,
    };
  }

  #secretsAt(webhook: ClaimedDelivery['webhook'], now: Date): readonly string[] {
    const earlier = webhook.previousSecrets.filter(({ until }) => new Date(until) > now).toReversed();
    return [webhook.secret, ...earlier.map(({ secret }) => secret)].map((sealed) =>
      this.#options.encryption.open(sealed, secretPlace(webhook)),
    );
  }
}
