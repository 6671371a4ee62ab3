import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import { LimitsType } from '../workspace-limits.resolver.ts';
import type { Spend, SpendService } from './spend.service.ts';
import { SetSpendLimitInput, SpendType } from './spend.type.ts';

/** `Workspace.limits.spend`, for every member. */
@Resolver(() => LimitsType)
export class SpendResolver {
  readonly #spending: SpendService;

  constructor(spending: SpendService) {
    this.#spending = spending;
  }

  @FieldResolver(() => SpendType, { description: 'What the jobs of the workspace cost at providers this month, and the limit for it.' })
  spend(@Ctx() { scope }: Context, @Root() { workspaceId }: LimitsType): Promise<Spend> {
    return this.#spending.spend(scope, workspaceId);
  }

  @Mutation(() => SpendType, {
    description:
      'Sets what the jobs of a workspace may cost at providers in a calendar month. A call that may exceed the limit is not made, and its job fails with the code SPEND_LIMIT_REACHED. Requires the role ADMIN.',
  })
  setSpendLimit(@Ctx() { scope }: Context, @Arg('input', () => SetSpendLimitInput) input: SetSpendLimitInput): Promise<Spend> {
    return this.#spending.setLimit(scope, input);
  }
}
