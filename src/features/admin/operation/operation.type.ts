import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import type { StepName } from '../../jobs/job/job.states.ts';
import { StepNameEnum } from '../../jobs/job/job.type.ts';
import type { InstallationSpend } from '../spend/installation-spend.ts';
import { AdminSpendType } from '../spend/installation-spend.type.ts';
import { PAUSABLE_QUEUES, WATCHED_STEP_STATES, WORKER_STATES } from './operation.states.ts';
import type { WatchedStepState, WorkerState } from './operation.states.ts';

export const PausableQueueEnum = enumType(PAUSABLE_QUEUES, 'PausableQueue', 'A queue that administrators can pause.', {
  JOBS: 'The steps of all jobs. Steps that run are finished.',
});

const WorkerStateEnum = enumType(WORKER_STATES, 'WorkerState', 'Whether a worker reports that it runs.', {
  ALIVE: 'The worker reported a heartbeat within the last 15 seconds.',
  SILENT: 'The worker was killed or lost its connection. It is removed after a minute; other workers take its steps before.',
});

const WatchedStepStateEnum = enumType(WATCHED_STEP_STATES, 'AdminStepState', 'The state of a step that administrators watch.', {
  DEAD: 'The step was tried as often as it may be, and its job failed. `retryJob` starts it again.',
  FAILING: 'The step failed or lost its worker, and is tried again.',
  RUNNING: 'A worker runs the step.',
});

@ObjectType('AdminWorker', { description: 'A worker of the installation.' })
class AdminWorkerType {
  @Field(() => ID, { description: 'The id of the worker, new at each start.' }) id!: string;
  @Field(() => WorkerStateEnum, { description: 'Whether the worker reports that it runs.' }) state!: WorkerState;
  @Field(() => Int, { description: 'The number of steps that the worker runs at most at the same time.' }) slots!: number;
  @Field(() => Int, { description: 'The number of steps that the worker ran at its last heartbeat.' }) running!: number;
  @Field(() => Float, { description: 'The load average of the worker’s machine over a minute, at its last heartbeat.' }) load!: number;
  @Field(() => GraphQLDateTime, { description: 'The time at which the worker started.' }) startedAt!: Date;
  @Field(() => GraphQLDateTime, { description: 'The time of the last heartbeat. Workers report one every 5 seconds.' }) lastSeenAt!: Date;
}

@ObjectType('AdminQueue', { description: 'How much work waits and runs.' })
class AdminQueueType {
  @Field(() => Boolean, { description: 'Whether `pauseQueue` keeps workers from starting steps.' }) paused!: boolean;
  @Field(() => Int, { description: 'The number of jobs of which no step has started.' }) queuedJobs!: number;
  @Field(() => Int, { description: 'The number of jobs that run.' }) runningJobs!: number;
  @Field(() => Int, { description: 'The number of steps that could start and wait for a worker.' }) waitingSteps!: number;
  @Field(() => Int, { description: 'The number of steps that workers run.' }) runningSteps!: number;
}

@ObjectType('AdminStep', { description: 'A step of a job that runs, fails or has failed, without its content.' })
class AdminStepType {
  @Field(() => ID, { description: 'The id of the step.' }) id!: string;
  @Field(() => ID, { description: 'The id of the job, which `adminJobs` shows and `retryJob` accepts.' }) jobId!: string;
  @Field(() => ID, { description: 'The id of the workspace that the job belongs to.' }) workspaceId!: string;
  @Field(() => StepNameEnum, { description: 'The stage that the step belongs to.' }) name!: StepName;
  @Field(() => WatchedStepStateEnum, { description: 'Whether the step runs, is tried again or has failed.' }) state!: WatchedStepState;
  @Field(() => Int, { description: 'How often the step was started.' }) attempt!: number;
  @Field(() => Int, { description: 'How often the step failed or lost its worker.' }) failures!: number;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time at which the step first started, or at which its job failed. Null before the first start.',
  })
  since!: Date | null;
}

@ObjectType('AdminEvent', { description: 'The state of workers, of the queue of jobs and of the spending at one time.' })
export class AdminEventType {
  @Field(() => GraphQLDateTime, { description: 'The time of the snapshot.' }) at!: Date;
  @Field(() => [AdminWorkerType], { description: 'The workers, in the order of their start. Empty when none runs.' })
  workers!: readonly AdminWorkerType[];
  @Field(() => AdminQueueType, { description: 'How much work waits and runs.' }) queue!: AdminQueueType;
  @Field(() => AdminSpendType, {
    description: 'What calls with keys of the installation cost this month; `state` becomes NEAR and REACHED by the limit.',
  })
  spend!: InstallationSpend;
  @Field(() => [AdminStepType], {
    description:
      'Up to 50 running steps, up to 50 failing ones, and the failed steps of the 20 newest failed jobs, in this order. Empty when there are none.',
  })
  steps!: readonly AdminStepType[];
}
