import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../platform/graphql/connection.ts';
import { enumType } from '../../platform/graphql/enum.ts';
import { DELIVERY_STATUSES, WEBHOOK_EVENT_TYPES } from './webhook.states.ts';
import type { DeliveryStatus, WebhookEventType } from './webhook.states.ts';

export const WebhookEventTypeEnum = enumType(
  WEBHOOK_EVENT_TYPES,
  'WebhookEventType',
  'Events of jobs as in `JobEventType`; TEST comes by `testWebhook` alone.',
  { TEST: 'Sent by `testWebhook` alone. `createWebhook` and `updateWebhook` answer BAD_USER_INPUT to it.' },
);
const DeliveryStatusEnum = enumType(DELIVERY_STATUSES, 'WebhookDeliveryStatus');

@ObjectType('Webhook')
export class WebhookType {
  @Field(() => ID) id!: string;
  @Field(() => String) url!: string;
  @Field(() => String, { nullable: true }) description!: string | null;
  @Field(() => [WebhookEventTypeEnum]) types!: WebhookEventType[];
  @Field(() => Boolean) enabled!: boolean;
  @Field(() => String, { nullable: true, description: 'Why it was switched off by itself: 410 Gone, or failures for 5 days.' })
  disabledReason!: string | null;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'Since when nothing has arrived; null while all is well.' })
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
      '`whsec_` and base64, by the Standard Webhooks specification. Shown once: keep it. Null when an `idempotencyKey` came again.',
  })
  secret!: string | null;
}

@ObjectType('WebhookDelivery', { description: 'One event on its way to one webhook. Kept for 30 days.' })
export class WebhookDeliveryType {
  @Field(() => ID, { description: 'The header `webhook-id`, the same at every attempt.' }) id!: string;
  @Field(() => WebhookEventTypeEnum) type!: WebhookEventType;
  @Field(() => DeliveryStatusEnum) status!: DeliveryStatus;
  @Field(() => Int) attempts!: number;
  @Field(() => GraphQLDateTime) createdAt!: Date;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'When the last attempt began.' }) attemptedAt!: Date | null;
  @Field(() => GraphQLDateTime, { nullable: true }) deliveredAt!: Date | null;
  @Field(() => Int, { nullable: true, description: 'HTTP status of the last answer.' }) responseStatus!: number | null;
  @Field(() => String, { nullable: true, description: 'The beginning of the last answer.' }) responseBody!: string | null;
  @Field(() => Int, { nullable: true, description: 'How long the last attempt took.' }) durationMs!: number | null;
  @Field(() => String, { nullable: true, description: 'Why the last attempt did not count.' }) error!: string | null;
}

export const WebhookDeliveryConnectionType = connectionType('WebhookDelivery', () => WebhookDeliveryType);
