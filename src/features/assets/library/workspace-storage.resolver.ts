import { GraphQLSafeInt } from 'graphql-scalars';
import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import type { WorkspaceRow } from '../../workspaces/workspace/workspace.entity.ts';
import { WorkspaceType } from '../../workspaces/workspace/workspace.type.ts';
import { loadStorage } from './storage.read.ts';
import type { StorageUse } from './storage.read.ts';

@ObjectType('Storage', { description: 'How much object storage a workspace uses, and how much it may use.' })
class StorageType {
  @Field(() => GraphQLSafeInt, {
    description:
      'Bytes that assets, their thumbnails and their previews use. Deleted assets count for 30 days, until they are deleted permanently.',
  })
  used!: number;
  @Field(() => GraphQLSafeInt, { description: 'Bytes that are reserved for uploads that have not ended.' }) reserved!: number;
  @Field(() => GraphQLSafeInt, {
    description: 'The quota of the plan in bytes. Finished films count, but are stored even when the quota is exceeded.',
  })
  quota!: number;
}

/** `Workspace.storage`, for every member. */
@Resolver(() => WorkspaceType)
export class WorkspaceStorageResolver {
  @FieldResolver(() => StorageType, { description: 'How much object storage the workspace uses, and how much it may use.' })
  storage(@Ctx() { scope }: Context, @Root() workspace: WorkspaceRow): Promise<StorageUse> {
    return loadStorage(scope, workspace.id);
  }
}
