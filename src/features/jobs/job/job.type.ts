import { GraphQLDateTime, GraphQLJSON } from 'graphql-scalars';
import { ArgsType, Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../../platform/graphql/types/connection.ts';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import { IdempotencyKey } from '../../../platform/graphql/types/idempotency-key.ts';
import { OneOfField, TimeRangeInput, listArgs } from '../../../platform/graphql/types/list-args.ts';
import { FAILURE_CATEGORIES } from '../../../kernel/failure.ts';
import type { FailureCategory } from '../../../kernel/failure.ts';
import type { JobEventFilter, JobEventOrderField } from './job.read.ts';
import { JOB_EVENT_TYPES, JOB_STATUSES, JOB_TYPES, STEP_NAMES, STEP_STATUSES } from './job.states.ts';
import type { JobEventType, JobStatus, JobType, StepName, StepStatus } from './job.states.ts';
import { NodeType } from '../../../platform/graphql/types/node.ts';

const NO_JOB_YET = 'Reserved. No job of this type is made yet; a filter by it finds nothing.';
export const JobTypeEnum = enumType(JOB_TYPES, 'JobType', 'What a job makes.', {
  EXPORT: 'Exports data, such as the audit log, to a file.',
  IMPORT: 'Fetches a file from a URL and checks it.',
  INGEST: 'Checks an uploaded file and derives previews from it.',
  VIDEO: 'Makes a film.',
  SCRIPT: 'Writes the scenes of a project, or makes parts of a scene again.',
  IMAGE: 'Makes one picture from a prompt.',
  SPEECH: 'Speaks one text.',
  TRANSCRIPTION: 'Writes down what is said in a recording or a film, as captions.',
  AVATAR: NO_JOB_YET,
  PUBLISH: NO_JOB_YET,
});
export const JobStatusEnum = enumType(JOB_STATUSES, 'JobStatus', 'The state of a job.', {
  CANCELED: 'The job was canceled. This is final.',
  COMPLETED: 'The job is finished and its outputs are ready. This is final.',
  FAILED: 'The job failed; `failure` says why. `retryJob` queues it again.',
  QUEUED: 'The job waits for its first step to start.',
  RUNNING: 'At least one step of the job has started.',
});
export const StepNameEnum = enumType(
  STEP_NAMES,
  'StepName',
  "A stage of a job. `retryJob` takes those of the job's own type that it has reached and answers BAD_USER_INPUT or INVALID_STATE to others.",
  {
    ASSEMBLE: 'Joins the segments to one film with sound and captions. A stage of VIDEO jobs.',
    DELIVER: 'Stores the film and its files as assets. A stage of VIDEO jobs.',
    SCRIPT: 'Writes the scenes from the prompt or the script, or takes them from the project. A stage of VIDEO and SCRIPT jobs.',
    SEGMENT: 'Encodes the film of each scene. A stage of VIDEO jobs.',
    VERIFY: 'Measures the finished film. A stage of VIDEO jobs.',
    VISUAL: 'Makes the picture of each scene. A stage of VIDEO and SCRIPT jobs.',
    VOICE: 'Speaks the text of each scene. A stage of VIDEO and SCRIPT jobs.',
    FETCH: 'A stage of IMPORT jobs. Refused for jobs of another type.',
    PROBE: 'A stage of INGEST and IMPORT jobs. Refused for jobs of another type.',
    DERIVE: 'A stage of INGEST and IMPORT jobs. Refused for jobs of another type.',
    GENERATE: 'A stage of EXPORT jobs. Refused for jobs of another type.',
    UPLOAD: 'Reserved. No job has this stage yet; `retryJob` refuses it.',
  },
);
const StepStatusEnum = enumType(STEP_STATUSES, 'StepStatus', 'The state of a stage.', {
  CANCELED: 'The stage was canceled with its job.',
  COMPLETED: 'All parts of the stage are finished.',
  FAILED: 'A part of the stage failed, and the job with it.',
  PENDING: 'No part of the stage has started.',
  RUNNING: 'At least one part of the stage has started, and not all are finished.',
  SKIPPED: 'The stage was not needed.',
});
const JobEventTypeEnum = enumType(JOB_EVENT_TYPES, 'JobEventType', 'What an event of a job reports.', {
  LOG: 'A message for people, for example that a step is retried.',
  PROGRESS: 'The progress has grown. At most four a second; slow readers may miss some.',
  SNAPSHOT: 'The current state of the job, with which a subscription starts. It is never logged.',
  STATUS: 'The state of the job has changed.',
  STEP: 'A step has started or ended.',
});
const FailureCategoryEnum = enumType(FAILURE_CATEGORIES, 'FailureCategory', 'Who can do something about a failure.', {
  CANCELED: 'The job was canceled.',
  INTERNAL: 'Reelwright itself failed; tell the operator.',
  PROVIDER: 'A provider, such as a speech service, failed or refused.',
  QUOTA: 'A quota or the credits of the workspace were used up.',
  RESOURCE: 'A resource of the machine, such as memory or disk space, ran out.',
  USER_INPUT: 'The request or a file is the cause; change it and try again.',
});

@ObjectType('JobStep', {
  description: 'A stage of the job, not one scene: `done` of `total` scenes are finished, `reused` of them came from the cache.',
})
export class JobStepType {
  @Field(() => StepNameEnum, { description: 'The name of the stage.' }) name!: StepName;
  @Field(() => StepStatusEnum, { description: 'The state of the stage.' }) status!: StepStatus;
  @Field(() => Float, { description: 'The progress of the stage from 0 to 1.' }) progress!: number;
  @Field(() => Int, { description: 'How many of the parts of the stage are finished.' }) done!: number;
  @Field(() => Int, { description: 'How many parts the stage has: one for each scene, or one for the whole film.' }) total!: number;
  @Field(() => Int, { description: 'How many of the finished parts came from the cache.' }) reused!: number;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'The time at which the first part of the stage started. Null before that.' })
  startedAt!: Date | null;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'The time at which the last part of the stage ended. Null before that.' })
  finishedAt!: Date | null;
}

@ObjectType('JobFailure', { description: 'Why a job failed, and what to do about it.' })
export class JobFailureType {
  @Field(() => String, { description: 'The stable code of the failure; docs/errors.md lists all of them.' }) code!: string;
  @Field(() => FailureCategoryEnum, { description: 'Who can do something about the failure.' }) category!: FailureCategory;
  @Field(() => StepNameEnum, { nullable: true, description: 'The stage that failed. Null when the job failed outside a stage.' })
  step!: StepName | null;
  @Field(() => ID, { nullable: true, description: 'The id of the scene that failed. Null when no single scene did.' }) sceneId!:
    string | null;
  @Field(() => Boolean, { description: 'Whether a retry may succeed without changing the request.' }) retryable!: boolean;
  @Field(() => String, { description: 'What went wrong, in one sentence for people.' }) message!: string;
  @Field(() => String, { nullable: true, description: 'What you can do about it. Null when there is nothing to do.' }) hint!: string | null;
  @Field(() => Int, { description: 'How many times the failed step was tried.' }) attempts!: number;
  @Field(() => [String], {
    description: 'The last log lines of the tool that failed, without paths and secrets. Empty when it wrote none.',
  })
  logTail!: string[];
}

@ObjectType('Job', {
  implements: NodeType,
  description: 'Work that the engine does in stages, such as making a film. Follow it with `jobProgress`.',
})
export class JobObjectType implements NodeType {
  id!: string;
  @Field(() => JobTypeEnum, { description: 'What the job makes.' }) type!: JobType;
  @Field(() => JobStatusEnum, { description: 'The state of the job.' }) status!: JobStatus;
  @Field(() => String, { description: 'The title of the job, at most 200 characters.' }) title!: string;
  @Field(() => Float, { description: 'The progress of the job from 0 to 1. It never decreases within an attempt.' }) progress!: number;
  @Field(() => StepNameEnum, { nullable: true, description: 'The stage that progressed last. Null before the first one started.' })
  step!: StepName | null;
  @Field(() => Int, { description: 'Priority among the jobs of the workspace, 0 to 9; higher is sooner.' }) priority!: number;
  @Field(() => Int, { description: 'The number of the current attempt: 1 at first, and one more for each retry.' }) attempt!: number;
  @Field(() => Int, { description: 'Maximum cost in credits, reserved until the job ends.' }) creditsReserved!: number;
  @Field(() => Int, { description: 'Credits charged: for a completed job at most `creditsReserved`, else 0.' })
  creditsCharged!: number;
  @Field(() => GraphQLJSON, {
    nullable: true,
    description: 'What the client attached to the job: at most 50 texts by key. Null when there is nothing.',
  })
  metadata!: Readonly<Record<string, string>> | null;
  @Field(() => Int, {
    nullable: true,
    description:
      'The number of the version of the project that the job is made from, to read with `projectVersion`. Null without a project, and until the script of a requested film is written.',
  })
  projectVersion!: number | null;
  @Field(() => JobFailureType, { nullable: true, description: 'Why the job failed. Null unless its status is FAILED.' })
  failure!: JobFailureType | null;
  @Field(() => GraphQLDateTime, { description: 'The time at which the job was created.' }) createdAt!: Date;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'The time at which the first step of the job started. Null before that.' })
  startedAt!: Date | null;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'The time at which the job ended. Null while it has not ended.' })
  finishedAt!: Date | null;
}

@ObjectType('JobEvent', {
  description:
    'An event of a job. `status`, `progress` and `step` are those of the event; `job` is current at delivery, never older. `sequence` is gapless per job; only a slow live reader may miss PROGRESS events.',
})
export class JobEventObjectType {
  @Field(() => String, { description: 'The position of the event. Pass it as `after` to read or receive what follows.' }) cursor!: string;
  @Field(() => Int, { description: 'The number of the event within its job, without gaps, starting with 1.' }) sequence!: number;
  @Field(() => JobEventTypeEnum, { description: 'What kind of event it is.' }) type!: JobEventType;
  @Field(() => GraphQLDateTime, { description: 'The time of the event.' }) at!: Date;
  @Field(() => JobStatusEnum, { description: 'The state of the job at the time of the event.' }) status!: JobStatus;
  @Field(() => Float, { description: 'The progress of the job from 0 to 1 at the time of the event.' }) progress!: number;
  @Field(() => StepNameEnum, { nullable: true, description: 'The stage that the event is about. Null when it is about none.' })
  step!: StepName | null;
  @Field(() => ID, { nullable: true, description: 'The id of the scene that the event is about. Null for the whole job.' }) sceneId!:
    string | null;
  @Field(() => String, { nullable: true, description: 'Text for people, for events of the type LOG. Null otherwise.' }) message!:
    string | null;
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
  @Field(() => ID, { description: 'The id of the job.' }) id!: string;
  @Field(() => StepNameEnum, {
    nullable: true,
    description: 'A stage to repeat, with everything that depends on it. Only what is missing when omitted.',
  })
  fromStep?: StepName | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}

export const JobConnectionType = connectionType('Job', () => JobObjectType);
export const JobEventConnectionType = connectionType('JobEvent', () => JobEventObjectType);
