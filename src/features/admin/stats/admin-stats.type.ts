import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Float, Int, ObjectType } from 'type-graphql';

@ObjectType('AdminFailures', { description: 'How many jobs failed with one code.' })
class AdminFailuresType {
  @Field(() => String, { description: 'The code of the failure, for example `DISK_FULL`; docs/errors.md lists all codes.' }) code!: string;
  @Field(() => Int, { description: 'The number of jobs that failed with the code.' }) jobs!: number;
}

@ObjectType('AdminDay', { description: 'Figures of the installation for one day, in UTC.' })
export class AdminDayType {
  @Field(() => GraphQLDateTime, { description: 'The begin of the day, at midnight UTC.' }) day!: Date;
  @Field(() => Int, { description: 'The number of accounts that were created on the day.' }) users!: number;
  @Field(() => Int, { description: 'The number of jobs of all types that were created on the day.' }) jobs!: number;
  @Field(() => Int, { description: 'The number of films that were requested on the day and are completed.' }) films!: number;
  @Field(() => Int, { description: 'The number of jobs that were created on the day and have failed.' }) failedJobs!: number;
  @Field(() => [AdminFailuresType], { description: 'The failed jobs by code, the most frequent code first. Empty when none failed.' })
  failures!: readonly AdminFailuresType[];
  @Field(() => Float, { description: 'The credits that workspaces were given on the day.' }) creditsGranted!: number;
  @Field(() => Float, { description: 'The credits that jobs were charged on the day.' }) creditsCharged!: number;
  @Field(() => Float, { description: 'What calls to providers cost on the day in US dollars, as far as their prices are known.' })
  providerSpend!: number;
  @Field(() => Float, {
    description: 'The size of all stored files in bytes at the end of the day, or now; 0 for days before the first count.',
  })
  storageBytes!: number;
  @Field(() => GraphQLDateTime, { description: 'The time at which a worker last computed the figures, at most 10 minutes ago for today.' })
  updatedAt!: Date;
}
