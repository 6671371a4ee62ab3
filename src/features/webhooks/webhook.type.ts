import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../platform/graphql/connection.ts';
import { OneOfField, TimeRangeInput, listArgs } from '../../platform/graphql/list-args.ts';
import type { DeliveryFilter, DeliveryOrderField } from './webhook.read.ts';
import { enumType } from '../../platform/graphql/enum.ts';
import { DELIVERY_STATUSES, WEBHOOK_EVENT_TYPES } from './webhook.states.ts';
import type { DeliveryStatus, WebhookEventType } from './webhook.states.ts';
import { NodeType } from '../../platform/graphql/node.ts';

export const WebhookEventTypeEnum = enumType(
  WEBHOOK_EVENT_TYPES,
  'WebhookEventType',
  'Events of jobs as in `JobEventType`; TEST is sent by `testWebhook` only.',
  { TEST: 'Sent by `testWebhook` alone. `createWebhook` and `updateWebhook` answer BAD_USER_INPUT to it.' },
);
const DeliveryStatusEnum = enumType(DELIVERY_STATUSES, 'WebhookDeliveryStatus');

@ObjectType('Webhook', { implements: NodeType })
export class WebhookType implements NodeType {
  id!: string;
  @Field(() => String) url!: string;
  @Field(() => String, { nullable: true }) description!: string | null;
  @Field(() => [WebhookEventTypeEnum]) types!: WebhookEventType[];
  @Field(() => Boolean) enabled!: boolean;
  @Field(() => String, { nullable: true, description: 'Why the webhook was disabled automatically: 410 Gone, or failures for 5 days.' })
  disabledReason!: string | null;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'Since when no delivery has succeeded; null while deliveries succeed.' })
  failingSince!: Date | null;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'When the next attempt after a failure is due.' }) retryAt!: Date | null;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'Until then an earlier secret signs too: each for 24 hours from its rotation.',
  })
  previousSecretUntil!: Date | null;
  @Field(() => GraphQLDateTime) createdAt!: Date;
}

@ObjectType('WebhookWithSecret')
export class WebhookWithSecretType {
  @Field(() => WebhookType) webhook!: WebhookType;
  @Field(() => String, {
    nullable: true,
    description:
      'The signing secret: The signing secret: `whsec_` and base64, by the Standard Webhooks specification. Shown once: keep it. Null when an `idempotencyKey` came again.',
  })
  secret!: string | null;
}

@ObjectType('WebhookDelivery', { implements: NodeType, description: 'One event for one webhook. Kept for 30 days.' })
export class WebhookDeliveryType implements NodeType {
  @Field(() => ID, { description: 'The header `webhook-id`, identical at every attempt.' }) id!: string;
  @Field(() => WebhookEventTypeEnum) type!: WebhookEventType;
  @Field(() => DeliveryStatusEnum) status!: DeliveryStatus;
  @Field(() => Int) attempts!: number;
  @Field(() => GraphQLDateTime) createdAt!: Date;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'When the last attempt started.' }) attemptedAt!: Date | null;
  @Field(() => GraphQLDateTime, { nullable: true }) deliveredAt!: Date | null;
  @Field(() => Int, { nullable: true, description: 'HTTP status of the last response.' }) responseStatus!: number | null;
  @Field(() => String, { nullable: true, description: 'The start of the last response body.' }) responseBody!: string | null;
  @Field(() => Int, { nullable: true, description: 'Duration of the last attempt in milliseconds.' }) durationMs!: number | null;
  @Field(() => String, { nullable: true, description: 'Why the last attempt did not count as delivered.' }) error!: string | null;
}

export const WebhookDeliveryConnectionType = connectionType('WebhookDelivery', () => WebhookDeliveryType);

@InputType('WebhookDeliveryFilter', { description: 'Restricts a list of webhook deliveries.' })
class WebhookDeliveryFilterInput extends TimeRangeInput implements DeliveryFilter {
  @OneOfField(DeliveryStatusEnum, 'statuses') status?: DeliveryStatus[] | null;
  @OneOfField(WebhookEventTypeEnum, 'event types') type?: WebhookEventType[] | null;
}

export const WebhookDeliveryListArgs = listArgs<WebhookDeliveryFilterInput, DeliveryOrderField>(
  'WebhookDelivery',
  WebhookDeliveryFilterInput,
  { CREATED_AT: 'The time of the event.' },
);
