import { IsOptional, MaxLength } from 'class-validator';
import { Field, ID, InputType } from 'type-graphql';
import { IdempotencyKey } from '../../platform/graphql/types/idempotency-key.ts';
import type { CreateWebhook, UpdateWebhook } from './webhook.service.ts';
import type { WebhookEventType } from './webhook-event-types.ts';
import { WebhookEventTypeEnum } from './webhook.type.ts';

const MAX_DESCRIPTION_LENGTH = 200;
const TOO_LONG = { message: `description must have at most ${MAX_DESCRIPTION_LENGTH} characters.` };
const NOT_CHANGED = 'When omitted or null, the current value is kept.';
const URL_DESCRIPTION =
  'The URL that receives the events: http or https with a public address, without user and password, at most 2,000 characters.';

@InputType({ description: 'The URL and the event types of a new webhook.' })
export class CreateWebhookInput implements CreateWebhook {
  @Field(() => ID, { description: 'The id of the workspace whose events are sent.' }) workspaceId!: string;
  @Field(() => String, { description: URL_DESCRIPTION }) url!: string;

  @Field(() => [WebhookEventTypeEnum], {
    nullable: true,
    description: 'The event types to send, at least one. Default JOB_STATUS and JOB_STEP.',
  })
  types?: WebhookEventType[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'A description for people, at most 200 characters. When omitted or null, there is none.',
  })
  @IsOptional()
  @MaxLength(MAX_DESCRIPTION_LENGTH, TOO_LONG)
  description?: string | null;

  @IdempotencyKey() idempotencyKey?: string | null;
}

@InputType({ description: 'Changes of a webhook. Fields that are omitted are not changed.' })
export class UpdateWebhookInput implements UpdateWebhook {
  @Field(() => String, { nullable: true, description: `${URL_DESCRIPTION} ${NOT_CHANGED}` }) url?: string | null;
  @Field(() => [WebhookEventTypeEnum], {
    nullable: true,
    description: 'The event types to send, at least one; they replace the current ones. When omitted or null, the current ones are kept.',
  })
  types?: WebhookEventType[] | null;

  @Field(() => String, { nullable: true, description: 'A description for people, at most 200 characters. Null removes it.' })
  @IsOptional()
  @MaxLength(MAX_DESCRIPTION_LENGTH, TOO_LONG)
  description?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: `Whether events are sent. A webhook that is enabled again receives the waiting deliveries of the last 24 hours. ${NOT_CHANGED}`,
  })
  enabled?: boolean | null;
}
