import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { NEVER_ABORTED } from '../../../kernel/signals.ts';
import type { Database } from '../../../platform/database/database.ts';
import { clockTime } from '../../../platform/database/database-time.ts';
import { lockRow } from '../../../platform/database/rows.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Queue } from '../../../platform/queue/queue.ts';
import type { Encryption } from '../../../platform/secrets/encryption.ts';
import { WebhookDeliveryEntity, WebhookEntity } from '../webhook.entity.ts';
import type { PreviousSecret, WebhookDeliveryRow, WebhookRow } from '../webhook.entity.ts';
import { CallbackSecretEntity } from '../callbacks/callback-secret.entity.ts';
import { webhookQueue } from './webhook.queue.ts';
import { retryAfterSeconds } from './webhook-message.ts';
import { callbackEncryptionContext, secretEncryptionContext } from '../webhook-secret.ts';

/** Seconds. Longer than any attempt; after it another worker takes the deliveries of a dead one. */
const LEASE_SECONDS = 15;
const DISABLE_AFTER_MS = 5 * 24 * 3_600_000;
const RETENTION = '30 days';

/** A delivery leased by this worker. */
export interface ClaimedDelivery {
  readonly webhook: WebhookRow;
  readonly delivery: WebhookDeliveryRow;
  /** The secrets that sign the delivery; undefined for a callback whose workspace no longer has one. */
  readonly signer: Signer | undefined;
}

/** The encrypted secret, the previous ones with the oldest first, and their encryption context. */
export interface Signer {
  readonly secret: string;
  readonly previousSecrets: readonly PreviousSecret[];
  readonly context: string;
}

/** Result of an attempt; it was delivered if `error` is undefined. */
export interface DeliveryOutcome {
  readonly responseStatus?: number;
  readonly responseBody?: string;
  readonly durationMs: number;
  readonly error?: string;
  /** Whether the receiver asked to stop deliveries. */
  readonly isUnwanted?: boolean;
}

/** Changes of a webhook after a successful delivery. */
const ARRIVED = { failures: 0, failingSince: null, retryAt: null } as const;

/** Changes of a webhook after a failed attempt: the time of the next one, and whether the webhook is disabled. */
function failedAgain({ failures, failingSince }: WebhookRow, isUnwanted: boolean) {
  const failing = {
    failures: failures + 1,
    failingSince: failingSince ?? clockTime(),
    retryAt: clockTime(retryAfterSeconds(failures + 1)),
  };
  const isHopeless = failingSince !== null && failingSince !== undefined && failingSince.getTime() < Date.now() - DISABLE_AFTER_MS;
  if (!isUnwanted && !isHopeless) return failing;
  const disabledReason = isUnwanted ? 'The receiver answered 410 Gone.' : 'No delivery succeeded for 5 days.';
  return { ...failing, enabled: false, disabledReason };
}

/** Condition for a webhook that is enabled, due and not leased, by the database's clock, under the row's lock. */
const FREE = `enabled and (retry_at is null or retry_at <= clock_timestamp()) and (leased_until is null or leased_until <= clock_timestamp())`;

/** Operations of workers on deliveries. One delivery at a time per webhook, in order; the lease in the webhook's row enforces it. */
export class DeliveryService {
  constructor(
    private readonly database: Database,
    private readonly queue: Queue,
    private readonly encryption: Encryption,
  ) {}

  /** Queues due webhooks of one workspace or of all. `signal` ends the wait for an unavailable database. */
  async wake(workspaceId?: string, signal: AbortSignal = NEVER_ABORTED): Promise<void> {
    await this.database.systemScope(signal).tx(async (em) => {
      const due = await em.execute<{ workspace_id: string; webhook_id: string }[]>('select * from due_webhooks(?::uuid)', [
        workspaceId ?? null,
      ]);
      for (const { workspace_id, webhook_id } of due) {
        await this.queue.send(em, webhookQueue, { version: 1, workspaceId: workspace_id, webhookId: webhook_id }, { key: webhook_id });
      }
    });
  }

  /** Leases the next delivery of a webhook. Undefined when there is none, it is not due, or another worker has the lease. */
  claim(scope: Scope, webhookId: string): Promise<ClaimedDelivery | undefined> {
    return scope.tx(async (em) => {
      const free = await em.execute<object[]>(`select id from webhooks where id = ? and ${FREE} for no key update`, [webhookId]);
      if (free.length === 0) return undefined;
      const waiting = { webhookId, status: 'PENDING', expiresAt: { $gt: clockTime() } } as const;
      const delivery = await em.findOne(WebhookDeliveryEntity, waiting, { orderBy: { position: 'asc' } });
      if (!delivery) return undefined;
      const webhook = await em.findOneOrFail(WebhookEntity, { id: webhookId });
      em.assign(delivery, { attempts: delivery.attempts + 1, attemptedAt: clockTime() });
      em.assign(webhook, { leasedUntil: clockTime(LEASE_SECONDS) });
      await em.flush();
      return { webhook, delivery, signer: await signerOf(em, webhook) };
    });
  }

  /** Records the attempt's result, unless a later attempt has begun or the webhook was deleted. */
  async settle(scope: Scope, { webhook, delivery }: ClaimedDelivery, outcome: DeliveryOutcome): Promise<void> {
    const { responseStatus, responseBody, durationMs, error, isUnwanted = false } = outcome;
    await scope.tx(async (em) => {
      const now = await lockRow(em, WebhookEntity, webhook.id);
      const { id, attempts } = delivery;
      const updated = await em.nativeUpdate(
        WebhookDeliveryEntity,
        { id, attempts },
        {
          ...(error === undefined ? { status: 'DELIVERED', deliveredAt: clockTime() } : { deliveredAt: null }),
          ...{ responseStatus: responseStatus ?? null, responseBody: responseBody ?? null, durationMs, error: error ?? null },
        },
      );
      if (!now || updated === 0) return;
      em.assign(now, { leasedUntil: null, ...(error === undefined ? ARRIVED : failedAgain(now, isUnwanted)) });
      await em.flush();
    });
  }

  /** Returns a leased delivery without a result, because this worker is shutting down. It may have arrived, but is sent again. */
  async release(scope: Scope, { webhook }: ClaimedDelivery): Promise<void> {
    // The lease of another worker would end at another time.
    const { id, leasedUntil } = webhook;
    await scope.tx((em) => em.nativeUpdate(WebhookEntity, { id, leasedUntil }, { leasedUntil: null }));
  }

  /** Fails deliveries whose time is over and deletes old ones, of all workspaces. */
  async deleteOld(scope: Scope): Promise<void> {
    await scope.tx((em) => em.execute(`select delete_old_webhook_deliveries('${RETENTION}')`));
  }

  /** Re-encrypts secrets of an earlier key, so that the key can be removed. Resolves with the number of their owners. */
  async reencryptSecrets(scope: Scope): Promise<number> {
    const stale = await scope.tx((em) =>
      em.execute<{ workspace_id: string; webhook_id: string | null }[]>('select * from webhooks_to_reencrypt(?)', [this.encryption.prefix]),
    );
    for (const { workspace_id, webhook_id } of stale) await this.#reencrypt(workspace_id, webhook_id);
    return stale.length;
  }

  /** Re-encrypts the secrets of a webhook or, for null, those of the workspace's callbacks. */
  async #reencrypt(workspaceId: string, webhookId: string | null): Promise<void> {
    const context = webhookId ? secretEncryptionContext({ workspaceId, id: webhookId }) : callbackEncryptionContext(workspaceId);
    const reencrypt = (ciphertext: string): string => this.encryption.encrypt(this.encryption.decrypt(ciphertext, context), context);
    await this.#scope(workspaceId).tx(async (em) => {
      const row = webhookId
        ? await lockRow(em, WebhookEntity, webhookId)
        : await em.findOne(CallbackSecretEntity, { workspaceId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
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
