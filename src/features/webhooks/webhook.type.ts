import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../platform/graphql/types/connection.ts';
import { OneOfField, TimeRangeInput, listArgs } from '../../platform/graphql/types/list-args.ts';
import type { DeliveryFilter, DeliveryOrderField } from './webhook.read.ts';
import { enumType } from '../../platform/graphql/types/enum.ts';
import { WEBHOOK_EVENT_TYPES } from './webhook-event-types.ts';
import type { WebhookEventType } from './webhook-event-types.ts';
import { DELIVERY_STATUSES } from './webhook.states.ts';
import type { DeliveryStatus } from './webhook.states.ts';
import { NodeType } from '../../platform/graphql/types/node.ts';

export const WebhookEventTypeEnum = enumType(
  WEBHOOK_EVENT_TYPES,
  'WebhookEventType',
  'What a webhook receives: events of jobs as in `JobEventType`, and other changes of the workspace as in `WorkspaceEventType`.',
  {
    ASSET: 'An asset was created, changed or deleted.',
    BATCH: 'A batch was created or has changed its state, or its progress has changed, which is reported once a second at most.',
    CHANNEL: 'Reserved. No such event is sent yet.',
    CREDITS: 'The credits of the workspace have changed.',
    JOB_LOG: 'A message about a job for people, for example that a step is retried.',
    JOB_PROGRESS: 'The progress of a job has grown. At most four a second for each job.',
    JOB_STATUS: 'The state of a job has changed.',
    JOB_STEP: 'A step of a job has started or ended.',
    MEMBER: 'A person has joined or left the workspace, or their role has changed.',
    PROJECT: 'A project was created, deleted or changed, or one of its scenes was.',
    SLOT: 'Reserved. No such event is sent yet.',
    TEST: 'Sent by `testWebhook` alone. `createWebhook` and `updateWebhook` answer BAD_USER_INPUT to it.',
  },
);
const DeliveryStatusEnum = enumType(DELIVERY_STATUSES, 'WebhookDeliveryStatus', 'The state of a webhook delivery.', {
  DELIVERED: 'The receiver answered with 2xx.',
  FAILED: 'The delivery was not accepted within 24 hours. `redeliverWebhook` sends it again.',
  PENDING: 'The delivery waits for its first or next attempt.',
});

@ObjectType('Webhook', { implements: NodeType, description: 'A URL that receives signed events of a workspace.' })
export class WebhookType implements NodeType {
  id!: string;
  @Field(() => String, { description: 'The URL that the events are sent to.' }) url!: string;
  @Field(() => String, { nullable: true, description: 'Free text for people. Null when there is none.' }) description!: string | null;
  @Field(() => [WebhookEventTypeEnum], { description: 'The event types that are sent.' }) types!: WebhookEventType[];
  @Field(() => Boolean, { description: 'Whether events are sent. A disabled webhook records none.' }) enabled!: boolean;
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
  @Field(() => GraphQLDateTime, { description: 'The time at which the webhook was created.' }) createdAt!: Date;
}

@ObjectType('WebhookWithSecret', { description: 'A webhook with the secret that signs its messages.' })
export class WebhookWithSecretType {
  @Field(() => WebhookType, { description: 'The webhook as lists show it, without its secret.' }) webhook!: WebhookType;
  @Field(() => String, {
    nullable: true,
    description:
      'The signing secret: `whsec_` and base64, by the Standard Webhooks specification. Shown once: keep it. Null when an `idempotencyKey` came again.',
  })
  secret!: string | null;
}

@ObjectType('WebhookDelivery', { implements: NodeType, description: 'One event for one webhook. Kept for 30 days.' })
export class WebhookDeliveryType implements NodeType {
  @Field(() => ID, { description: 'The value of the header `webhook-id`, which is the same at every attempt.' }) id!: string;
  @Field(() => WebhookEventTypeEnum, { description: 'The type of the event.' }) type!: WebhookEventType;
  @Field(() => DeliveryStatusEnum, { description: 'The state of the delivery.' }) status!: DeliveryStatus;
  @Field(() => Int, { description: 'How many times the delivery was tried.' }) attempts!: number;
  @Field(() => GraphQLDateTime, { description: 'The time of the event.' }) createdAt!: Date;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'The time at which the last attempt started. Null before the first one.' })
  attemptedAt!: Date | null;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'The time at which the receiver accepted the delivery. Null before that.' })
  deliveredAt!: Date | null;
  @Field(() => Int, { nullable: true, description: 'The HTTP status of the last response. Null when there was none.' }) responseStatus!:
    number | null;
  @Field(() => String, { nullable: true, description: 'The first 1,000 characters of the last response. Null when there was none.' })
  responseBody!: string | null;
  @Field(() => Int, { nullable: true, description: 'How long the last attempt took, in milliseconds. Null before the first one.' })
  durationMs!: number | null;
  @Field(() => String, { nullable: true, description: 'Why the last attempt did not count as delivered. Null when it did.' }) error!:
    string | null;
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
