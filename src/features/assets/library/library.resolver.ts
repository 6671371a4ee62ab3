import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import type { ListArgs } from '../../../kernel/page.ts';
import { connectionOf } from '../../../platform/graphql/types/connection.ts';
import type { Connection } from '../../../platform/graphql/types/connection.ts';
import type { Context } from '../../../platform/graphql/context.ts';
import type { WorkspaceRow } from '../../workspaces/workspace/workspace.entity.ts';
import { WorkspaceType } from '../../workspaces/workspace/workspace.type.ts';
import type { AssetRow } from '../asset.entity.ts';
import type { AssetFilter, AssetOrderField } from '../asset.read.ts';
import type { AssetService } from '../asset.service.ts';
import { AssetListArgs } from '../asset-list.type.ts';
import { AssetConnectionType, AssetType } from '../asset.type.ts';
import { UpdateAssetInput } from './library.input.ts';
import type { LibraryService } from './library.service.ts';

/** `Workspace.assets` and the mutations of existing assets. */
@Resolver(() => WorkspaceType)
export class LibraryResolver {
  readonly #assets: AssetService;

  constructor(
    private readonly library: LibraryService,
    assets: AssetService,
  ) {
    this.#assets = assets;
  }

  @FieldResolver(() => AssetConnectionType, {
    description: 'The assets of the workspace that are not deleted, newest first by default. The filter `status` can list deleted ones.',
  })
  async assets(
    @Ctx() { scope }: Context,
    @Root() { id }: WorkspaceRow,
    @Args(() => AssetListArgs) args: ListArgs<AssetFilter, AssetOrderField>,
  ): Promise<Connection<AssetRow>> {
    return connectionOf(await this.library.list(scope, id, args));
  }

  @Mutation(() => AssetType, { description: 'Changes the name and the tags of an asset. Requires the role EDITOR.' })
  async updateAsset(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the asset.' }) id: string,
    @Arg('input', () => UpdateAssetInput) input: UpdateAssetInput,
  ): Promise<AssetRow> {
    await this.library.update(scope, id, input);
    return this.#assets.get(scope, id);
  }

  @Mutation(() => AssetType, {
    description:
      'Deletes an asset. `restoreAsset` can restore it for 30 days; then its file is deleted permanently. Requires the role EDITOR.',
  })
  async deleteAsset(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the asset.' }) id: string,
  ): Promise<AssetRow> {
    await this.library.delete(scope, id);
    return this.#assets.get(scope, id);
  }

  @Mutation(() => AssetType, { description: 'Restores a deleted asset within 30 days of its deletion. Requires the role EDITOR.' })
  async restoreAsset(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the asset.' }) id: string,
  ): Promise<AssetRow> {
    await this.library.restore(scope, id);
    return this.#assets.get(scope, id);
  }
}
