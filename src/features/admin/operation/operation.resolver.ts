import { Arg, Ctx, Mutation, Resolver, Root, Subscription } from 'type-graphql';
import { currentAdministrator } from '../../../kernel/actor.ts';
import type { SharedLog } from '../../../platform/event-stream/shared-log.ts';
import type { Context } from '../../../platform/graphql/context.ts';
import type { OperationEvent, OperationFeed } from './operation-feed.ts';
import type { PausableQueue } from './operation.states.ts';
import { AdminEventType, PausableQueueEnum } from './operation.type.ts';
import type { QueuePauseService } from './queue-pause.service.ts';

@Resolver()
export class OperationResolver {
  constructor(
    private readonly feed: OperationFeed,
    private readonly pauses: QueuePauseService,
  ) {}

  @Subscription(() => AdminEventType, {
    description:
      'The state of workers, of the queue of jobs and of the spending: at once, and then every 2 seconds. A worker that was killed is SILENT within 20 seconds. Only for administrators of the installation.',
    subscribe: ({ context }: { context: Context }) => context.instance(OperationResolver).open(context),
  })
  adminEvents(@Root() event: OperationEvent): OperationEvent {
    return event;
  }

  @Mutation(() => Boolean, {
    description:
      'Keeps all workers from starting steps of the queue until `resumeQueue`, also after a restart. Running steps are finished, new jobs wait. Returns true. Only for administrators of the installation.',
  })
  async pauseQueue(
    @Ctx() { scope }: Context,
    @Arg('queue', () => PausableQueueEnum, { description: 'The queue to pause.' }) queue: PausableQueue,
  ): Promise<boolean> {
    await this.pauses.setPaused(scope, queue, true);
    return true;
  }

  @Mutation(() => Boolean, {
    description: 'Lets workers start steps of a paused queue again. Returns true. Only for administrators of the installation.',
  })
  async resumeQueue(
    @Ctx() { scope }: Context,
    @Arg('queue', () => PausableQueueEnum, { description: 'The queue to resume.' }) queue: PausableQueue,
  ): Promise<boolean> {
    await this.pauses.setPaused(scope, queue, false);
    return true;
  }

  /** Authorizes the subscriber before the first event. */
  open({ scope }: Context): SharedLog<OperationEvent> {
    currentAdministrator(scope);
    return this.feed.events();
  }
}
