import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { SetProviderKey } from './provider-keys.service.ts';

const PROVIDER = 'Name of the provider: `openai`, `gemini`, `elevenlabs` or `stability`.';

@ObjectType('ProviderKey', { description: 'A workspace’s own key of a provider. The key itself is never shown.' })
export class ProviderKeyType {
  @Field(() => String, { description: PROVIDER }) provider!: string;
  @Field(() => String, { description: 'The last four characters of the key, by which people recognize it.' }) hint!: string;
  @Field(() => Int, {
    description: 'How many calls with the key failed one after the other. From 5 on, films use the next provider of the order.',
  })
  failures!: number;
  @Field(() => String, {
    nullable: true,
    description: 'The code of the last failure, for example `BAD_KEY`; docs/errors.md lists the codes. Null while calls succeed.',
  })
  failure!: string | null;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'The time of the last failed call. Null while calls succeed.' })
  failedAt!: Date | null;
  @Field(() => GraphQLDateTime, { description: 'The time at which the workspace set its first key of the provider.' }) createdAt!: Date;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'The time at which the key was replaced. Null before that.' })
  updatedAt!: Date | null;
}

@ObjectType('ProviderKeyTest', { description: 'What a provider answers to a key, without any cost.' })
export class ProviderKeyTestType {
  @Field(() => Boolean, { description: 'Whether the provider accepts the key.' }) works!: boolean;
  @Field(() => String, { description: 'The result in a sentence for people.' }) message!: string;
  @Field(() => [String], { description: 'Names of models that the key may use, at most 200. Empty where the provider has no list.' })
  models!: readonly string[];
}

@InputType({ description: 'The key of a provider for a workspace.' })
export class SetProviderKeyInput implements SetProviderKey {
  @Field(() => ID, { description: 'The id of the workspace whose calls use the key.' }) workspaceId!: string;
  @Field(() => String, { description: PROVIDER }) provider!: string;
  @Field(() => String, { description: 'The key, 8 to 500 characters without spaces. It is encrypted and never shown again.' }) key!: string;
}

@InputType({ description: 'A workspace and the provider whose key is meant.' })
export class ProviderKeyInput {
  @Field(() => ID, { description: 'The id of the workspace that has the key.' }) workspaceId!: string;
  @Field(() => String, { description: PROVIDER }) provider!: string;
}
