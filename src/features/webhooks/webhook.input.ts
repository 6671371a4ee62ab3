import { IsOptional, MaxLength } from 'class-validator';
import { Field, ID, InputType } from 'type-graphql';
import { IdempotencyKey } from '../../platform/graphql/idempotency-key.ts';
import type { CreateWebhook, UpdateWebhook } from './webhook.service.ts';
import type { WebhookEventType } from './webhook.states.ts';
import { WebhookEventTypeEnum } from './webhook.type.ts';

const DESCRIPTION_AT_MOST = 200;
const TOO_LONG = { message: `A description has at most ${DESCRIPTION_AT_MOST} characters.` };
const URL_DESCRIPTION = 'http or https, to a public address, without user and password; at most 2,000 characters.';

@InputType()
export class CreateWebhookInput implements CreateWebhook {
  @Field(() => ID) workspaceId!: string;
  @Field(() => String, { description: URL_DESCRIPTION }) url!: string;

  @Field(() => [WebhookEventTypeEnum], { nullable: true, description: 'JOB_STATUS and JOB_STEP when left out.' })
  types?: WebhookEventType[] | null;

  @Field(() => String, { nullable: true, description: 'For people; at most 200 characters.' })
  @IsOptional()
  @MaxLength(DESCRIPTION_AT_MOST, TOO_LONG)
  description?: string | null;

  @IdempotencyKey() idempotencyKey?: string | null;
}

@InputType({ description: 'What is left out stays as it is.' })
export class UpdateWebhookInput implements UpdateWebhook {
  @Field(() => String, { nullable: true, description: URL_DESCRIPTION }) url?: string | null;
  @Field(() => [WebhookEventTypeEnum], { nullable: true }) types?: WebhookEventType[] | null;

  @Field(() => String, { nullable: true })
  @IsOptional()
  @MaxLength(DESCRIPTION_AT_MOST, TOO_LONG)
  description?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Switched on again, it is sent what waits for at most 24 hours.' })
  enabled?: boolean | null;
}
