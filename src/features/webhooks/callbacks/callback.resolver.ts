import { Arg, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import type { ListedJob } from '../../jobs/job/job.read.ts';
import { JobObjectType } from '../../jobs/job/job.type.ts';
import type { CallbackService, JobCallback } from './callback.service.ts';
import type { ListedDelivery } from '../webhook.read.ts';
import { WebhookDeliveryType } from '../webhook.type.ts';

@ObjectType('JobCallback', { description: 'The URL that receives a signed POST when the job ends, and what was sent to it.' })
class JobCallbackType implements JobCallback {
  @Field(() => String, { description: 'The URL that the request named as `callbackUrl`.' }) url!: string;
  @Field(() => [WebhookDeliveryType], {
    description:
      'What was sent, newest first: empty before the job ends, and one for each end of a job that was retried. `redeliverWebhook` sends one again. Kept for 30 days.',
  })
  deliveries!: readonly ListedDelivery[];
}

@ObjectType('CallbackSecret', { description: 'The secret that signs the callbacks of a workspace.' })
class CallbackSecretType {
  @Field(() => String, {
    description: 'The signing secret: `whsec_` and base64, by the Standard Webhooks specification. Shown once: keep it.',
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
    description: 'The callback of the job. Null when the request named no `callbackUrl`. Requires the role ADMIN.',
  })
  callback(@Ctx() { scope }: Context, @Root() job: ListedJob): Promise<JobCallback | null> {
    return this.#callbacks.ofJob(scope, job);
  }

  @Mutation(() => CallbackSecretType, {
    description:
      'Creates the secret that signs callbacks (`callbackUrl`), or replaces it: the earlier one signs too for 24 hours. Until there is one, `callbackUrl` is refused. Requires the role ADMIN.',
  })
  async rotateCallbackSecret(
    @Ctx() { scope }: Context,
    @Arg('workspaceId', () => ID, { description: 'The id of the workspace.' }) workspaceId: string,
  ): Promise<CallbackSecretType> {
    return { secret: await this.#callbacks.rotateSecret(scope, workspaceId) };
  }
}
