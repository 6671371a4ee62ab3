import { Arg, Args, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import type { ListArgs } from '../../../kernel/page.ts';
import type { Context } from '../../../platform/graphql/context.ts';
import { connectionOf } from '../../../platform/graphql/types/connection.ts';
import type { Connection } from '../../../platform/graphql/types/connection.ts';
import type { AdminShowcaseItemRow } from '../showcase.entity.ts';
import type { ShowcaseService, ShownItem } from '../showcase.service.ts';
import type { ShowcasePlacement } from '../showcase.states.ts';
import type { AdminShowcaseItemFilter, AdminShowcaseItemOrderField } from './showcase-item.read.ts';
import type { ShowcaseItemService } from './showcase-item.service.ts';
import {
  AdminShowcaseItemConnectionType,
  AdminShowcaseItemListArgs,
  AdminShowcaseItemType,
  CreateShowcaseItemInput,
  ShowcaseArgsType,
  ShowcaseItemConnectionType,
  ShowcasePlacementEnum,
  UpdateShowcaseItemInput,
} from './showcase-item.type.ts';

@Resolver()
export class ShowcaseItemResolver {
  constructor(
    private readonly gallery: ShowcaseService,
    private readonly items: ShowcaseItemService,
  ) {}

  @Query(() => ShowcaseItemConnectionType, {
    description: 'The films that the installation shows to everybody, in the order of administrators. Public.',
  })
  async showcase(@Args(() => ShowcaseArgsType) args: ShowcaseArgsType): Promise<Connection<ShownItem>> {
    return connectionOf(await this.gallery.list(args));
  }

  @Query(() => AdminShowcaseItemConnectionType, {
    description: 'The films of the showcase, also hidden ones, by position by default. Only for administrators of the installation.',
  })
  async adminShowcaseItems(
    @Ctx() { scope }: Context,
    @Args(() => AdminShowcaseItemListArgs) args: ListArgs<AdminShowcaseItemFilter, AdminShowcaseItemOrderField>,
  ): Promise<Connection<AdminShowcaseItemRow>> {
    return connectionOf(await this.items.list(scope, args));
  }

  @Mutation(() => AdminShowcaseItemType, {
    description:
      'Shows a film to everybody while the consent of its workspace lasts. The showcase has at most 1,000 films. Only for administrators of the installation.',
  })
  createShowcaseItem(
    @Ctx() { scope }: Context,
    @Arg('input', () => CreateShowcaseItemInput) input: CreateShowcaseItemInput,
  ): Promise<AdminShowcaseItemRow> {
    return this.items.create(scope, input);
  }

  @Mutation(() => AdminShowcaseItemType, {
    description: 'Changes how a film of the showcase is shown. Only for administrators of the installation.',
  })
  updateShowcaseItem(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the film in the showcase.' }) id: string,
    @Arg('input', () => UpdateShowcaseItemInput) input: UpdateShowcaseItemInput,
  ): Promise<AdminShowcaseItemRow> {
    return this.items.update(scope, id, input);
  }

  @Mutation(() => Int, {
    description:
      'Puts films of a placement first, in the given order; the others follow in theirs. Returns the number of films in the placement. Only for administrators of the installation.',
  })
  orderShowcase(
    @Ctx() { scope }: Context,
    @Arg('placement', () => ShowcasePlacementEnum, { description: 'The placement to order.' }) placement: ShowcasePlacement,
    @Arg('ids', () => [ID], { description: 'Ids of films of the placement, each once, in their new order.' }) ids: string[],
  ): Promise<number> {
    return this.items.order(scope, placement, ids);
  }

  @Mutation(() => Boolean, {
    description: 'Removes a film from the showcase; the asset stays. Only for administrators of the installation. Returns true.',
  })
  async deleteShowcaseItem(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the film in the showcase.' }) id: string,
  ): Promise<boolean> {
    await this.items.delete(scope, id);
    return true;
  }
}
