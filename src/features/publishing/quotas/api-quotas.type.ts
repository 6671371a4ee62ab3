import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import { YOUTUBE_QUOTAS } from './api-quotas.service.ts';
import type { ApiQuota, YouTubeQuota } from './api-quotas.service.ts';

const ApiQuotaNameEnum = enumType(YOUTUBE_QUOTAS, 'ApiQuotaName', 'What a daily quota of a vendor limits.', {
  UNITS: 'Units of all calls of the YouTube Data API but uploads: 50 for a thumbnail, 400 for captions, 50 for a playlist, 1 for a read.',
  UPLOADS: 'Films that are uploaded to YouTube.',
});

@ObjectType('ApiQuota', { description: 'A daily quota that the installation has at a vendor, shared by all of its workspaces.' })
export class ApiQuotaType implements ApiQuota {
  @Field(() => String, { description: 'The name of the vendor, for example `youtube`.' }) provider!: string;
  @Field(() => ApiQuotaNameEnum, { description: 'What the quota limits.' }) quota!: YouTubeQuota;
  @Field(() => Int, {
    description: 'What is used today, by the count of Reelwright; at least the limit once the vendor reports it used up.',
  })
  used!: number;
  @Field(() => Int, { description: 'The most that may be used in a day. Work beyond it waits for `resetsAt`.' }) limit!: number;
  @Field(() => GraphQLDateTime, { description: 'The time at which the count starts at 0 again: midnight in Pacific time.' })
  resetsAt!: Date;
}
