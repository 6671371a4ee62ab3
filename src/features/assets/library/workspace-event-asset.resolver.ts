import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import { WorkspaceEventObjectType } from '../../workspaces/events/workspace-event.type.ts';
import type { AssetRow } from '../asset.entity.ts';
import type { AssetService } from '../asset.service.ts';
import { AssetType } from '../asset.type.ts';

/** `WorkspaceEvent.asset`. */
@Resolver(() => WorkspaceEventObjectType)
export class WorkspaceEventAssetResolver {
  constructor(private readonly assets: AssetService) {}

  @FieldResolver(() => AssetType, {
    nullable: true,
    description:
      'The asset that has changed, read when the event is delivered. For REVIEW, the asset that is reviewed. Null for events of other types than ASSET and REVIEW, and when the asset no longer exists.',
  })
  asset(@Ctx() { scope }: Context, @Root() { type, subjectId }: WorkspaceEventObjectType): Promise<AssetRow | null> | null {
    return (type === 'ASSET' || type === 'REVIEW') && subjectId ? this.assets.find(scope, subjectId) : null;
  }
}
