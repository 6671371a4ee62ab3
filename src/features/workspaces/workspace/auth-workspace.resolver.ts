import { Ctx, FieldResolver, Resolver } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import { AuthPayloadType } from '../../identity/identity.type.ts';
import type { WorkspaceRow } from './workspace.entity.ts';
import type { WorkspaceService } from './workspace.service.ts';
import { WorkspaceType } from './workspace.type.ts';

/** `AuthPayload.workspace`, the workspace that a client opens first. */
@Resolver(() => AuthPayloadType)
export class AuthWorkspaceResolver {
  constructor(private readonly workspaces: WorkspaceService) {}

  @FieldResolver(() => WorkspaceType, {
    nullable: true,
    description: 'The oldest workspace of which the person is a member, which a client can show first. Null when there is none.',
  })
  async workspace(@Ctx() { scope }: Context): Promise<WorkspaceRow | undefined> {
    const { rows } = await this.workspaces.list(scope, { last: 1 });
    return rows[0];
  }
}
