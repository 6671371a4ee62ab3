import { GraphQLDateTime } from 'graphql-scalars';
import { ArgsType, Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../platform/graphql/connection.ts';
import { enumType } from '../../platform/graphql/enum.ts';
import { IdempotencyKey } from '../../platform/graphql/idempotency-key.ts';
import { FAILURE_CATEGORIES } from '../../kernel/failure.ts';
import type { FailureCategory } from '../../kernel/failure.ts';
import { JOB_EVENT_TYPES, JOB_STATUSES, JOB_TYPES, STEP_NAMES, STEP_STATUSES } from './job.states.ts';
import type { JobEventType, JobStatus, JobType, StepName, StepStatus } from './job.states.ts';

const NO_JOB_YET = 'Reserved. No job of this type is made yet; a filter by it finds nothing.';
export const JobTypeEnum = enumType(JOB_TYPES, 'JobType', 'What a job makes.', {
  SCRIPT: NO_JOB_YET,
  IMAGE: NO_JOB_YET,
  SPEECH: NO_JOB_YET,
  AVATAR: NO_JOB_YET,
  PUBLISH: NO_JOB_YET,
});
export const JobStatusEnum = enumType(JOB_STATUSES, 'JobStatus');
export const StepNameEnum = enumType(
  STEP_NAMES,
  'StepName',
  "A stage of a job. `retryJob` takes those of the job's own type that it has reached and answers BAD_USER_INPUT or INVALID_STATE to others.",
  {
    FETCH: 'A stage of IMPORT jobs. Refused for jobs of another type.',
    PROBE: 'A stage of INGEST and IMPORT jobs. Refused for jobs of another type.',
    DERIVE: 'A stage of INGEST and IMPORT jobs. Refused for jobs of another type.',
    GENERATE: 'A stage of EXPORT jobs. Refused for jobs of another type.',
    UPLOAD: 'Reserved. No job has this stage yet; `retryJob` refuses it.',
  },
);
const StepStatusEnum = enumType(STEP_STATUSES, 'StepStatus');
const JobEventTypeEnum = enumType(JOB_EVENT_TYPES, 'JobEventType');
const FailureCategoryEnum = enumType(FAILURE_CATEGORIES, 'FailureCategory');

@ObjectType('JobStep', { description: 'One a stage, not one a scene: `done` of `total` scenes, `reused` of them from the cache.' })
export class JobStepType {
  @Field(() => StepNameEnum) name!: StepName;
  @Field(() => StepStatusEnum) status!: StepStatus;
  @Field(() => Float) progress!: number;
  @Field(() => Int) done!: number;
  @Field(() => Int) total!: number;
  @Field(() => Int) reused!: number;
  @Field(() => GraphQLDateTime, { nullable: true }) startedAt!: Date | null;
  @Field(() => GraphQLDateTime, { nullable: true }) finishedAt!: Date | null;
}

@ObjectType('JobFailure')
export class JobFailureType {
  @Field(() => String, { description: 'Stable; listed in docs/errors.md.' }) code!: string;
  @Field(() => FailureCategoryEnum) category!: FailureCategory;
  @Field(() => StepNameEnum, { nullable: true }) step!: StepName | null;
  @Field(() => ID, { nullable: true }) sceneId!: string | null;
  @Field(() => Boolean, { description: 'Would the same job succeed later?' }) retryable!: boolean;
  @Field(() => String) message!: string;
  @Field(() => String, { nullable: true }) hint!: string | null;
  @Field(() => Int) attempts!: number;
  @Field(() => [String]) logTail!: string[];
}

@ObjectType('Job')
export class JobObjectType {
  @Field(() => ID) id!: string;
  @Field(() => JobTypeEnum) type!: JobType;
  @Field(() => JobStatusEnum) status!: JobStatus;
  @Field(() => String) title!: string;
  @Field(() => Float, { description: '0 to 1; never falls within an attempt.' }) progress!: number;
  @Field(() => StepNameEnum, { nullable: true, description: 'The stage that moved last.' }) step!: StepName | null;
  @Field(() => Int, { description: 'Among the jobs of its workspace, 0 to 9; higher is sooner.' }) priority!: number;
  @Field(() => Int) attempt!: number;
  @Field(() => Int, { description: 'The most that it may cost, set aside while it has not ended.' }) creditsReserved!: number;
  @Field(() => Int, { description: 'What it did cost: for a completed job at most `creditsReserved`, else nothing.' })
  creditsCharged!: number;
  @Field(() => JobFailureType, { nullable: true }) failure!: JobFailureType | null;
  @Field(() => GraphQLDateTime) createdAt!: Date;
  @Field(() => GraphQLDateTime, { nullable: true }) startedAt!: Date | null;
  @Field(() => GraphQLDateTime, { nullable: true }) finishedAt!: Date | null;
}

@ObjectType('JobEvent', {
  description:
    'status, progress and step are those of the event; `job` is as it is at delivery, never older. `sequence` is gapless for a job; only a live reader too slow for its stream may miss PROGRESS.',
})
export class JobEventObjectType {
  @Field(() => String) cursor!: string;
  @Field(() => Int) sequence!: number;
  @Field(() => JobEventTypeEnum) type!: JobEventType;
  @Field(() => GraphQLDateTime) at!: Date;
  @Field(() => JobStatusEnum) status!: JobStatus;
  @Field(() => Float) progress!: number;
  @Field(() => StepNameEnum, { nullable: true }) step!: StepName | null;
  @Field(() => ID, { nullable: true }) sceneId!: string | null;
  @Field(() => String, { nullable: true }) message!: string | null;
}

@ArgsType()
export class RetryJobArgs {
  @Field(() => ID) id!: string;
  @Field(() => StepNameEnum, { nullable: true }) fromStep?: StepName | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}

export const JobConnectionType = connectionType('Job', () => JobObjectType);
export const JobEventConnectionType = connectionType('JobEvent', () => JobEventObjectType);
