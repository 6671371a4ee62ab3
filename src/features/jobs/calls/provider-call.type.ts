import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Float, ID, ObjectType } from 'type-graphql';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import { ATTEMPT_STATES } from '../job/job.states.ts';
import type { AttemptState } from '../job/job.states.ts';

const ProviderCallStateEnum = enumType(ATTEMPT_STATES, 'ProviderCallState', 'What is known of a call to a provider.', {
  DONE: 'The provider did the work, and its cost is booked.',
  FAILED: 'The provider did not do the work: it refused the call, never received it, or the work was canceled.',
  PREPARED: 'The call is about to be sent. Nothing was charged.',
  SENT: 'The provider may have the call; its answer has not arrived.',
  UNCERTAIN:
    'The answer was lost, and the provider cannot report it: the call may have been charged. It is never sent again by itself; look at the usage page of the provider.',
});

@ObjectType('ProviderCharge', {
  description: 'What a provider charged for a call or for one part of an asset, in the unit of the provider.',
})
export class ProviderChargeType {
  @Field(() => String, { description: 'What is counted, for example `characters`, `tokens` or `credits`.' }) unit!: string;
  @Field(() => Float, { description: 'How many of the unit were charged.' }) amount!: number;
  @Field(() => Float, { nullable: true, description: 'About how many US dollars that is. Null where the price is not known.' }) usd?:
    number | undefined;
}

@ObjectType('ProviderCall', { description: 'A call of a job to a provider (AI service), which is recorded before it is sent.' })
export class ProviderCallType {
  @Field(() => ID, { description: 'The id of the call. D-ID and ComfyUI have received it too.' }) id!: string;
  @Field(() => String, { description: 'What was asked for: SCRIPT, SPEECH, VISUAL, CLIP, AVATAR or TRANSCRIPTION.' }) kind!: string;
  @Field(() => String, { description: 'Stable name of the provider, for example `runway`.' }) provider!: string;
  @Field(() => String, { description: 'The model of the provider, or what is in its place.' }) model!: string;
  @Field(() => ProviderCallStateEnum, { description: 'What is known of the call.' }) state!: AttemptState;
  @Field(() => String, {
    nullable: true,
    description:
      'Why the call failed: a code of a failed job, CANCELED when its work was canceled with the job, NOT_SENT or LOST when the provider never had it. NOT_FETCHED with the state DONE when `retryJob` uses its result. Null otherwise.',
  })
  failure!: string | null;
  @Field(() => Boolean, {
    description: 'Whether calls to this provider cost nothing, because it is a server of the operator without a key.',
  })
  isFree!: boolean;
  @Field(() => ProviderChargeType, {
    nullable: true,
    description: 'What was charged. Null where nothing was, and where it is not known.',
  })
  cost!: ProviderChargeType | null;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'The time at which the call was sent. Null when it was not.' })
  sentAt!: Date | null;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'The time at which its end became known. Null before that.' })
  endedAt!: Date | null;
}
