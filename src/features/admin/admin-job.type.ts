import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { IsOptional, MaxLength } from 'class-validator';
import { connectionType } from '../../platform/graphql/connection.ts';
import { JobFailureType, JobStatusEnum, JobTypeEnum, StepNameEnum } from '../jobs/job/job.type.ts';
import type { JobStatus, JobType, StepName } from '../jobs/job/job.states.ts';

const FILTER_TEXT_AT_MOST = 200;
const TOO_LONG = { message: `Must have at most ${FILTER_TEXT_AT_MOST} characters.` };

@InputType('AdminJobFilter')
export class AdminJobFilterInput {
  @Field(() => JobTypeEnum, { nullable: true }) type?: JobType | null;
  @Field(() => JobStatusEnum, { nullable: true }) status?: JobStatus | null;
  @Field(() => ID, { nullable: true }) workspaceId?: string | null;
  @Field(() => String, { nullable: true, description: 'Failure code as listed in docs/errors.md.' })
  @IsOptional()
  @MaxLength(FILTER_TEXT_AT_MOST, TOO_LONG)
  failureCode?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Case-insensitive substring of the title or the workspace name.',
  })
  @IsOptional()
  @MaxLength(FILTER_TEXT_AT_MOST, TOO_LONG)
  text?: string | null;
}

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
