import { Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { MAX_PAGE } from '../../kernel/page.ts';
import type { Context } from '../../platform/graphql/context.ts';
import type { WorkspaceRow } from '../workspaces/workspace/workspace.entity.ts';
import { WorkspaceType } from '../workspaces/workspace/workspace.type.ts';
import { limitsOf } from './plan.read.ts';
import type { PlanLimits } from './plan.read.ts';

@ObjectType('Limits', { description: 'The limits of a workspace: those that its plan gives, and what it may spend at providers.' })
export class LimitsType {
  /** Not a field: the workspace whose limits they are. */
  workspaceId!: string;
  @Field(() => String, { description: 'The name of the plan of the workspace.' }) plan!: string;
  @Field(() => Int, { description: 'Maximum number of steps of all jobs of the workspace that run at the same time.' })
  concurrentSteps!: number;
  @Field(() => Int, {
    description:
      'The share of the workers that the workspace has when workspaces compete. A workspace of weight 2 is served twice as often as one of weight 1.',
  })
  weight!: number;
  @Field(() => Int, { description: 'Maximum number of members of the workspace.' }) members!: number;
  @Field(() => Int, { description: 'Maximum number of rows of a batch.' }) batchRows!: number;
  @Field(() => Int, { description: 'The highest resolution of films, by the pixels of the short side.' }) maxShortSide!: number;
  @Field(() => Int, { description: 'The maximum of `first` and `last`, which is the size of the largest page of a list.' })
  pageSize!: number;
}

/** `Workspace.limits`, for every member. */
@Resolver(() => WorkspaceType)
export class WorkspaceLimitsResolver {
  @FieldResolver(() => LimitsType, { description: 'The limits of the workspace, which its plan gives.' })
  async limits(
    @Ctx() { scope }: Context,
    @Root() workspace: WorkspaceRow,
  ): Promise<PlanLimits & Pick<LimitsType, 'pageSize' | 'workspaceId'>> {
    return { ...(await limitsOf(scope, workspace.id)), pageSize: MAX_PAGE, workspaceId: workspace.id };
  }
}
