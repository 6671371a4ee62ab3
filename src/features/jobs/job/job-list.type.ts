import { GraphQLJSON } from 'graphql-scalars';
import { Field, InputType } from 'type-graphql';
import { OneOfField, ReferenceField, TextField, TimeRangeInput, listArgs } from '../../../platform/graphql/types/list-args.ts';
import type { JobFilter, JobOrderField } from './job.read.ts';
import type { JobStatus, JobType } from './job.states.ts';
import { JobStatusEnum, JobTypeEnum } from './job.type.ts';

@InputType('JobFilter', { description: 'Restricts a list of jobs. A job must match all given fields.' })
class JobFilterInput extends TimeRangeInput implements JobFilter {
  @OneOfField(JobTypeEnum, 'types') type?: JobType[] | null;
  @OneOfField(JobStatusEnum, 'statuses') status?: JobStatus[] | null;
  @TextField('title') text?: string | null;
  @ReferenceField('created by the person') createdBy?: string | null;
  @Field(() => GraphQLJSON, {
    nullable: true,
    description:
      'Only jobs whose `metadata` has all of these entries, an object of at most 50 texts, for example `{ orderId: "1234" }`. When omitted or null, this does not restrict the list.',
  })
  metadata?: unknown;
}

export const JobListArgs = listArgs<JobFilterInput, JobOrderField>('Job', JobFilterInput, {
  CREATED_AT: 'The time at which the job was created.',
  TITLE: 'The title of the job.',
});
