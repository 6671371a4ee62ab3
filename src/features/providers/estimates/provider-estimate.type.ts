import { Field, Int, ObjectType } from 'type-graphql';
import type { ProviderKind } from '../../../platform/catalogue/providers.ts';
import type { Usage } from '../../../platform/catalogue/providers/costs/prices.ts';
import { ProviderChargeType } from '../../jobs/calls/provider-call.type.ts';
import { ProviderKindEnum } from '../catalogue.type.ts';
import type { ProviderEstimate } from './provider-costs.service.ts';

@ObjectType('ProviderEstimate', { description: 'What one provider is expected to charge at most, besides the credits of Reelwright.' })
export class ProviderEstimateType implements ProviderEstimate {
  @Field(() => ProviderKindEnum, { description: 'What the provider would make.' }) kind!: ProviderKind;
  @Field(() => String, { description: 'Name of the provider, as in `capabilities.providers`.' }) provider!: string;
  @Field(() => String, {
    nullable: true,
    description: 'The model of the provider. Null where there is none, and where the voice is the model.',
  })
  model!: string | null;
  @Field(() => Int, { description: 'About how many calls would be made, for example one for each scene.' }) calls!: number;
  @Field(() => Boolean, {
    description: 'Whether the calls cost nothing: the provider is built in, a server without a key, or a collection of pictures.',
  })
  isFree!: boolean;
  @Field(() => ProviderChargeType, {
    nullable: true,
    description:
      'What all calls together are expected to cost at most; the bill of the provider counts. Null for free calls, and where the amount is not known.',
  })
  charge!: Usage | null;
}
