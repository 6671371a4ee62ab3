import { sql } from '@mikro-orm/postgresql';
import type { EntityManager } from '@mikro-orm/postgresql';
import { assertReachable } from '../../platform/http/assert-reachable.ts';
import { ReelwrightError, assertQuota, badInput, notFound } from '../../kernel/errors.ts';
import { newId } from '../../kernel/id.ts';
import type { ListArgs, ListPage } from '../../kernel/page.ts';
import { authorOf } from '../../kernel/actor.ts';
import { clockTime } from '../../platform/database/database-time.ts';
import { loadRow, lockRow } from '../../platform/database/rows.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { GuardedHttp } from '../../platform/http/guarded-http.ts';
import type { Encryption } from '../../platform/secrets/encryption.ts';
import type { Mutations } from '../../platform/mutation/mutations.ts';
import { notify } from '../../platform/database/notify.ts';
import { authorize } from '../workspaces/workspace/workspace.access.ts';
import { WorkspaceEntity } from '../workspaces/workspace/workspace.entity.ts';
import { WebhookDeliveryEntity, WebhookEntity } from './webhook.entity.ts';
import type { WebhookDeliveryRow, WebhookRow } from './webhook.entity.ts';
import { newWebhookSecret, secretEncryptionContext, withEarlier } from './webhook-secret.ts';
import { DEFAULT_EVENT_TYPES } from './webhook-event-types.ts';
import type { WebhookEventType } from './webhook-event-types.ts';
import { deliveriesOfWebhook, webhooksOfWorkspace } from './webhook.read.ts';
import type { DeliveryFilter, DeliveryOrderField, ListedDelivery, ListedWebhook } from './webhook.read.ts';
import { createWebhook, deleteWebhook, redeliverWebhook, rotateWebhookSecret, testWebhook, updateWebhook } from './webhook.mutations.ts';

const MAX_WEBHOOKS = 10;
/** Seconds for which a delivery is tried. */
const PENDING_SECONDS = 24 * 3_600;

export interface CreateWebhook {
  readonly workspaceId: string;
  readonly url: string;
  readonly types?: readonly WebhookEventType[] | null | undefined;
  readonly description?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** A change of a webhook. Omitted fields are not changed. */
export interface UpdateWebhook {
  readonly url?: string | null | undefined;
  readonly types?: readonly WebhookEventType[] | null | undefined;
  readonly description?: string | null | undefined;
  readonly enabled?: boolean | null | undefined;
}

/** A webhook with its secret, which only this answer contains; null when the call is repeated with its idempotency key. */
export interface WebhookWithSecret {
  readonly webhook: WebhookRow;
  readonly secret: string | null;
}

export class WebhookService {
  constructor(
    private readonly mutations: Mutations,
    private readonly http: GuardedHttp,
    private readonly encryption: Encryption,
  ) {}

  /**
   * Creates a webhook. A repeat with the same idempotency key does not show the secret. @throws ReelwrightError BAD_USER_INPUT for a URL
   * that must not be called, QUOTA_EXCEEDED
   */
  async create(scope: Scope, input: CreateWebhook): Promise<WebhookWithSecret> {
    const { workspaceId, url, description } = input;
    const call = await this.mutations.authorizeCall(scope, { mutation: createWebhook, workspaceId, input });
    const types = readTypes(input.types ?? DEFAULT_EVENT_TYPES);
    await assertReachable(this.http, scope, 'input.url', url);
    let shown: string | null = null;
    const made = await this.mutations.create(scope, call, async (em, id) => {
      await assertWebhookQuota(em, workspaceId);
      shown = newWebhookSecret();
      const secret = this.encryption.encrypt(shown, secretEncryptionContext({ workspaceId, id }));
      em.create(WebhookEntity, {
        id,
        workspaceId,
        url,
        description: description ?? null,
        types: [...types],
        secret,
        createdBy: authorOf(scope.actor) ?? null,
      });
      await em.flush();
    });
    return { webhook: await this.get(scope, made), secret: shown };
  }

  /** Changes a webhook. A new URL, and enabling it, retries waiting deliveries at once. */
  async update(scope: Scope, id: string, input: UpdateWebhook): Promise<WebhookRow> {
    const { workspaceId } = await this.get(scope, id);
    const call = await this.mutations.authorizeCall(scope, { mutation: updateWebhook, workspaceId, subjectId: id });
    const types = input.types ? readTypes(input.types) : undefined;
    if (input.url != null) await assertReachable(this.http, scope, 'input.url', input.url);
    await this.mutations.update(scope, call, async (em) => {
      const webhook = await lock(em, id);
      if (input.url != null) webhook.url = input.url;
      if (types) webhook.types = [...types];
      if (input.description !== undefined) webhook.description = input.description;
      if (input.enabled != null) webhook.enabled = input.enabled;
      if (input.enabled === true || input.url != null) {
        Object.assign(webhook, { failures: 0, failingSince: null, retryAt: null, disabledReason: null });
      }
      await em.flush();
      await notify(em, 'webhooks_due', workspaceId);
    });
    return this.get(scope, id);
  }

  /** Deletes a webhook. Pending deliveries are discarded. */
  async delete(scope: Scope, id: string): Promise<void> {
    const { workspaceId } = await this.get(scope, id);
    await this.mutations.update(scope, { mutation: deleteWebhook, workspaceId, subjectId: id }, async (em) => {
      await em.nativeDelete(WebhookEntity, { id });
    });
  }

  /**
   * Replaces the secret. Each previous one signs too for 24 hours from its rotation. @throws ReelwrightError QUOTA_EXCEEDED while the
   * maximum of previous secrets sign
   */
  async rotateSecret(scope: Scope, id: string): Promise<WebhookWithSecret> {
    const webhook = await this.get(scope, id);
    const { workspaceId } = webhook;
    const secret = newWebhookSecret();
    const ciphertext = this.encryption.encrypt(secret, secretEncryptionContext(webhook));
    await this.mutations.update(scope, { mutation: rotateWebhookSecret, workspaceId, subjectId: id }, async (em) => {
      const locked = await lock(em, id);
      if (!locked.secret) throw notFound('Webhook');
      locked.previousSecrets = withEarlier(locked.previousSecrets, locked.secret);
      locked.previousSecretUntil = new Date(locked.previousSecrets.at(-1)?.until ?? Date.now());
      locked.secret = ciphertext;
      await em.flush();
    });
    return { webhook: await this.get(scope, id), secret };
  }

  /**
   * A webhook by its id, for roles that may change webhooks, because a URL is often a secret. @throws ReelwrightError NOT_FOUND for a
   * missing webhook and, identically, for one of another workspace
   */
  async get(scope: Scope, id: string): Promise<WebhookRow> {
    const row = await loadRow(scope, WebhookEntity, id, 'Webhook');
    if (row.jobId) throw notFound('Webhook');
    authorize(scope, row.workspaceId, 'MANAGE_WEBHOOKS');
    return row;
  }

  /**
   * Webhooks of a workspace, newest first, not paged because there are at most ten. Only roles that may change webhooks can read them,
   * because a URL is often a secret.
   */
  async list(scope: Scope, workspaceId: string): Promise<readonly ListedWebhook[]> {
    authorize(scope, workspaceId, 'MANAGE_WEBHOOKS');
    return webhooksOfWorkspace.rows(scope, workspaceId);
  }

  /** Deliveries of the last 30 days, newest first by default. */
  async deliveries(scope: Scope, webhookId: string, args: ListArgs<DeliveryFilter, DeliveryOrderField>): Promise<ListPage<ListedDelivery>> {
    const { id } = await this.get(scope, webhookId);
    return deliveriesOfWebhook.list(scope, id, args);
  }

  /** Sends an ended delivery again, with its id, after those that wait. @throws ReelwrightError INVALID_STATE while it is waiting */
  async redeliver(scope: Scope, deliveryId: string): Promise<WebhookDeliveryRow> {
    const { webhookId, workspaceId } = await this.delivery(scope, deliveryId);
    await this.mutations.update(scope, { mutation: redeliverWebhook, workspaceId, subjectId: deliveryId }, async (em) => {
      await tryNow(em, webhookId);
      const waiting = {
        status: 'PENDING',
        position: sql`default`,
        deliveredAt: null,
        error: null,
        expiresAt: clockTime(PENDING_SECONDS),
      } as const;
      const again = await em.nativeUpdate(WebhookDeliveryEntity, { id: deliveryId, status: { $ne: 'PENDING' } }, waiting);
      if (again === 0) throw new ReelwrightError('INVALID_STATE', 'This delivery is already waiting to be sent.');
      await notify(em, 'webhooks_due', workspaceId);
    });
    return this.delivery(scope, deliveryId);
  }

  /** Sends an event of the type TEST, also if the webhook's types lack it. */
  async test(scope: Scope, webhookId: string): Promise<WebhookDeliveryRow> {
    const { workspaceId } = await this.get(scope, webhookId);
    const id = newId();
    await this.mutations.update(scope, { mutation: testWebhook, workspaceId, subjectId: id }, async (em) => {
      await tryNow(em, webhookId);
      em.create(WebhookDeliveryEntity, { id, workspaceId, webhookId, type: 'TEST', event: { message: 'This is a test.' } });
      await em.flush();
      await notify(em, 'webhooks_due', workspaceId);
    });
    return this.delivery(scope, id);
  }

  /** A delivery by its id. @throws ReelwrightError NOT_FOUND for a missing delivery and, identically, for one of another workspace */
  async delivery(scope: Scope, id: string): Promise<WebhookDeliveryRow> {
    const row = await loadRow(scope, WebhookDeliveryEntity, id, 'Delivery');
    authorize(scope, row.workspaceId, 'MANAGE_WEBHOOKS');
    return row;
  }
}

function readTypes(types: readonly WebhookEventType[]): readonly WebhookEventType[] {
  if (types.length === 0) throw badInput('input.types', 'Name at least one type, or omit types.');
  if (types.includes('TEST')) throw badInput('input.types', 'TEST is sent by testWebhook only; remove it.');
  return [...new Set(types)];
}

/** Locks the workspace's row: two concurrent calls could otherwise both count one free webhook. @throws ReelwrightError QUOTA_EXCEEDED */
async function assertWebhookQuota(em: EntityManager, workspaceId: string): Promise<void> {
  await lockRow(em, WorkspaceEntity, workspaceId);
  const webhooks = await em.count(WebhookEntity, { workspaceId, jobId: null });
  assertQuota(webhooks + 1, MAX_WEBHOOKS, `A workspace can have at most ${MAX_WEBHOOKS} webhooks. Delete one first.`);
}

async function lock(em: EntityManager, id: string): Promise<WebhookRow> {
  const webhook = await lockRow(em, WebhookEntity, id);
  if (!webhook) throw notFound('Webhook');
  return webhook;
}

/** Makes waiting deliveries due at once, because a user requested it. @throws ReelwrightError INVALID_STATE for a disabled webhook */
async function tryNow(em: EntityManager, webhookId: string): Promise<void> {
  const webhook = await lock(em, webhookId);
  // A callback whose receiver answered 410 Gone was disabled, and has no other way to be enabled.
  if (webhook.jobId) webhook.enabled = true;
  if (!webhook.enabled) throw new ReelwrightError('INVALID_STATE', 'The webhook is disabled. Enable it first.');
  webhook.retryAt = null;
  await em.flush();
}
