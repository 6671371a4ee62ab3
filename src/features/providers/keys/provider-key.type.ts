import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { oneOf } from '../../../platform/catalogue/options.ts';
import { CLOUDS } from '../../../platform/catalogue/provider-settings.ts';
import type { SetProviderKey } from './provider-keys.service.ts';

export const PROVIDER_WITH_KEY = `The name of the provider: ${oneOf(CLOUDS.map((name) => `\`${name}\``))}.`;

@ObjectType('ProviderKey', { description: 'A key with which a workspace pays a provider itself. The key is never shown.' })
export class ProviderKeyType {
  @Field(() => String, { description: PROVIDER_WITH_KEY }) provider!: string;
  @Field(() => String, { description: 'The last four characters of the key, by which people recognize it.' }) hint!: string;
  @Field(() => Int, {
    description:
      'How many calls with the key failed one after the other, for the kind of work at which it fails most. From 5 on, films use the next provider of the order for this kind.',
  })
  failures!: number;
  @Field(() => String, {
    nullable: true,
    description:
      'The code of the last failure of that kind of work, or of the refusal before it, for example `BAD_KEY`; docs/errors.md lists the codes. Null while calls succeed.',
  })
  failure!: string | null;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time of the last failed call of that kind of work. Null while calls succeed.',
  })
  failedAt!: Date | null;
  @Field(() => GraphQLDateTime, { description: 'The time at which the workspace first set a key of the provider.' }) createdAt!: Date;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time at which the key was last replaced. Null when it was never replaced.',
  })
  updatedAt!: Date | null;
}

@ObjectType('ProviderKeyTest', { description: 'Whether a provider accepts a key, and which models the key may use.' })
export class ProviderKeyTestType {
  @Field(() => Boolean, { description: 'Whether the provider accepts the key.' }) works!: boolean;
  @Field(() => String, { description: 'The result of the test in one sentence for people.' }) message!: string;
  @Field(() => [String], {
    description: 'The names of models that the key may use, at most 200. Empty when the provider has no list of models.',
  })
  models!: readonly string[];
}

@InputType({ description: 'A key with which a workspace pays a provider itself.' })
export class SetProviderKeyInput implements SetProviderKey {
  @Field(() => ID, { description: 'The id of the workspace whose calls use the key.' }) workspaceId!: string;
  @Field(() => String, { description: PROVIDER_WITH_KEY }) provider!: string;
  @Field(() => String, { description: 'The key, 8 to 500 characters without spaces. It is encrypted and never shown again.' }) key!: string;
}

@InputType({ description: 'A workspace and a provider, which identify a key.' })
export class ProviderKeyInput {
  @Field(() => ID, { description: 'The id of the workspace that has the key.' }) workspaceId!: string;
  @Field(() => String, { description: PROVIDER_WITH_KEY }) provider!: string;
}
