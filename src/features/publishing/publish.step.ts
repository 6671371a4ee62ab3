import type { EntityManager } from '@mikro-orm/postgresql';
import { Failure } from '../../kernel/failure.ts';
import { clockTime } from '../../platform/database/database-time.ts';
import type { StepHandler, StepHandlers, StepOutcome } from '../jobs/steps/step-handler.ts';
import { ChannelEntity } from './channels/channel.entity.ts';
import type { PublishTargetName } from './channels/channel.states.ts';
import { channelGone } from './publish-failures.ts';
import { PublicationEntity } from './publications/publication.entity.ts';
import type { PublicationRow } from './publications/publication.entity.ts';
import { PUBLISH_STAGES } from './publications/publication.states.ts';
import type { PublishStage } from './publications/publication.states.ts';
import type { PublishTarget } from './targets/publish-target.ts';

/** Handlers of jobs of the type PUBLISH: each stage is done by the target of the channel. */
export function publishStepHandlers(targets: Readonly<Record<PublishTargetName, PublishTarget>>): NonNullable<StepHandlers['PUBLISH']> {
  const handler =
    (stage: PublishStage): StepHandler =>
    async (run) => {
      const [publication, channel] = await run.scope.tx(async (em) => {
        const found = await em.findOne(PublicationEntity, { jobId: run.job.id });
        return [found, found && (await em.findOne(ChannelEntity, { id: found.channelId }))] as const;
      });
      if (!publication || !channel || channel.deletedAt) throw channelGone();
      const step = targets[channel.target][stage];
      if (!step)
        throw new Failure('NOT_IMPLEMENTED', `The target ${channel.target} has no step ${stage}.`, {
          category: 'INTERNAL',
          retryable: true,
          hint: 'Ask the operator to update all workers to the version that the API runs, then retry the job.',
        });
      const outcome = await step({ run, channel, publication });
      return publication.deferredUntil ? { ...outcome, inTransaction: (em) => finishDeferred(em, publication, outcome) } : outcome;
    };
  return Object.fromEntries(PUBLISH_STAGES.map((stage) => [stage, handler(stage)]));
}

/** Finishes a step and removes the time to which it was deferred. A time to come is that of another step. */
async function finishDeferred(em: EntityManager, { id }: Pick<PublicationRow, 'id'>, { inTransaction }: StepOutcome): Promise<void> {
  await inTransaction?.(em);
  await em.nativeUpdate(PublicationEntity, { id, deferredUntil: { $lte: clockTime() } }, { deferredUntil: null });
}
