import { GraphQLDateTime } from 'graphql-scalars';
import { Field, InputType, ObjectType } from 'type-graphql';
import { PROVIDER_WITH_KEY } from '../../providers/keys/provider-key.type.ts';
import { SettingSourceEnum } from '../settings/settings.type.ts';
import type { SettingSource } from '../settings/settings.states.ts';

@ObjectType('InstallationProviderKey', {
  description: 'A key with which the installation pays a provider, for workspaces without a key of their own. The key is never shown.',
})
export class InstallationProviderKeyType {
  @Field(() => String, { description: PROVIDER_WITH_KEY }) provider!: string;
  @Field(() => String, { description: 'The last four characters of the key, by which people recognize it.' }) hint!: string;
  @Field(() => SettingSourceEnum, {
    description: 'ENV for a key that an environment variable sets and that cannot be changed here, otherwise DATABASE.',
  })
  source!: SettingSource;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time at which a key of the provider was first set. Null for a key of the environment.',
  })
  createdAt!: Date | null;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time at which the key was last replaced. Null when it was never replaced, and for a key of the environment.',
  })
  updatedAt!: Date | null;
}

@InputType({ description: 'A key with which the installation pays a provider.' })
export class SetInstallationProviderKeyInput {
  @Field(() => String, { description: PROVIDER_WITH_KEY }) provider!: string;
  @Field(() => String, { description: 'The key, 8 to 500 characters without spaces. It is encrypted and never shown again.' }) key!: string;
}
