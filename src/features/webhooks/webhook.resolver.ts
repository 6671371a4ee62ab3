import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { ListArgs } from '../../kernel/page.ts';
import { connectionOf } from '../../platform/graphql/types/connection.ts';
import type { Connection } from '../../platform/graphql/types/connection.ts';
import type { Context } from '../../platform/graphql/context.ts';
import { UserType } from '../identity/identity.type.ts';
import { loadUser } from '../identity/account/user.read.ts';
import type { SeenUser } from '../identity/account/user.read.ts';
import type { WorkspaceRow } from '../workspaces/workspace/workspace.entity.ts';
import { WorkspaceType } from '../workspaces/workspace/workspace.type.ts';
import type { WebhookDeliveryRow, WebhookRow } from './webhook.entity.ts';
import { CreateWebhookInput, UpdateWebhookInput } from './webhook.input.ts';
import type { WebhookService, WebhookWithSecret } from './webhook.service.ts';
import {
  WebhookDeliveryConnectionType,
  WebhookDeliveryListArgs,
  WebhookDeliveryType,
  WebhookType,
  WebhookWithSecretType,
} from './webhook.type.ts';
import type { DeliveryFilter, DeliveryOrderField, ListedDelivery, ListedWebhook } from './webhook.read.ts';

@Resolver(() => WorkspaceType)
export class WebhookResolver {
  readonly #webhooks: WebhookService;

  constructor(webhooks: WebhookService) {
    this.#webhooks = webhooks;
  }

  @FieldResolver(() => [WebhookType], { description: 'The webhooks of the workspace, newest first. Requires the role ADMIN.' })
  webhooks(@Ctx() { scope }: Context, @Root() workspace: WorkspaceRow): Promise<readonly ListedWebhook[]> {
    return this.#webhooks.list(scope, workspace.id);
  }

  @Query(() => WebhookType, {
    nullable: true,
    description:
      'The webhook with this id. Null, with the error NOT_FOUND, for an unknown id and, identically, for a webhook of another workspace. Requires the role ADMIN.',
  })
  webhook(@Ctx() { scope }: Context, @Arg('id', () => ID, { description: 'The id of the webhook.' }) id: string): Promise<WebhookRow> {
    return this.#webhooks.get(scope, id);
  }

  @Query(() => WebhookDeliveryConnectionType, {
    description: 'The deliveries of a webhook in the last 30 days, newest first by default. Requires the role ADMIN.',
  })
  async webhookDeliveries(
    @Ctx() { scope }: Context,
    @Arg('webhookId', () => ID, { description: 'The id of the webhook.' }) webhookId: string,
    @Args(() => WebhookDeliveryListArgs) args: ListArgs<DeliveryFilter, DeliveryOrderField>,
  ): Promise<Connection<ListedDelivery>> {
    return connectionOf(await this.#webhooks.deliveries(scope, webhookId, args));
  }

  @Mutation(() => WebhookWithSecretType, {
    description:
      'Creates a webhook that receives signed events of the workspace. A workspace has at most 10 webhooks. Requires the role ADMIN.',
  })
  createWebhook(@Ctx() { scope }: Context, @Arg('input', () => CreateWebhookInput) input: CreateWebhookInput): Promise<WebhookWithSecret> {
    return this.#webhooks.create(scope, input);
  }

  @Mutation(() => WebhookType, {
    description: 'Changes a webhook. A new URL or `enabled: true` sends waiting deliveries at once. Requires the role ADMIN.',
  })
  updateWebhook(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the webhook.' }) id: string,
    @Arg('input', () => UpdateWebhookInput) input: UpdateWebhookInput,
  ): Promise<WebhookRow> {
    return this.#webhooks.update(scope, id, input);
  }

  @Mutation(() => Boolean, { description: 'Deletes a webhook and its waiting deliveries. Requires the role ADMIN. Returns true.' })
  async deleteWebhook(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the webhook.' }) id: string,
  ): Promise<boolean> {
    await this.#webhooks.delete(scope, id);
    return true;
  }

  @Mutation(() => WebhookWithSecretType, {
    description:
      'Replaces the signing secret of a webhook. For 24 hours the earlier secret signs too, so that the receiver can change to the new one. Requires the role ADMIN.',
  })
  rotateWebhookSecret(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the webhook.' }) id: string,
  ): Promise<WebhookWithSecret> {
    return this.#webhooks.rotateSecret(scope, id);
  }

  @Mutation(() => WebhookDeliveryType, {
    description: 'Sends a DELIVERED or FAILED delivery again with the same id, after the deliveries that wait. Requires the role ADMIN.',
  })
  redeliverWebhook(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the delivery.' }) id: string,
  ): Promise<WebhookDeliveryRow> {
    return this.#webhooks.redeliver(scope, id);
  }

  @Mutation(() => WebhookDeliveryType, {
    description: 'Sends an event of the type TEST to a webhook and returns its delivery. Requires the role ADMIN.',
  })
  testWebhook(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the webhook.' }) id: string,
  ): Promise<WebhookDeliveryRow> {
    return this.#webhooks.test(scope, id);
  }
}

@Resolver(() => WebhookType)
export class WebhookCreatorResolver {
  @FieldResolver(() => UserType, {
    nullable: true,
    description: 'The person who created the webhook, directly or with an API key. Null when that person has left the workspace.',
  })
  createdBy(@Ctx() { scope }: Context, @Root() { createdBy }: ListedWebhook): Promise<SeenUser | null> | null {
    return createdBy ? loadUser(scope, createdBy) : null;
  }
}
