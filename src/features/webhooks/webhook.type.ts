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

export const WebhookEventTypeEnum = enumType(WEBHOOK_EVENT_TYPES, 'WebhookEventType', 'The type of an event that a webhook receives.', {
  ASSET: 'An asset was created, changed or deleted.',
  BATCH: 'A batch was created, or its status or progress has changed. Progress is sent at most once a second.',
  CHANNEL: 'A channel was connected, changed or disconnected. A renewed token is no change.',
  CREDITS: 'The credits of the workspace have changed.',
  SPEND: 'The spend limit of the workspace was changed, or spending came near to it (80 %) or reached it.',
  JOB_LOG: 'A message about a job for people, for example that a step is retried.',
  JOB_PROGRESS: 'The progress of a job has grown. At most four such events a second are sent for each job.',
  JOB_STATUS: 'The status of a job has changed, for example to COMPLETED.',
  JOB_STEP: 'A step of a job has started or ended. The field `step` of the event names the stage.',
  MEMBER: 'A person has joined or left the workspace, or their role has changed.',
  PROJECT: 'A project or one of its scenes was created, changed or deleted.',
  PUBLICATION:
    'A publication was created, or its status, privacy, address or warnings have changed. Views and likes change without events.',
  SLOT: 'A slot was created, changed or deleted.',
  REVIEW: 'A comment on an asset, or a decision about it, was written, changed or deleted. `subjectId` is the id of the asset.',
  TEST: 'A test event, which only `testWebhook` sends. `createWebhook` and `updateWebhook` refuse this type with BAD_USER_INPUT.',
});
const DeliveryStatusEnum = enumType(DELIVERY_STATUSES, 'WebhookDeliveryStatus', 'The state of a webhook delivery.', {
  DELIVERED: 'The receiver answered with a status from 200 to 299. `redeliverWebhook` sends the delivery again.',
  FAILED: 'The receiver did not accept the delivery within 24 hours. `redeliverWebhook` sends it again.',
  PENDING: 'The delivery waits for its first or next attempt. It becomes DELIVERED or FAILED.',
});

@ObjectType('Webhook', { implements: NodeType, description: 'A URL that receives signed events of a workspace.' })
export class WebhookType implements NodeType {
  id!: string;
  @Field(() => String, { description: 'The URL that the events are sent to.' }) url!: string;
  @Field(() => String, { nullable: true, description: 'A description for people, at most 200 characters. Null when there is none.' })
  description!: string | null;
  @Field(() => [WebhookEventTypeEnum], { description: 'The event types that are sent. Never empty.' }) types!: WebhookEventType[];
  @Field(() => Boolean, { description: 'Whether events are sent. No deliveries are created while a webhook is disabled.' })
  enabled!: boolean;
  @Field(() => String, {
    nullable: true,
    description:
      'Why Reelwright disabled the webhook, for example because no delivery succeeded for 5 days. Null unless Reelwright disabled it.',
  })
  disabledReason!: string | null;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time of the first failed attempt since a delivery last succeeded. Null while deliveries succeed.',
  })
  failingSince!: Date | null;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The earliest time of the next attempt after a failure. Null while deliveries succeed.',
  })
  retryAt!: Date | null;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description:
      'The time until which earlier secrets sign too, 24 hours after the last `rotateWebhookSecret`. Null when the secret was never rotated.',
  })
  previousSecretUntil!: Date | null;
  @Field(() => GraphQLDateTime, { description: 'The time at which the webhook was created.' }) createdAt!: Date;
}

@ObjectType('WebhookWithSecret', { description: 'A webhook with the secret that signs its events.' })
export class WebhookWithSecretType {
  @Field(() => WebhookType, { description: 'The webhook as lists show it, without its secret.' }) webhook!: WebhookType;
  @Field(() => String, {
    nullable: true,
    description:
      'The signing secret, `whsec_` and base64 by the Standard Webhooks specification. It is shown only once. Null when the call repeats an earlier one with the same `idempotencyKey`.',
  })
  secret!: string | null;
}

@ObjectType('WebhookDelivery', {
  implements: NodeType,
  description: 'One event that is sent to one webhook or callback URL. It is kept for 30 days.',
})
export class WebhookDeliveryType implements NodeType {
  @Field(() => ID, { description: 'The id of the delivery, which is also the header `webhook-id` of every attempt.' }) id!: string;
  @Field(() => WebhookEventTypeEnum, { description: 'The type of the event that is delivered.' }) type!: WebhookEventType;
  @Field(() => DeliveryStatusEnum, { description: 'The state of the delivery.' }) status!: DeliveryStatus;
  @Field(() => Int, { description: 'Number of attempts to send the delivery so far.' }) attempts!: number;
  @Field(() => GraphQLDateTime, { description: 'The time of the event that is delivered.' }) createdAt!: Date;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'The time at which the last attempt started. Null before the first one.' })
  attemptedAt!: Date | null;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time at which the receiver accepted the delivery. Null when it has not accepted it.',
  })
  deliveredAt!: Date | null;
  @Field(() => Int, { nullable: true, description: 'The HTTP status of the last response. Null when there was no response.' })
  responseStatus!: number | null;
  @Field(() => String, { nullable: true, description: 'The first 1,000 characters of the last response. Null when there was no response.' })
  responseBody!: string | null;
  @Field(() => Int, { nullable: true, description: 'How long the last attempt took, in milliseconds. Null before the first one.' })
  durationMs!: number | null;
  @Field(() => String, {
    nullable: true,
    description: 'Why the last attempt failed, for people. Null when it succeeded, and before the first attempt.',
  })
  error!: string | null;
}

export const WebhookDeliveryConnectionType = connectionType('WebhookDelivery', () => WebhookDeliveryType);

@InputType('WebhookDeliveryFilter', { description: 'Restricts a list of webhook deliveries. A delivery must match all given fields.' })
class WebhookDeliveryFilterInput extends TimeRangeInput implements DeliveryFilter {
  @OneOfField(DeliveryStatusEnum, 'statuses') status?: DeliveryStatus[] | null;
  @OneOfField(WebhookEventTypeEnum, 'event types') type?: WebhookEventType[] | null;
}

export const WebhookDeliveryListArgs = listArgs<WebhookDeliveryFilterInput, DeliveryOrderField>(
  'WebhookDelivery',
  WebhookDeliveryFilterInput,
  { CREATED_AT: 'The time of the event that is delivered.' },
);
