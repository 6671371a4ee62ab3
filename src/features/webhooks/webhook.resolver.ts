import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { connectionOf } from '../../platform/graphql/connection.ts';
import type { Connection } from '../../platform/graphql/connection.ts';
import type { Context } from '../../platform/graphql/context.ts';
import { PageArgsType } from '../../platform/graphql/page-args.ts';
import type { WorkspaceRow } from '../workspaces/workspace.entity.ts';
import { WorkspaceType } from '../workspaces/workspace.type.ts';
import type { WebhookDeliveryRow, WebhookRow } from './webhook.entity.ts';
import { CreateWebhookInput, UpdateWebhookInput } from './webhook.input.ts';
import type { WebhookService, WebhookWithSecret } from './webhook.service.ts';
import { WebhookDeliveryConnectionType, WebhookDeliveryType, WebhookType, WebhookWithSecretType } from './webhook.type.ts';
import type { ListedDelivery, ListedWebhook } from './webhook.read.ts';

@Resolver(() => WorkspaceType)
export class WebhookResolver {
  readonly #webhooks: WebhookService;

  constructor(webhooks: WebhookService) {
    this.#webhooks = webhooks;
  }

  @FieldResolver(() => [WebhookType], { description: 'Newest first; needs ADMIN.' })
  webhooks(@Ctx() { scope }: Context, @Root() workspace: WorkspaceRow): Promise<readonly ListedWebhook[]> {
    return this.#webhooks.list(scope, workspace.id);
  }

  @Query(() => WebhookDeliveryConnectionType, { description: 'Newest first; needs ADMIN.' })
  async webhookDeliveries(
    @Ctx() { scope }: Context,
    @Arg('webhookId', () => ID) webhookId: string,
    @Args(() => PageArgsType) args: PageArgsType,
  ): Promise<Connection<ListedDelivery>> {
    const page = await this.#webhooks.deliveries(scope, webhookId, args);
    return connectionOf(
      page,
      ({ id }) => id,
      () => this.#webhooks.countDeliveries(scope, webhookId),
    );
  }

  @Mutation(() => WebhookWithSecretType, {
    description: 'Has events of the workspace sent to a URL, signed. At most 10 a workspace; needs ADMIN.',
  })
  createWebhook(@Ctx() { scope }: Context, @Arg('input', () => CreateWebhookInput) input: CreateWebhookInput): Promise<WebhookWithSecret> {
    return this.#webhooks.create(scope, input);
  }

  @Mutation(() => WebhookType, { description: 'A new URL or `enabled: true` begins anew: what waits is tried at once.' })
  updateWebhook(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdateWebhookInput) input: UpdateWebhookInput,
  ): Promise<WebhookRow> {
    return this.#webhooks.update(scope, id, input);
  }

  @Mutation(() => Boolean, { description: 'What is on its way to it is forgotten.' })
  async deleteWebhook(@Ctx() { scope }: Context, @Arg('id', () => ID) id: string): Promise<boolean> {
    await this.#webhooks.delete(scope, id);
    return true;
  }

  @Mutation(() => WebhookWithSecretType, {
    description: 'The earlier secret signs beside the new one for 24 hours: change the receiver within them.',
  })
  rotateWebhookSecret(@Ctx() { scope }: Context, @Arg('id', () => ID) id: string): Promise<WebhookWithSecret> {
    return this.#webhooks.rotateSecret(scope, id);
  }

  @Mutation(() => WebhookDeliveryType, { description: 'Sends a delivery that has ended again, under the same id, behind what waits.' })
  redeliverWebhook(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'Of the delivery.' }) id: string,
  ): Promise<WebhookDeliveryRow> {
    return this.#webhooks.redeliver(scope, id);
  }

  @Mutation(() => WebhookDeliveryType, { description: 'Sends an event of the type TEST; watch it in `webhookDeliveries`.' })
  testWebhook(@Ctx() { scope }: Context, @Arg('id', () => ID) id: string): Promise<WebhookDeliveryRow> {
    return this.#webhooks.test(scope, id);
  }
}
