import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../../platform/graphql/types/connection.ts';
import { OneOfField, ReferenceField, TextField, TimeRangeInput, listArgs } from '../../../platform/graphql/types/list-args.ts';
import { JobFailureType, JobStatusEnum, JobTypeEnum, StepNameEnum } from '../../jobs/job/job.type.ts';
import type { AdminJobFilter, AdminJobOrderField } from './admin-job.read.ts';
import type { JobStatus, JobType, StepName } from '../../jobs/job/job.states.ts';

@InputType('AdminJobFilter', { description: 'Restricts a list of jobs of all workspaces. A job must match all given fields.' })
class AdminJobFilterInput extends TimeRangeInput implements AdminJobFilter {
  @OneOfField(JobTypeEnum, 'types') type?: JobType[] | null;
  @OneOfField(JobStatusEnum, 'statuses') status?: JobStatus[] | null;
  @ReferenceField('of the workspace') workspaceId?: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'Only jobs that failed with this code, for example `DISK_FULL`; docs/errors.md lists all codes. When omitted or null, this does not restrict the list.',
  })
  failureCode?: string | null;
  @TextField('title or workspace name') text?: string | null;
}

export const AdminJobListArgs = listArgs<AdminJobFilterInput, AdminJobOrderField>('AdminJob', AdminJobFilterInput, {
  CREATED_AT: 'The time at which the job was created.',
});

@ObjectType('AdminJob', { description: 'A job of any workspace, as administrators of the installation see it.' })
class AdminJobType {
  @Field(() => ID, { description: 'The id of the job, which `retryJob` accepts.' }) id!: string;
  @Field(() => ID, { description: 'The id of the workspace that the job belongs to.' }) workspaceId!: string;
  @Field(() => String, { description: 'The name of the workspace that the job belongs to.' }) workspaceName!: string;
  @Field(() => JobTypeEnum, { description: 'What the job does.' }) type!: JobType;
  @Field(() => JobStatusEnum, { description: 'The state of the job.' }) status!: JobStatus;
  @Field(() => String, { description: 'The title of the job.' }) title!: string;
  @Field(() => Float, { description: 'The progress of the job, from 0 to 1.' }) progress!: number;
  @Field(() => StepNameEnum, { nullable: true, description: 'The stage that progressed last. Null before the first stage started.' })
  step!: StepName | null;
  @Field(() => Int, { description: 'The number of the current attempt: 1 at first, and one more after each `retryJob`.' }) attempt!: number;
  @Field(() => JobFailureType, { nullable: true, description: 'Why the job failed. Null unless its status is FAILED.' })
  failure!: JobFailureType | null;
  @Field(() => GraphQLDateTime, { description: 'The time at which the job was created.' }) createdAt!: Date;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'The time at which the first step of the job started. Null before that.' })
  startedAt!: Date | null;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'The time at which the job ended. Null while it has not ended.' })
  finishedAt!: Date | null;
}

export const AdminJobConnectionType = connectionType('AdminJob', () => AdminJobType);
