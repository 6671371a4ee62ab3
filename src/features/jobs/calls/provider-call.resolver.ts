import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { preloaded } from '../../../platform/database/lists/row-mapper.ts';
import type { Context } from '../../../platform/graphql/context.ts';
import type { ListedJob } from '../job/job.read.ts';
import { JobObjectType } from '../job/job.type.ts';
import type { ProviderAttemptRow } from '../steps/provider-attempt.entity.ts';
import { callsOfJob } from './provider-call.read.ts';
import { ProviderCallType } from './provider-call.type.ts';

/** `Job.providerCalls`. */
@Resolver(() => JobObjectType)
export class ProviderCallResolver {
  @FieldResolver(() => [ProviderCallType], {
    description:
      'The calls of the job to providers, oldest first, with what is known of each. Calls of earlier attempts of the job are among them.',
  })
  async providerCalls(@Ctx() { scope }: Context, @Root() job: ListedJob): Promise<readonly ProviderAttemptRow[]> {
    return preloaded(job, 'providerCalls', callsOfJob) ?? callsOfJob.rows(scope, job.id);
  }
}
