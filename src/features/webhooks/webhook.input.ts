import { IsOptional, MaxLength } from 'class-validator';
import { Field, ID, InputType } from 'type-graphql';
import { IdempotencyKey } from '../../platform/graphql/types/idempotency-key.ts';
import type { CreateWebhook, UpdateWebhook } from './webhook.service.ts';
import type { WebhookEventType } from './webhook-event-types.ts';
import { WebhookEventTypeEnum } from './webhook.type.ts';

const MAX_DESCRIPTION_LENGTH = 200;
const TOO_LONG = { message: `description must have at most ${MAX_DESCRIPTION_LENGTH} characters.` };
const URL_DESCRIPTION = 'An http or https URL with a public address, without user and password; at most 2,000 characters.';

@InputType({ description: 'The URL and the event types of a new webhook.' })
export class CreateWebhookInput implements CreateWebhook {
  @Field(() => ID, { description: 'The id of the workspace whose events are sent.' }) workspaceId!: string;
  @Field(() => String, { description: URL_DESCRIPTION }) url!: string;

  @Field(() => [WebhookEventTypeEnum], {
    nullable: true,
    description: 'The event types to send; at least one. Default JOB_STATUS and JOB_STEP.',
  })
  types?: WebhookEventType[] | null;

  @Field(() => String, { nullable: true, description: 'Free text for people, at most 200 characters.' })
  @IsOptional()
  @MaxLength(MAX_DESCRIPTION_LENGTH, TOO_LONG)
  description?: string | null;

  @IdempotencyKey() idempotencyKey?: string | null;
}

@InputType({ description: 'Changes of a webhook. Omitted fields are not changed.' })
export class UpdateWebhookInput implements UpdateWebhook {
  @Field(() => String, { nullable: true, description: URL_DESCRIPTION }) url?: string | null;
  @Field(() => [WebhookEventTypeEnum], {
    nullable: true,
    description: 'The event types to send; at least one. They replace the current ones.',
  })
  types?: WebhookEventType[] | null;

  @Field(() => String, { nullable: true, description: 'Free text for people, at most 200 characters. Null removes it.' })
  @IsOptional()
  @MaxLength(MAX_DESCRIPTION_LENGTH, TOO_LONG)
  description?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'When enabled again, the webhook receives what has waited for at most 24 hours.' })
  enabled?: boolean | null;
}
