import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import type { ProviderKind } from '../../platform/catalogue/providers.ts';
import { ProviderStateEnum } from '../providers/capabilities.type.ts';
import { ProviderKindEnum } from '../providers/catalogue.type.ts';
import type { ProviderState } from '../providers/circuits/circuit.states.ts';

@ObjectType('AdminProvider', { description: 'A provider whose last call with the key or the server of the installation failed.' })
export class AdminProviderType {
  @Field(() => ProviderKindEnum, { description: 'What the provider was called for.' }) kind!: ProviderKind;
  @Field(() => String, { description: 'Stable name of the provider, for example `elevenlabs`.' }) name!: string;
  @Field(() => ProviderStateEnum, { description: 'Whether films are made with the provider all the same.' }) state!: ProviderState;
  @Field(() => Int, {
    description:
      'How many calls failed one after the other. From 5 on, films use the next provider; one is enough where it refuses the key.',
  })
  failures!: number;
  @Field(() => String, {
    description: 'The code of the last failure, or of the refusal before it, for example `BILLING`; docs/errors.md lists the codes.',
  })
  failure!: string;
  @Field(() => GraphQLDateTime, { description: 'The time of the last failed call.' }) failedAt!: Date;
}
