import { Arg, Args, Ctx, Field, FieldResolver, InputType, Resolver, Root } from 'type-graphql';
import { connectionOf } from '../../platform/graphql/connection.ts';
import type { Connection } from '../../platform/graphql/connection.ts';
import type { Context } from '../../platform/graphql/context.ts';
import { PageArgsType } from '../../platform/graphql/page-args.ts';
import type { WorkspaceRow } from '../workspaces/workspace/workspace.entity.ts';
import { WorkspaceType } from '../workspaces/workspace/workspace.type.ts';
import type { CreditAccount } from './billing.entity.ts';
import type { CreditLine } from './billing.read.ts';
import type { BillingService, Credits } from './billing.service.ts';
import { CreditAccountEnum, CreditEntryConnectionType, CreditsType } from './billing.type.ts';

@InputType('CreditEntryFilter')
class CreditEntryFilterInput {
  @Field(() => CreditAccountEnum, {
    nullable: true,
    description: 'Only entries of this account. AVAILABLE gives a statement of everything received and spent.',
  })
  account?: CreditAccount | null;
}

/** `Workspace.credits` and its ledger, for every member. */
@Resolver(() => WorkspaceType)
export class WorkspaceCreditsResolver {
  constructor(private readonly billing: BillingService) {}

  @FieldResolver(() => CreditsType)
  credits(@Ctx() { scope }: Context, @Root() workspace: WorkspaceRow): Promise<Credits> {
    return this.billing.credits(scope, workspace.id);
  }

  @FieldResolver(() => CreditEntryConnectionType)
  async creditEntries(
    @Ctx() { scope }: Context,
    @Root() workspace: WorkspaceRow,
    @Args(() => PageArgsType) args: PageArgsType,
    @Arg('filter', () => CreditEntryFilterInput, { nullable: true }) filter?: CreditEntryFilterInput | null,
  ): Promise<Connection<CreditLine>> {
    const page = await this.billing.entries(scope, workspace.id, args, filter ?? {});
    return connectionOf(
      page,
      ({ id }) => id,
      () => this.billing.countEntries(scope, workspace.id, filter ?? {}),
    );
  }
}
