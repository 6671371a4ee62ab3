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

export const JobTypeEnum = enumType(JOB_TYPES, 'JobType', 'What a job does.', {
  EXPORT: 'The job exports data, such as the audit log, to a file.',
  IMPORT: 'The job fetches a file from a URL and checks it.',
  INGEST: 'The job checks an uploaded file and derives previews from it.',
  VIDEO: 'The job makes a film.',
  SCRIPT: 'The job writes the scenes of a project, or makes parts of a scene again.',
  IMAGE: 'The job makes one picture from a prompt.',
  SPEECH: 'The job speaks one text.',
  CLIP: 'The job makes one clip, a silent moving picture, from a prompt.',
  TRANSCRIPTION: 'The job writes down what is said in a recording or a film, as captions.',
  AVATAR: 'The job lets a portrait speak a recording.',
  PUBLISH: 'The job publishes a film to a channel.',
});
export const JobStatusEnum = enumType(JOB_STATUSES, 'JobStatus', 'The state of a job.', {
  CANCELED: 'The job was canceled by `cancelJob`, with its batch or with its workspace. This is final.',
  COMPLETED: 'The job is finished and its outputs are READY assets. This is final.',
  FAILED: 'The job failed; `Job.failure` says why. `retryJob` makes it QUEUED again.',
  QUEUED: 'No step of the current attempt has started. The job becomes RUNNING when a worker is free.',
  RUNNING: 'At least one step of the current attempt has started. The job becomes COMPLETED, FAILED or CANCELED.',
});
export const StepNameEnum = enumType(
  STEP_NAMES,
  'StepName',
  'A stage of a job. A stage has one step for each scene, or one step for the whole job. Which stages a job has depends on its type.',
  {
    ASSEMBLE: 'Joins the encoded scenes to one film with audio and captions. A stage of VIDEO jobs.',
    DELIVER: 'Stores the film, its thumbnail, its captions and its renditions as assets. The last stage of VIDEO jobs.',
    SCRIPT: 'Writes the scenes from the prompt or the script, or takes them from the project. A stage of VIDEO and SCRIPT jobs.',
    SEGMENT: 'Encodes the video of each scene. A stage of VIDEO jobs.',
    STREAM:
      'Makes the parts of the stream as their scenes are encoded, and then the whole stream with its final sound. A stage of VIDEO jobs with the rendition HLS.',
    RENDITION:
      'Makes and checks the requested renditions of the film, one step for each. A stage of VIDEO jobs that request renditions other than HLS.',
    VERIFY: 'Measures the assembled film for `Job.checks`. A stage of VIDEO jobs.',
    VISUAL: 'Makes the picture of each scene. A stage of VIDEO and SCRIPT jobs.',
    VOICE: 'Speaks the words of each scene. A stage of VIDEO and SCRIPT jobs.',
    FETCH: 'Downloads the file from its URL. The first stage of IMPORT jobs. `retryJob` refuses it for other jobs.',
    PROBE: 'Checks the file and reads its metadata. A stage of INGEST and IMPORT jobs. `retryJob` refuses it for other jobs.',
    DERIVE:
      'Makes the thumbnail, storyboard, waveform and preview of the file. A stage of INGEST and IMPORT jobs. `retryJob` refuses it for other jobs.',
    GENERATE:
      'Makes the one file of a job. The only stage of EXPORT, IMAGE, SPEECH, CLIP, AVATAR and TRANSCRIPTION jobs. `retryJob` refuses it for other jobs.',
    UPLOAD: 'Sends the film to the channel. The first stage of PUBLISH jobs. `retryJob` refuses it for other jobs.',
    THUMBNAIL:
      'Sets the thumbnail of the film at the channel. A stage of PUBLISH jobs with a thumbnail. `retryJob` refuses it for other jobs.',
    CAPTIONS: 'Sends the captions of the film to the channel. A stage of PUBLISH jobs with captions. `retryJob` refuses it for other jobs.',
    PLAYLIST: 'Adds the film to a playlist. A stage of PUBLISH jobs with a playlist. `retryJob` refuses it for other jobs.',
    PROCESSING:
      'Waits until the platform has processed the film. The last stage of PUBLISH jobs for YouTube. `retryJob` refuses it for other jobs.',
  },
);
const StepStatusEnum = enumType(STEP_STATUSES, 'StepStatus', 'The state of a stage of a job.', {
  CANCELED: 'The stage was canceled with its job. This is final.',
  COMPLETED: 'All steps of the stage are finished.',
  FAILED: 'A step of the stage failed, and the job with it. `retryJob` runs it again.',
  PENDING: 'No step of the stage has started. It becomes RUNNING or CANCELED.',
  RUNNING: 'At least one step of the stage has started, and not all are finished. It becomes COMPLETED, FAILED or CANCELED.',
  SKIPPED: 'Reserved: no stage has this state yet. A stage that a job does not need is not listed.',
});
const JobEventTypeEnum = enumType(JOB_EVENT_TYPES, 'JobEventType', 'What a job event reports.', {
  LOG: 'A message for people, for example that a step is retried. `JobEvent.message` has its text.',
  PROGRESS: 'The progress of the job has grown. There are at most four such events a second; a slow reader may miss some.',
  SNAPSHOT: 'The current state of the job, with which a subscription starts. `jobEvents` never lists it.',
  STATUS: 'The status of the job has changed.',
  STEP: 'A step of the job has started or ended. `JobEvent.step` names its stage.',
});
const FailureCategoryEnum = enumType(
  FAILURE_CATEGORIES,
  'FailureCategory',
  'The kind of a failure, which says who can do something about it.',
  {
    CANCELED: 'The job was canceled; nobody needs to do anything.',
    INTERNAL: 'Reelwright itself failed. Report the job to the operator.',
    PROVIDER: 'A provider, such as a speech service, failed or refused the request.',
    QUOTA: 'A quota or the credits of the workspace were used up. Free some storage, or get more credits.',
    RESOURCE: 'A resource of the machine, such as memory or disk space, ran out. The operator can add more.',
    USER_INPUT: 'The request or a file is the cause. Change it and try again.',
  },
);

@ObjectType('JobStep', {
  description: 'A stage of a job and its progress. A stage consists of steps: one for each scene, or one for the whole job.',
})
export class JobStepType {
  @Field(() => StepNameEnum, { description: 'The name of the stage.' }) name!: StepName;
  @Field(() => StepStatusEnum, { description: 'The state of the stage.' }) status!: StepStatus;
  @Field(() => Float, { description: 'The progress of the stage, from 0 to 1.' }) progress!: number;
  @Field(() => Int, { description: 'Number of steps of the stage that are finished.' }) done!: number;
  @Field(() => Int, { description: 'Number of steps of the stage: one for each scene, or one for the whole job. 0 while it is not known.' })
  total!: number;
  @Field(() => Int, { description: 'Number of finished steps whose result was made earlier and is used again.' }) reused!: number;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'The time at which the first step of the stage started. Null before that.' })
  startedAt!: Date | null;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'The time at which the last step of the stage ended. Null before that.' })
  finishedAt!: Date | null;
}

@ObjectType('JobFailure', { description: 'Why a job failed, and what can be done about it.' })
export class JobFailureType {
  @Field(() => String, { description: 'The stable code of the failure, for example `DISK_FULL`; docs/errors.md lists all codes.' })
  code!: string;
  @Field(() => FailureCategoryEnum, { description: 'The kind of the failure, which says who can do something about it.' })
  category!: FailureCategory;
  @Field(() => StepNameEnum, { nullable: true, description: 'The stage that failed. Null when the job failed outside a stage.' })
  step!: StepName | null;
  @Field(() => ID, { nullable: true, description: 'The id of the scene that failed. Null when the failure is not about a single scene.' })
  sceneId!: string | null;
  @Field(() => Boolean, {
    description:
      'Whether the cause may pass by itself, so that `retryJob` is likely to succeed. When false, read `hint` first: the same failure is likely to happen again.',
  })
  retryable!: boolean;
  @Field(() => String, { description: 'What went wrong, in one sentence for people.' }) message!: string;
  @Field(() => String, { nullable: true, description: 'What can be done about the failure, for people. Null when nothing can be done.' })
  hint!: string | null;
  @Field(() => Int, { description: 'Number of attempts of the step that failed.' }) attempts!: number;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The earliest time at which `retryJob` can succeed, as the provider stated it. Null when it stated none.',
  })
  retryAt!: Date | null;
  @Field(() => [String], {
    description: 'The last log lines of the tool that failed, oldest first, without paths and secrets. Empty when it wrote none.',
  })
  logTail!: string[];
}

// A field without a resolver method has the value of the property of the same name in `job.entity.ts`; `job.read.ts` says when lists read it.
@ObjectType('Job', {
  implements: NodeType,
  description: 'A task that Reelwright works on in the background, such as making a film. The subscription `jobProgress` follows it.',
})
export class JobObjectType implements NodeType {
  id!: string;
  @Field(() => JobTypeEnum, { description: 'What the job does.' }) type!: JobType;
  @Field(() => JobStatusEnum, { description: 'The state of the job.' }) status!: JobStatus;
  @Field(() => String, { description: 'The title of the job, at most 200 characters.' }) title!: string;
  @Field(() => Float, { description: 'The progress of the job, from 0 to 1. It never decreases within an attempt.' }) progress!: number;
  @Field(() => StepNameEnum, { nullable: true, description: 'The stage that progressed last. Null before the first stage started.' })
  step!: StepName | null;
  @Field(() => Int, { description: 'Priority among the jobs of the workspace, from 0 to 9. Jobs with a higher priority start sooner.' })
  priority!: number;
  @Field(() => Int, { description: 'The number of the current attempt: 1 at first, and one more after each `retryJob`.' }) attempt!: number;
  @Field(() => Int, { description: 'The maximum cost of the job in credits, which is reserved until the job ends.' })
  creditsReserved!: number;
  @Field(() => Int, { description: 'Credits that the job was charged: at most `creditsReserved` when it is COMPLETED, otherwise 0.' })
  creditsCharged!: number;
  @Field(() => GraphQLJSON, {
    nullable: true,
    description: 'The `metadata` of the request: an object of at most 50 texts. Null when the request had none.',
  })
  metadata!: Readonly<Record<string, string>> | null;
  @Field(() => Int, {
    nullable: true,
    description:
      'The number of the project version that the film is made from; `Query.projectVersion` reads it. Null for jobs without a project, and until the stage SCRIPT of a film made by `generateVideo` is finished.',
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
    'An event of a job. `status`, `progress` and `step` have the values of the time of the event; `job` is read when the event is delivered.',
})
export class JobEventObjectType {
  @Field(() => String, {
    description:
      'The position of the event in the log of the job. Pass it as `after` to `jobProgress` or `jobEvents` to continue after the event.',
  })
  cursor!: string;
  @Field(() => Int, { description: 'The number of the event within its job, starting with 1 and without gaps.' }) sequence!: number;
  @Field(() => JobEventTypeEnum, { description: 'What the event reports.' }) type!: JobEventType;
  @Field(() => GraphQLDateTime, { description: 'The time of the event.' }) at!: Date;
  @Field(() => JobStatusEnum, { description: 'The state of the job at the time of the event.' }) status!: JobStatus;
  @Field(() => Float, { description: 'The progress of the job at the time of the event, from 0 to 1.' }) progress!: number;
  @Field(() => StepNameEnum, {
    nullable: true,
    description: 'The stage that the event is about. Null when the event is about the whole job.',
  })
  step!: StepName | null;
  @Field(() => ID, {
    nullable: true,
    description: 'The id of the scene that the event is about. Null when the event is about a whole stage or job.',
  })
  sceneId!: string | null;
  @Field(() => String, { nullable: true, description: 'The text for people of an event of the type LOG. Null for events of other types.' })
  message!: string | null;
}

@InputType('JobEventFilter', { description: 'Restricts a list of job events. An event must match all given fields.' })
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
    description:
      'The stage to repeat, together with all stages that depend on it. A stage that the job does not have or has not reached is refused. When omitted or null, finished steps are kept and only steps without a result run.',
  })
  fromStep?: StepName | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}

export const JobConnectionType = connectionType('Job', () => JobObjectType);
export const JobEventConnectionType = connectionType('JobEvent', () => JobEventObjectType);
