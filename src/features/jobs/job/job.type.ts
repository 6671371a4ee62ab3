import { GraphQLDateTime } from 'graphql-scalars';
import { ArgsType, Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../../platform/graphql/connection.ts';
import { enumType } from '../../../platform/graphql/enum.ts';
import { IdempotencyKey } from '../../../platform/graphql/idempotency-key.ts';
import { OneOfField, TimeRangeInput, listArgs } from '../../../platform/graphql/list-args.ts';
import { FAILURE_CATEGORIES } from '../../../kernel/failure.ts';
import type { FailureCategory } from '../../../kernel/failure.ts';
import type { JobEventFilter, JobEventOrderField } from './job.read.ts';
import { JOB_EVENT_TYPES, JOB_STATUSES, JOB_TYPES, STEP_NAMES, STEP_STATUSES } from './job.states.ts';
import type { JobEventType, JobStatus, JobType, StepName, StepStatus } from './job.states.ts';
import { NodeType } from '../../../platform/graphql/node.ts';

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

@ObjectType('JobStep', {
  description: 'A stage of the job, not one scene: `done` of `total` scenes are finished, `reused` of them came from the cache.',
})
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
  @Field(() => String, { description: 'Stable code, listed in docs/errors.md.' }) code!: string;
  @Field(() => FailureCategoryEnum) category!: FailureCategory;
  @Field(() => StepNameEnum, { nullable: true }) step!: StepName | null;
  @Field(() => ID, { nullable: true }) sceneId!: string | null;
  @Field(() => Boolean, { description: 'Whether a retry may succeed without changing the request.' }) retryable!: boolean;
  @Field(() => String) message!: string;
  @Field(() => String, { nullable: true }) hint!: string | null;
  @Field(() => Int) attempts!: number;
  @Field(() => [String]) logTail!: string[];
}

@ObjectType('Job', { implements: NodeType })
export class JobObjectType implements NodeType {
  id!: string;
  @Field(() => JobTypeEnum) type!: JobType;
  @Field(() => JobStatusEnum) status!: JobStatus;
  @Field(() => String) title!: string;
  @Field(() => Float, { description: 'Progress from 0 to 1. Never decreases within an attempt.' }) progress!: number;
  @Field(() => StepNameEnum, { nullable: true, description: 'The stage that progressed last.' }) step!: StepName | null;
  @Field(() => Int, { description: 'Priority among the jobs of the workspace, 0 to 9; higher is sooner.' }) priority!: number;
  @Field(() => Int) attempt!: number;
  @Field(() => Int, { description: 'Maximum cost in credits, reserved until the job ends.' }) creditsReserved!: number;
  @Field(() => Int, { description: 'Credits charged: for a completed job at most `creditsReserved`, else 0.' })
  creditsCharged!: number;
  @Field(() => JobFailureType, { nullable: true }) failure!: JobFailureType | null;
  @Field(() => GraphQLDateTime) createdAt!: Date;
  @Field(() => GraphQLDateTime, { nullable: true }) startedAt!: Date | null;
  @Field(() => GraphQLDateTime, { nullable: true }) finishedAt!: Date | null;
}

@ObjectType('JobEvent', {
  description:
    'An event of a job. `status`, `progress` and `step` are those of the event; `job` is current at delivery, never older. `sequence` is gapless per job; only a slow live reader may miss PROGRESS events.',
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

@InputType('JobEventFilter', { description: 'Restricts a list of job events.' })
class JobEventFilterInput extends TimeRangeInput implements JobEventFilter {
  @OneOfField(JobEventTypeEnum, 'types') type?: JobEventType[] | null;
  @OneOfField(StepNameEnum, 'stages') step?: StepName[] | null;
}

export const JobEventListArgs = listArgs<JobEventFilterInput, JobEventOrderField>(
  'JobEvent',
  JobEventFilterInput,
  { SEQUENCE: 'The number of the event within its job, which is the order in which the events happened.' },
  'ASC',
);

@ArgsType()
export class RetryJobArgs {
  @Field(() => ID) id!: string;
  @Field(() => StepNameEnum, { nullable: true }) fromStep?: StepName | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}

export const JobConnectionType = connectionType('Job', () => JobObjectType);
export const JobEventConnectionType = connectionType('JobEvent', () => JobEventObjectType);
