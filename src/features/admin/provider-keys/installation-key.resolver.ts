import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import type { ProviderKeyTest } from '../../providers/keys/key-test.service.ts';
import { PROVIDER_WITH_KEY, ProviderKeyTestType } from '../../providers/keys/provider-key.type.ts';
import type { InstallationKey, InstallationKeyService } from './installation-key.service.ts';
import { InstallationProviderKeyType, SetInstallationProviderKeyInput } from './installation-key.type.ts';

@Resolver()
export class InstallationKeyResolver {
  constructor(private readonly keys: InstallationKeyService) {}

  @Query(() => [InstallationProviderKeyType], {
    description:
      'The keys with which the installation pays providers, by the name of the provider. Empty when there are none. Only for administrators of the installation.',
  })
  installationProviderKeys(@Ctx() { scope }: Context): Promise<readonly InstallationKey[]> {
    return this.keys.list(scope);
  }

  @Mutation(() => InstallationProviderKeyType, {
    description:
      'Sets or replaces the key with which the installation pays a provider, in all processes and without a restart. A key that an environment variable sets is refused. Only for administrators of the installation.',
  })
  setInstallationProviderKey(
    @Ctx() { scope }: Context,
    @Arg('input', () => SetInstallationProviderKeyInput) input: SetInstallationProviderKeyInput,
  ): Promise<InstallationKey> {
    return this.keys.set(scope, input);
  }

  @Mutation(() => ProviderKeyTestType, {
    description: 'Asks a provider whether it accepts the key of the installation, at no cost. Only for administrators of the installation.',
  })
  testInstallationProviderKey(
    @Ctx() { scope }: Context,
    @Arg('provider', () => String, { description: PROVIDER_WITH_KEY }) provider: string,
  ): Promise<ProviderKeyTest> {
    return this.keys.test(scope, provider);
  }

  @Mutation(() => Boolean, {
    description:
      'Removes the key with which the installation pays a provider. Workspaces with keys of their own go on using them. Only for administrators of the installation. Returns true.',
  })
  async removeInstallationProviderKey(
    @Ctx() { scope }: Context,
    @Arg('provider', () => String, { description: PROVIDER_WITH_KEY }) provider: string,
  ): Promise<boolean> {
    await this.keys.remove(scope, provider);
    return true;
  }
}
