import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import { UserType } from '../../identity/identity.type.ts';
import { loadUser } from '../../identity/account/user.read.ts';
import type { SeenUser } from '../../identity/account/user.read.ts';
import { ApiKeyType, ApiKeyWithSecretType, CreateApiKeyInput } from './api-key.type.ts';
import type { ApiKeyService, ApiKeyWithSecret } from './api-key.service.ts';
import type { WorkspaceRow } from '../workspace/workspace.entity.ts';
import { WorkspaceType } from '../workspace/workspace.type.ts';
import type { ListedApiKey } from '../workspace/workspace.read.ts';

@Resolver(() => WorkspaceType)
export class ApiKeyResolver {
  readonly #apiKeys: ApiKeyService;

  constructor(apiKeys: ApiKeyService) {
    this.#apiKeys = apiKeys;
  }

  @FieldResolver(() => [ApiKeyType], {
    description: 'The API keys of the workspace that are not revoked, newest first. Requires the role ADMIN.',
  })
  apiKeys(@Ctx() { scope }: Context, @Root() workspace: WorkspaceRow): Promise<readonly ListedApiKey[]> {
    return this.#apiKeys.list(scope, workspace.id);
  }

  @Mutation(() => ApiKeyWithSecretType, {
    description:
      'Creates an API key, which a program sends as `Authorization: Bearer rwk_…`. Requires the role ADMIN; API keys cannot create API keys.',
  })
  createApiKey(@Ctx() { scope }: Context, @Arg('input', () => CreateApiKeyInput) input: CreateApiKeyInput): Promise<ApiKeyWithSecret> {
    return this.#apiKeys.create(scope, input);
  }

  @Mutation(() => Boolean, {
    description: 'Revokes an API key: it stops working at once, and its WebSockets are closed. Requires the role ADMIN. Returns true.',
  })
  async revokeApiKey(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the API key.' }) id: string,
  ): Promise<boolean> {
    await this.#apiKeys.revoke(scope, id);
    return true;
  }
}

@Resolver(() => ApiKeyType)
export class ApiKeyCreatorResolver {
  @FieldResolver(() => UserType, {
    nullable: true,
    description: 'The person who created the key. Null when that person has left the workspace; then the key no longer works.',
  })
  createdBy(@Ctx() { scope }: Context, @Root() apiKey: ListedApiKey): Promise<SeenUser | null> {
    return loadUser(scope, apiKey.createdBy);
  }
}
