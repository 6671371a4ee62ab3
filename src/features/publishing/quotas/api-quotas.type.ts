import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import { API_QUOTAS } from './api-quotas.service.ts';
import type { ApiQuota, ApiQuotaName } from './api-quotas.service.ts';

const ApiQuotaNameEnum = enumType(API_QUOTAS, 'ApiQuotaName', 'What a daily quota of a vendor limits.', {
  REQUESTS: 'Requests that may cost money, with the key of the installation. Requests with the key of a workspace do not count.',
  UNITS: 'Units of all calls of the YouTube Data API but uploads: 50 for a thumbnail, 400 for captions, 50 for a playlist, 1 for a read.',
  UPLOADS: 'Films that are uploaded to YouTube.',
});

@ObjectType('ApiQuota', { description: 'A daily quota that the installation has at a vendor, shared by all of its workspaces.' })
export class ApiQuotaType implements ApiQuota {
  @Field(() => String, { description: 'The name of the vendor: `youtube`, `gemini` or `stability`.' }) provider!: string;
  @Field(() => ApiQuotaNameEnum, { description: 'What the quota limits.' }) quota!: ApiQuotaName;
  @Field(() => Int, {
    description: 'What is used today, by the count of Reelwright; at least the limit once the vendor reports it used up.',
  })
  used!: number;
  @Field(() => Int, { description: 'The most that may be used in a day. Work beyond it waits for `resetsAt`.' }) limit!: number;
  @Field(() => GraphQLDateTime, { description: 'The time at which the count starts at 0 again: midnight in Pacific time.' })
  resetsAt!: Date;
}
