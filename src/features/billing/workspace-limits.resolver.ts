import { Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { MAX_PAGE } from '../../kernel/page.ts';
import type { Context } from '../../platform/graphql/context.ts';
import type { WorkspaceRow } from '../workspaces/workspace/workspace.entity.ts';
import { WorkspaceType } from '../workspaces/workspace/workspace.type.ts';
import { limitsOf } from './plan.read.ts';
import type { PlanLimits } from './plan.read.ts';

@ObjectType('Limits', { description: 'Limits of the workspace by its plan.' })
class LimitsType {
  @Field(() => String, { description: 'The name of the plan of the workspace.' }) plan!: string;
  @Field(() => Int, { description: 'Steps of all its jobs that may be queued or running at the same time.' }) concurrentSteps!: number;
  @Field(() => Int, { description: 'Share when workspaces compete: weight 2 is served twice as often as weight 1.' })
  weight!: number;
  @Field(() => Int, { description: 'The maximum number of items that a page of a list may have.' }) pageSize!: number;
}

/** `Workspace.limits`, for every member. */
@Resolver(() => WorkspaceType)
export class WorkspaceLimitsResolver {
  @FieldResolver(() => LimitsType, { description: 'The limits of the workspace by its plan.' })
  async limits(@Ctx() { scope }: Context, @Root() workspace: WorkspaceRow): Promise<PlanLimits & { readonly pageSize: number }> {
    return { ...(await limitsOf(scope, workspace.id)), pageSize: MAX_PAGE };
  }
}
