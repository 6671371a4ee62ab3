import { stepJob } from '../features/jobs/step.job.ts';
import type { StepRunnerOptions } from '../features/jobs/step-runner.ts';
import type { JobDefinition, JobHandler, QueueSettings } from '../platform/queue/queue.ts';

/** A queue and the handler of its work, which is heavy and therefore loaded by the process that works only. */
interface Entry<P extends object> {
  readonly definition: JobDefinition<P>;
  readonly handler: (options: StepRunnerOptions) => Promise<JobHandler<P>>;
}

const steps: Entry<typeof stepJob extends JobDefinition<infer P> ? P : never> = {
  definition: stepJob,
  handler: async (options) => {
    const { StepRunner } = await import('../features/jobs/step-runner.ts');
    const runner = new StepRunner(options);
    return (payload, signal) => runner.run(payload, signal);
  },
};

/** Every queue there is. */
export const jobs = [steps] as const;

/** Start-up fails on a double: two handlers would take turns with the work of one queue. */
export function queueSettings(): readonly QueueSettings[] {
  const settings = jobs.map(({ definition }) => definition);
  if (new Set(settings.map(({ name }) => name)).size < settings.length) throw new Error('two jobs share a name');
  return settings;
}
