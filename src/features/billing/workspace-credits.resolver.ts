import { Args, Ctx, Field, FieldResolver, InputType, Resolver, Root } from 'type-graphql';
import type { ListArgs } from '../../kernel/page.ts';
import { connectionOf } from '../../platform/graphql/types/connection.ts';
import type { Connection } from '../../platform/graphql/types/connection.ts';
import type { Context } from '../../platform/graphql/context.ts';
import { OneOfField, ReferenceField, TimeRangeInput, listArgs } from '../../platform/graphql/types/list-args.ts';
import type { WorkspaceRow } from '../workspaces/workspace/workspace.entity.ts';
import { WorkspaceType } from '../workspaces/workspace/workspace.type.ts';
import type { CreditAccount, CreditMovementKind } from './billing.entity.ts';
import type { CreditFilter, CreditLine, CreditOrderField } from './billing.read.ts';
import type { BillingService, Credits } from './billing.service.ts';
import { CreditAccountEnum, CreditMovementKindEnum, CreditEntryConnectionType, CreditsType } from './billing.type.ts';

@InputType('CreditEntryFilter', { description: 'Restricts a list of ledger entries. An entry must match all given fields.' })
class CreditEntryFilterInput extends TimeRangeInput implements CreditFilter {
  @Field(() => [CreditAccountEnum], {
    nullable: true,
    description:
      'Only ledger entries of these accounts; AVAILABLE lists what was received, reserved and returned. When omitted or null, all accounts match.',
  })
  account?: CreditAccount[] | null;
  @OneOfField(CreditMovementKindEnum, 'kinds of movement') kind?: CreditMovementKind[] | null;
  @ReferenceField('for the job') jobId?: string | null;
}

const CreditEntryListArgs = listArgs<CreditEntryFilterInput, CreditOrderField>('CreditEntry', CreditEntryFilterInput, {
  CREATED_AT: 'The time at which the credits moved.',
  AMOUNT: 'The amount of the entry in credits.',
});

/** `Workspace.credits` and its ledger, for every member. */
@Resolver(() => WorkspaceType)
export class WorkspaceCreditsResolver {
  constructor(private readonly billing: BillingService) {}

  @FieldResolver(() => CreditsType, { description: 'The credits of the workspace.' })
  credits(@Ctx() { scope }: Context, @Root() workspace: WorkspaceRow): Promise<Credits> {
    return this.billing.credits(scope, workspace.id);
  }

  @FieldResolver(() => CreditEntryConnectionType, {
    description: 'The ledger of the workspace, newest entries first by default.',
  })
  async creditEntries(
    @Ctx() { scope }: Context,
    @Root() workspace: WorkspaceRow,
    @Args(() => CreditEntryListArgs) args: ListArgs<CreditFilter, CreditOrderField>,
  ): Promise<Connection<CreditLine>> {
    return connectionOf(await this.billing.entries(scope, workspace.id, args));
  }
}
