import { Arg, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import type { ListedJob } from '../../jobs/job/job.read.ts';
import { JobObjectType } from '../../jobs/job/job.type.ts';
import type { CallbackService, JobCallback } from './callback.service.ts';
import type { ListedDelivery } from '../webhook.read.ts';
import { WebhookDeliveryType } from '../webhook.type.ts';

@ObjectType('JobCallback', { description: 'The URL that receives a signed POST when a job ends, and the deliveries to it.' })
class JobCallbackType implements JobCallback {
  @Field(() => String, { description: 'The URL that the request named as `callbackUrl`.' }) url!: string;
  @Field(() => [WebhookDeliveryType], {
    description:
      'The deliveries of the last 30 days, newest first: one for each time that the job ended, so several when it was retried. Empty before the job ends.',
  })
  deliveries!: readonly ListedDelivery[];
}

@ObjectType('CallbackSecret', { description: 'The secret that signs the POST requests to callback URLs of a workspace.' })
class CallbackSecretType {
  @Field(() => String, {
    description: 'The signing secret, `whsec_` and base64 by the Standard Webhooks specification. It is shown only once.',
  })
  secret!: string;
}

/** `Job.callback`, and the mutation that rotates the secret of all callbacks. */
@Resolver(() => JobObjectType)
export class CallbackResolver {
  readonly #callbacks: CallbackService;

  constructor(callbacks: CallbackService) {
    this.#callbacks = callbacks;
  }

  @FieldResolver(() => JobCallbackType, {
    nullable: true,
    description:
      'The callback URL of the job and the deliveries to it. Null when the request named no `callbackUrl`. Requires the role ADMIN.',
  })
  callback(@Ctx() { scope }: Context, @Root() job: ListedJob): Promise<JobCallback | null> {
    return this.#callbacks.ofJob(scope, job);
  }

  @Mutation(() => CallbackSecretType, {
    description:
      'Creates or replaces the secret that signs callbacks; without one, requests with a `callbackUrl` are refused. For 24 hours the earlier secret signs too. Requires the role ADMIN.',
  })
  async rotateCallbackSecret(
    @Ctx() { scope }: Context,
    @Arg('workspaceId', () => ID, { description: 'The id of the workspace.' }) workspaceId: string,
  ): Promise<CallbackSecretType> {
    return { secret: await this.#callbacks.rotateSecret(scope, workspaceId) };
  }
}
