import { newId } from '../../kernel/id.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { Queue } from '../../platform/queue/queue.ts';
import type { Encryption } from '../../platform/secrets/encryption.ts';
import { WebhookDeliveryEntity, WebhookEntity } from './webhook.entity.ts';
import type { WebhookDeliveryRow, WebhookRow } from './webhook.entity.ts';
import { webhookJob } from './webhook.job.ts';
import { retryAfterSeconds } from './webhook-message.ts';
import { secretPlace } from './webhook-secret.ts';

/** Longer than any attempt takes: a worker that died is replaced after this. */
const LEASE_SECONDS = 15;
const DISABLE_AFTER = '5 days';
const KEEP_DELIVERIES = '30 days';

/** A delivery that is this worker's to send, until the lease is over. */
export interface ClaimedDelivery {
  readonly webhook: WebhookRow;
  readonly delivery: WebhookDeliveryRow;
}

/** How an attempt went; without `error` it arrived. */
export interface DeliveryOutcome {
  readonly responseStatus?: number;
  readonly responseBody?: string;
  readonly durationMs: number;
  readonly error?: string;
  /** The receiver asks for no more of them. */
  readonly isUnwanted?: boolean;
}

/** Is it enabled, not waiting, and nobody's? By the database's clock, and asked under the lock of the row. */
const FREE = `enabled and (retry_at is null or retry_at <= clock_timestamp()) and (leased_until is null or leased_until <= clock_timestamp())`;

/** What workers do with deliveries. One at a time for each webhook, in order: the lease in the webhook's row sees to that. */
export class DeliveryService {
  readonly #database: Database;
  readonly #queue: Queue;
  readonly #encryption: Encryption;

  constructor(database: Database, queue: Queue, encryption: Encryption) {
    this.#database = database;
    this.#queue = queue;
    this.#encryption = encryption;
  }

  /** Puts what is due into the queue, of one workspace or of all. */
  async wake(workspaceId?: string): Promise<void> {
    await this.#engine().tx(async (em) => {
      const due = await em.execute<{ workspace_id: string; webhook_id: string }[]>('select * from due_webhooks(?::uuid)', [
        workspaceId ?? null,
      ]);
      for (const { workspace_id, webhook_id } of due) {
        await this.#queue.send(em, webhookJob, { version: 1, workspaceId: workspace_id, webhookId: webhook_id }, { key: webhook_id });
      }
    });
  }

  /** The next delivery of a webhook; undefined when there is none, or it is not the time, or another worker has it. */
  claim(scope: Scope, webhookId: string): Promise<ClaimedDelivery | undefined> {
    return scope.tx(async (em) => {
      const free = await em.execute<object[]>(`select id from webhooks where id = ? and ${FREE} for no key update`, [webhookId]);
      if (free.length === 0) return undefined;
      const [head] = await em.execute<{ id: string }[]>(
        `update webhook_deliveries set attempts = attempts + 1, attempted_at = clock_timestamp()
         where id = (select id from webhook_deliveries where webhook_id = ? and status = 'PENDING' and expires_at > clock_timestamp()
           order by position limit 1)
         returning id`,
        [webhookId],
      );
      if (!head) return undefined;
      await em.execute('update webhooks set leased_until = clock_timestamp() + make_interval(secs => ?) where id = ?', [
        LEASE_SECONDS,
        webhookId,
      ]);
      const webhook = await em.findOneOrFail(WebhookEntity, { id: webhookId });
      return { webhook, delivery: await em.findOneOrFail(WebhookDeliveryEntity, { id: head.id }) };
    });
  }

  /** Writes down how the attempt went, unless a later one has begun meanwhile or the webhook is gone. */
  async settle(scope: Scope, { webhook, delivery }: ClaimedDelivery, outcome: DeliveryOutcome): Promise<void> {
    const { responseStatus, responseBody, durationMs, error, isUnwanted = false } = outcome;
    await scope.tx(async (em) => {
      const [now] = await em.execute<{ failures: number }[]>('select failures from webhooks where id = ? for no key update', [webhook.id]);
      const arrived = error === undefined;
      const ours = await em.execute<object[]>(
        `update webhook_deliveries set status = case when ? then 'DELIVERED' else status end,
           delivered_at = case when ? then clock_timestamp() end, response_status = ?, response_body = ?, duration_ms = ?, error = ?
         where id = ? and attempts = ? returning id`,
        [arrived, arrived, responseStatus ?? null, responseBody ?? null, durationMs, error ?? null, delivery.id, delivery.attempts],
      );
      if (!now || ours.length === 0) return;
      if (arrived) {
        await em.execute('update webhooks set failures = 0, failing_since = null, retry_at = null, leased_until = null where id = ?', [
          webhook.id,
        ]);
        return;
      }
      await em.execute(
        `update webhooks set failures = failures + 1, failing_since = coalesce(failing_since, clock_timestamp()), leased_until = null,
           retry_at = clock_timestamp() + make_interval(secs => ?) where id = ?`,
        [retryAfterSeconds(now.failures + 1), webhook.id],
      );
      const reason = isUnwanted ? 'The receiver answered 410 Gone.' : 'Nothing arrived for 5 days.';
      await em.execute(
        `update webhooks set enabled = false, disabled_reason = ?
         where id = ? and (? or failing_since < clock_timestamp() - interval '${DISABLE_AFTER}')`,
        [reason, webhook.id, isUnwanted],
      );
    });
  }

  /** Gives a claimed delivery back untold: this worker is shutting down. Whether it arrived is not known, so it goes again. */
  async release(scope: Scope, { webhook, delivery }: ClaimedDelivery): Promise<void> {
    await scope.tx((em) =>
      em.execute(
        `update webhooks set leased_until = null
         where id = ? and exists (select from webhook_deliveries where id = ? and attempts = ?)`,
        [webhook.id, delivery.id, delivery.attempts],
      ),
    );
  }

  /** Ends what could not be delivered in time, deletes what is old, and seals anew what an earlier key sealed. */
  async tidy(): Promise<void> {
    const engine = this.#engine();
    await engine.tx((em) => em.execute(`select delete_old_webhook_deliveries('${KEEP_DELIVERIES}')`));
    const stale = await engine.tx((em) =>
      em.execute<{ workspace_id: string; webhook_id: string }[]>('select * from webhooks_to_reencrypt(?)', [this.#encryption.prefix]),
    );
    for (const { workspace_id, webhook_id } of stale) await this.#sealAnew(workspace_id, webhook_id);
  }

  async #sealAnew(workspaceId: string, webhookId: string): Promise<void> {
    const place = secretPlace({ workspaceId, id: webhookId });
    const anew = (sealed: string): string => this.#encryption.seal(this.#encryption.open(sealed, place), place);
    await this.#scope({ kind: 'worker', workspaceId }).tx(async (em) => {
      await em.execute('select id from webhooks where id = ? for no key update', [webhookId]);
      const webhook = await em.findOne(WebhookEntity, { id: webhookId });
      if (!webhook) return;
      webhook.secret = anew(webhook.secret);
      webhook.previousSecrets = webhook.previousSecrets.map(({ secret, until }) => ({ secret: anew(secret), until }));
      await em.flush();
    });
  }

  #engine(): Scope {
    return this.#scope({ kind: 'anonymous' });
  }

  #scope(actor: Scope['actor']): Scope {
    return this.#database.scope({ actor, requestId: newId(), signal: new AbortController().signal });
  }
}
