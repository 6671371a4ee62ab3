import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../platform/graphql/context.ts';
import type { WorkspaceRow } from '../workspaces/workspace.entity.ts';
import type { WorkspaceService } from '../workspaces/workspace.service.ts';
import { WorkspaceType } from '../workspaces/workspace.type.ts';
import type { AssetRow } from './asset.entity.ts';
import type { AssetService } from './asset.service.ts';
import { AssetType, DispositionEnum } from './asset.type.ts';

@Resolver(() => AssetType)
export class AssetResolver {
  readonly #assets: AssetService;
  readonly #workspaces: WorkspaceService;

  constructor(assets: AssetService, workspaces: WorkspaceService) {
    this.#assets = assets;
    this.#workspaces = workspaces;
  }

  @Query(() => AssetType, { nullable: true })
  asset(@Ctx() { scope }: Context, @Arg('id', () => ID) id: string): Promise<AssetRow> {
    return this.#assets.get(scope, id);
  }

  @FieldResolver(() => String, { nullable: true, description: 'Signed; the same text for half an hour, so that caches hold.' })
  downloadUrl(
    @Root() asset: AssetRow,
    @Arg('expiresIn', () => Int, { defaultValue: 3600, description: 'Seconds.' }) expiresIn: number,
    @Arg('disposition', () => DispositionEnum, { defaultValue: 'ATTACHMENT' }) disposition: 'ATTACHMENT' | 'INLINE',
  ): Promise<string> | null {
    return asset.status === 'READY' ? this.#assets.downloadUrl(asset, expiresIn, disposition) : null;
  }

  @FieldResolver(() => WorkspaceType)
  workspace(@Ctx() { scope }: Context, @Root() asset: AssetRow): Promise<WorkspaceRow> {
    return this.#workspaces.get(scope, asset.workspaceId);
  }
}
