import { LockMode } from '@mikro-orm/postgresql';
import type { EntityManager } from '@mikro-orm/postgresql';
import { assertReachable } from '../../../platform/http/assert-reachable.ts';
import { authorOf } from '../../../kernel/actor.ts';
import { badInput } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/id.ts';
import { lockRow } from '../../../platform/database/rows.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { GuardedHttp } from '../../../platform/http/guarded-http.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import type { Encryption } from '../../../platform/secrets/encryption.ts';
import { authorize } from '../../workspaces/workspace/workspace.access.ts';
import { WorkspaceEntity } from '../../workspaces/workspace/workspace.entity.ts';
import { CallbackSecretEntity } from './callback-secret.entity.ts';
import { rotateCallbackSecret } from './callback.mutations.ts';
import { WebhookEntity } from '../webhook.entity.ts';
import { callbacksOfJob, deliveriesOfWebhook } from '../webhook.read.ts';
import type { ListedDelivery } from '../webhook.read.ts';
import { callbackEncryptionContext, newWebhookSecret, withEarlier } from '../webhook-secret.ts';

/** The callback of a job, for roles that may see webhooks. */
export interface JobCallback {
  readonly url: string;
  readonly deliveries: readonly ListedDelivery[];
}

/**
 * Callbacks are webhooks of one job, created with it and sent by the same code. One secret of the workspace signs all of them (decision
 * 22).
 */
export class CallbackService {
  constructor(
    private readonly mutations: Mutations,
    private readonly http: GuardedHttp,
    private readonly encryption: Encryption,
    /** The administrators switch callbacks off with webhooks. */
    private readonly switches: { assertOn(feature: 'WEBHOOKS'): Promise<void> },
  ) {}

  /** Checks the URL of a callback. @throws ReelwrightError BAD_USER_INPUT for a URL that must not be called; NOT_CONFIGURED */
  async check(scope: Scope, url: string): Promise<void> {
    await this.switches.assertOn('WEBHOOKS');
    return assertReachable(this.http, scope, 'input.callbackUrl', url);
  }

  /**
   * Registers a callback in the transaction that creates the job. @throws ReelwrightError BAD_USER_INPUT while the workspace has no secret
   */
  async register(
    em: EntityManager,
    scope: Scope,
    { workspaceId, jobId, url }: { readonly workspaceId: string; readonly jobId: string; readonly url: string },
  ): Promise<void> {
    if ((await em.count(CallbackSecretEntity, { workspaceId })) === 0) {
      const message = 'The workspace has no secret that signs callbacks. An administrator creates one with rotateCallbackSecret.';
      throw badInput('input.callbackUrl', message);
    }
    const createdBy = authorOf(scope.actor) ?? null;
    em.create(WebhookEntity, { id: newId(), workspaceId, jobId, url, types: ['JOB_STATUS'], secret: null, createdBy });
    await em.flush();
  }

  /** Creates or replaces the secret, and returns it once. The earlier one signs too for 24 hours. */
  async rotateSecret(scope: Scope, workspaceId: string): Promise<string> {
    const secret = newWebhookSecret();
    const ciphertext = this.encryption.encrypt(secret, callbackEncryptionContext(workspaceId));
    await this.mutations.update(scope, { mutation: rotateCallbackSecret, workspaceId, subjectId: workspaceId }, async (em) => {
      await lockRow(em, WorkspaceEntity, workspaceId);
      const found = await em.findOne(CallbackSecretEntity, { workspaceId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (found) Object.assign(found, { previousSecrets: withEarlier(found.previousSecrets, found.secret), secret: ciphertext });
      else em.create(CallbackSecretEntity, { workspaceId, secret: ciphertext, createdBy: authorOf(scope.actor) ?? null });
      await em.flush();
    });
    return secret;
  }

  /** The callback of a job; null without one. Its URL is often a secret, so only roles that may change webhooks can read it. */
  async ofJob(scope: Scope, job: { readonly id: string; readonly workspaceId: string }): Promise<JobCallback | null> {
    authorize(scope, job.workspaceId, 'MANAGE_WEBHOOKS');
    const [callback] = await callbacksOfJob.rows(scope, job.id);
    return callback ? { url: callback.url, deliveries: await deliveriesOfWebhook.rows(scope, callback.id) } : null;
  }
}
