import { currentAdministrator, INSTALLATION, notAdministrator } from '../../../kernel/actor.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import type { PausableQueue } from './operation.states.ts';
import { pauseQueue, resumeQueue } from './queue.mutations.ts';

/** Pauses queues for all workers, until they are resumed; a restart changes nothing. */
export class QueuePauseService {
  constructor(private readonly mutations: Mutations) {}

  /** Idempotent. Returns whether the queue is paused afterwards. @throws ReelwrightError FORBIDDEN for a non-administrator */
  async setPaused(scope: Scope, queue: PausableQueue, paused: boolean): Promise<boolean> {
    currentAdministrator(scope);
    const mutation = paused ? pauseQueue : resumeQueue;
    await this.mutations.update(scope, { mutation, subjectId: INSTALLATION }, async (em) => {
      const [row] = await em.execute<{ changed: boolean | null }[]>('select set_queue_paused(?, ?) as changed', [queue, paused]);
      if (row?.changed == null) throw notAdministrator();
      return { before: { paused: paused !== row.changed }, after: { queue, paused } };
    });
    return paused;
  }
}
