import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import type { WorkspaceRow } from '../../workspaces/workspace/workspace.entity.ts';
import { WorkspaceType } from '../../workspaces/workspace/workspace.type.ts';
import type { ProviderKeyTest } from './key-test.service.ts';
import { ProviderKeyInput, ProviderKeyTestType, ProviderKeyType, SetProviderKeyInput } from './provider-key.type.ts';
import type { ListedProviderKey, ProviderKeys } from './provider-keys.service.ts';

@Resolver(() => WorkspaceType)
export class ProviderKeyResolver {
  readonly #keys: ProviderKeys;

  constructor(keys: ProviderKeys) {
    this.#keys = keys;
  }

  @FieldResolver(() => [ProviderKeyType], {
    description: 'The keys with which the workspace pays providers itself, by the name of the provider. Requires the role ADMIN.',
  })
  providerKeys(@Ctx() { scope }: Context, @Root() workspace: WorkspaceRow): Promise<readonly ListedProviderKey[]> {
    return this.#keys.list(scope, workspace.id);
  }

  @Mutation(() => ProviderKeyType, {
    description:
      'Sets or replaces the key with which a workspace pays a provider itself. The next call to the provider uses it. Requires the role ADMIN.',
  })
  setProviderKey(
    @Ctx() { scope }: Context,
    @Arg('input', () => SetProviderKeyInput) input: SetProviderKeyInput,
  ): Promise<ListedProviderKey> {
    return this.#keys.set(scope, input);
  }

  @Mutation(() => ProviderKeyTestType, {
    description: 'Asks a provider whether it accepts the key of the workspace, at no cost. Requires the role ADMIN.',
  })
  testProviderKey(@Ctx() { scope }: Context, @Arg('input', () => ProviderKeyInput) input: ProviderKeyInput): Promise<ProviderKeyTest> {
    return this.#keys.test(scope, input);
  }

  @Mutation(() => Boolean, {
    description:
      'Removes the key of a provider from a workspace. Then the key of the installation is used, when there is one. Requires the role ADMIN. Returns true.',
  })
  async removeProviderKey(@Ctx() { scope }: Context, @Arg('input', () => ProviderKeyInput) input: ProviderKeyInput): Promise<boolean> {
    await this.#keys.remove(scope, input);
    return true;
  }
}
