import { GraphQLSafeInt } from 'graphql-scalars';
import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import type { WorkspaceRow } from '../../workspaces/workspace/workspace.entity.ts';
import { WorkspaceType } from '../../workspaces/workspace/workspace.type.ts';
import { loadStorage } from './storage.read.ts';
import type { StorageUse } from './storage.read.ts';

@ObjectType('Storage', { description: 'Bytes in object storage.' })
class StorageType {
  @Field(() => GraphQLSafeInt, { description: 'By assets, with what was made of them; deleted ones count until they are purged.' })
  used!: number;
  @Field(() => GraphQLSafeInt, { description: 'Announced by uploads that are open.' }) reserved!: number;
  @Field(() => GraphQLSafeInt, { description: 'At most, by the plan. Films count, and are delivered even when it is full.' })
  quota!: number;
}

/** `Workspace.storage`, for every member. */
@Resolver(() => WorkspaceType)
export class WorkspaceStorageResolver {
  @FieldResolver(() => StorageType)
  storage(@Ctx() { scope }: Context, @Root() workspace: WorkspaceRow): Promise<StorageUse> {
    return loadStorage(scope, workspace.id);
  }
}
