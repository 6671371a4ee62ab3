import { GraphQLSafeInt } from 'graphql-scalars';
import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import type { WorkspaceRow } from '../../workspaces/workspace/workspace.entity.ts';
import { WorkspaceType } from '../../workspaces/workspace/workspace.type.ts';
import { loadStorage } from './storage.read.ts';
import type { StorageUse } from './storage.read.ts';

@ObjectType('Storage', { description: 'Bytes of the workspace in object storage.' })
class StorageType {
  @Field(() => GraphQLSafeInt, { description: 'Bytes used by assets and their derived files; deleted assets count until they are purged.' })
  used!: number;
  @Field(() => GraphQLSafeInt, { description: 'Bytes that open uploads have reserved.' }) reserved!: number;
  @Field(() => GraphQLSafeInt, {
    description: 'Quota of the plan in bytes. Finished films count, and are delivered even when the quota is exceeded.',
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
