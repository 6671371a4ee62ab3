import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { NEVER_ABORTED } from '../../kernel/signals.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { Queue } from '../../platform/queue/queue.ts';
import type { Encryption } from '../../platform/secrets/encryption.ts';
import { WebhookDeliveryEntity, WebhookEntity } from './webhook.entity.ts';
import type { PreviousSecret, WebhookDeliveryRow, WebhookRow } from './webhook.entity.ts';
import { CallbackSecretEntity } from './callback-secret.entity.ts';
import { webhookQueue } from './webhook.queue.ts';
import { retryAfterSeconds } from './webhook-message.ts';
import { callbackEncryptionContext, secretEncryptionContext } from './webhook-secret.ts';

/** Longer than any attempt: after this another worker replaces a dead one. */
const LEASE_SECONDS = 15;
const DISABLE_AFTER = '5 days';
const RETENTION = '30 days';

/** A delivery leased by this worker. */
export interface ClaimedDelivery {
  readonly webhook: WebhookRow;
  readonly delivery: WebhookDeliveryRow;
  /** What signs it; undefined for a callback whose workspace has lost its secret. */
  readonly signer: Signer | undefined;
}

/** Encrypted secrets, the earlier ones the oldest first, and their encryption context. */
export interface Signer {
  readonly secret: string;
  readonly previousSecrets: readonly PreviousSecret[];
  readonly context: string;
}

/** Result of an attempt; without `error` it was delivered. */
export interface DeliveryOutcome {
  readonly responseStatus?: number;
  readonly responseBody?: string;
  readonly durationMs: number;
  readonly error?: string;
  /** The receiver asked to stop deliveries. */
  readonly isUnwanted?: boolean;
}

/** Enabled, due and not leased? By the database's clock, under the row's lock. */
const FREE = `enabled and (retry_at is null or retry_at <= clock_timestamp()) and (leased_until is null or leased_until <= clock_timestamp())`;

/** Delivery operations of workers. One delivery at a time per webhook, in order, enforced by the lease in the webhook's row. */
export class DeliveryService {
  constructor(
    private readonly database: Database,
    private readonly queue: Queue,
    private readonly encryption: Encryption,
  ) {}

  /** Queues due webhooks of one workspace or of all. */
  async wake(workspaceId?: string): Promise<void> {
    await this.#scope().tx(async (em) => {
      const due = await em.execute<{ workspace_id: string; webhook_id: string }[]>('select * from due_webhooks(?::uuid)', [
        workspaceId ?? null,
      ]);
      for (const { workspace_id, webhook_id } of due) {
        await this.queue.send(em, webhookQueue, { version: 1, workspaceId: workspace_id, webhookId: webhook_id }, { key: webhook_id });
      }
    });
  }

  /** A webhook's next delivery; undefined when there is none, it is not due, or another worker holds the lease. */
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
      const delivery = await em.findOneOrFail(WebhookDeliveryEntity, { id: head.id });
      return { webhook, delivery, signer: await signerOf(em, webhook) };
    });
  }

  /** Records the attempt's result, unless a later attempt has begun or the webhook was deleted. */
  async settle(scope: Scope, { webhook, delivery }: ClaimedDelivery, outcome: DeliveryOutcome): Promise<void> {
    const { responseStatus, responseBody, durationMs, error, isUnwanted = false } = outcome;
    await scope.tx(async (em) => {
      const [now] = await em.execute<{ failures: number }[]>('select failures from webhooks where id = ? for no key update', [webhook.id]);
      const arrived = error === undefined;
      const updated = await em.execute<object[]>(
        `update webhook_deliveries set status = case when ? then 'DELIVERED' else status end,
           delivered_at = case when ? then clock_timestamp() end, response_status = ?, response_body = ?, duration_ms = ?, error = ?
         where id = ? and attempts = ? returning id`,
        [arrived, arrived, responseStatus ?? null, responseBody ?? null, durationMs, error ?? null, delivery.id, delivery.attempts],
      );
      if (!now || updated.length === 0) return;
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
      const reason = isUnwanted ? 'The receiver answered 410 Gone.' : 'No delivery succeeded for 5 days.';
      await em.execute(
        `update webhooks set enabled = false, disabled_reason = ?
         where id = ? and (? or failing_since < clock_timestamp() - interval '${DISABLE_AFTER}')`,
        [reason, webhook.id, isUnwanted],
      );
    });
  }

  /** Returns a leased delivery without a result: this worker is shutting down. It may have arrived, so it is sent again. */
  async release(scope: Scope, { webhook, delivery }: ClaimedDelivery): Promise<void> {
    await scope.tx((em) =>
      em.execute(
        `update webhooks set leased_until = null
         where id = ? and exists (select from webhook_deliveries where id = ? and attempts = ?)`,
        [webhook.id, delivery.id, delivery.attempts],
      ),
    );
  }

  /** Expires undeliverable deliveries and deletes old ones, of all workspaces. */
  async deleteOld(scope: Scope): Promise<void> {
    await scope.tx((em) => em.execute(`select delete_old_webhook_deliveries('${RETENTION}')`));
  }

  /** Re-encrypts secrets of an earlier key, so that the key can be removed. */
  async reencryptSecrets(scope: Scope): Promise<void> {
    const stale = await scope.tx((em) =>
      em.execute<{ workspace_id: string; webhook_id: string | null }[]>('select * from webhooks_to_reencrypt(?)', [this.encryption.prefix]),
    );
    for (const { workspace_id, webhook_id } of stale) await this.#reencrypt(workspace_id, webhook_id);
  }

  /** Of a webhook, or of the workspace's callbacks. */
  async #reencrypt(workspaceId: string, webhookId: string | null): Promise<void> {
    const context = webhookId ? secretEncryptionContext({ workspaceId, id: webhookId }) : callbackEncryptionContext(workspaceId);
    const reencrypt = (ciphertext: string): string => this.encryption.encrypt(this.encryption.decrypt(ciphertext, context), context);
    await this.#scope(workspaceId).tx(async (em) => {
      const lockMode = LockMode.PESSIMISTIC_WRITE;
      const row = webhookId
        ? await em.findOne(WebhookEntity, { id: webhookId }, { lockMode })
        : await em.findOne(CallbackSecretEntity, { workspaceId }, { lockMode });
      if (!row?.secret) return;
      row.secret = reencrypt(row.secret);
      row.previousSecrets = row.previousSecrets.map(({ secret, until }) => ({ secret: reencrypt(secret), until }));
      await em.flush();
    });
  }

  #scope(workspaceId?: string): Scope {
    return this.database.systemScope(NEVER_ABORTED, workspaceId);
  }
}

async function signerOf(em: EntityManager, webhook: WebhookRow): Promise<Signer | undefined> {
  const { id, workspaceId, secret, previousSecrets } = webhook;
  if (secret) return { secret, previousSecrets, context: secretEncryptionContext({ workspaceId, id }) };
  const found = await em.findOne(CallbackSecretEntity, { workspaceId });
  return found ? { ...found, context: callbackEncryptionContext(workspaceId) } : undefined;
}
