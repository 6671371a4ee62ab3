import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../platform/graphql/connection.ts';
import { OneOfField, ReferenceField, TextField, TimeRangeInput, listArgs } from '../../platform/graphql/list-args.ts';
import { JobFailureType, JobStatusEnum, JobTypeEnum, StepNameEnum } from '../jobs/job/job.type.ts';
import type { AdminJobFilter, AdminJobOrderField } from './admin-job.read.ts';
import type { JobStatus, JobType, StepName } from '../jobs/job/job.states.ts';

@InputType('AdminJobFilter', { description: 'Restricts a list of jobs of all workspaces.' })
class AdminJobFilterInput extends TimeRangeInput implements AdminJobFilter {
  @OneOfField(JobTypeEnum, 'types') type?: JobType[] | null;
  @OneOfField(JobStatusEnum, 'statuses') status?: JobStatus[] | null;
  @ReferenceField('of the workspace') workspaceId?: string | null;
  @Field(() => String, { nullable: true, description: 'Only jobs that failed with this code; docs/errors.md lists the codes.' })
  failureCode?: string | null;
  @TextField('title or workspace name') text?: string | null;
}

export const AdminJobListArgs = listArgs<AdminJobFilterInput, AdminJobOrderField>('AdminJob', AdminJobFilterInput, {
  CREATED_AT: 'The time at which the job was created.',
});

@ObjectType('AdminJob', { description: 'A job of any workspace, with the fields that administrators of the installation need.' })
class AdminJobType {
  @Field(() => ID, { description: 'Id of the job, for example for `retryJob`.' }) id!: string;
  @Field(() => ID) workspaceId!: string;
  @Field(() => String) workspaceName!: string;
  @Field(() => JobTypeEnum) type!: JobType;
  @Field(() => JobStatusEnum) status!: JobStatus;
  @Field(() => String) title!: string;
  @Field(() => Float) progress!: number;
  @Field(() => StepNameEnum, { nullable: true }) step!: StepName | null;
  @Field(() => Int) attempt!: number;
  @Field(() => JobFailureType, { nullable: true }) failure!: JobFailureType | null;
  @Field(() => GraphQLDateTime) createdAt!: Date;
  @Field(() => GraphQLDateTime, { nullable: true }) startedAt!: Date | null;
  @Field(() => GraphQLDateTime, { nullable: true }) finishedAt!: Date | null;
}

export const AdminJobConnectionType = connectionType('AdminJob', () => AdminJobType);
