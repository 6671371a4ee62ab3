import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, ID, Info, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { ListArgs } from '../../kernel/page.ts';
import { ofNodes } from '../../kernel/selection.ts';
import type { Context } from '../../platform/graphql/context.ts';
import { selectionOf } from '../../platform/graphql/selection.ts';
import { connectionOf } from '../../platform/graphql/types/connection.ts';
import type { Connection } from '../../platform/graphql/types/connection.ts';
import { WorkspaceEventObjectType } from '../workspaces/events/workspace-event.type.ts';
import type { WorkspaceRow } from '../workspaces/workspace/workspace.entity.ts';
import { WorkspaceType } from '../workspaces/workspace/workspace.type.ts';
import type { SlotRow } from './slot.entity.ts';
import { CancelSlotInput, CreateRecurringSlotsInput, CreateSlotsInput, OneSlotArgs, SlotListArgs, UpdateSlotInput } from './slot.input.ts';
import type { SlotFilter, SlotOrderField } from './slot.read.ts';
import type { SlotSeriesService } from './slot-series.service.ts';
import type { OneSlot, SlotService } from './slot.service.ts';
import { SlotConnectionType, SlotType } from './slot.type.ts';

/** The operations on slots, and `Workspace.slots`. */
@Resolver(() => WorkspaceType)
export class SlotResolver {
  constructor(
    private readonly service: SlotService,
    private readonly series: SlotSeriesService,
  ) {}

  @Query(() => SlotType, {
    nullable: true,
    description:
      'The slot with this id. Null, with the error NOT_FOUND, for an unknown id, for a deleted slot and, identically, for a slot of another workspace.',
  })
  slot(@Ctx() { scope }: Context, @Arg('id', () => ID, { description: 'The id of the slot.' }) id: string): Promise<SlotRow> {
    return this.service.get(scope, id);
  }

  @FieldResolver(() => SlotConnectionType, { description: 'The slots of the workspace, the earliest first by default.' })
  async slots(
    @Ctx() { scope }: Context,
    @Root() { id }: WorkspaceRow,
    @Info() info: GraphQLResolveInfo,
    @Args(() => SlotListArgs) args: ListArgs<SlotFilter, SlotOrderField>,
  ): Promise<Connection<SlotRow>> {
    return connectionOf(await this.service.list(scope, id, args, ofNodes(selectionOf(info))));
  }

  @Mutation(() => [SlotType], {
    description:
      'Creates slots, all of them or none, and returns them in the order of the request. Answers CONFLICT with every overlap in `details.conflicts`. A workspace has at most 10,000 open slots. Requires the role EDITOR.',
  })
  createSlots(@Ctx() { scope }: Context, @Arg('input', () => CreateSlotsInput) input: CreateSlotsInput): Promise<readonly SlotRow[]> {
    return this.series.create(scope, input);
  }

  @Mutation(() => [SlotType], {
    description:
      'Creates a slot for each occurrence of a rule, all of them or none, and returns them from the earliest. Answers CONFLICT with every overlap in `details.conflicts`. Requires the role EDITOR.',
  })
  createRecurringSlots(
    @Ctx() { scope }: Context,
    @Arg('input', () => CreateRecurringSlotsInput) input: CreateRecurringSlotsInput,
  ): Promise<readonly SlotRow[]> {
    return this.series.createRecurring(scope, input);
  }

  @Mutation(() => SlotType, {
    description:
      'Changes a slot that has not begun. When somebody else than the giver moves it, it is PENDING until the giver confirms it. Requires the role EDITOR.',
  })
  updateSlot(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the slot.' }) id: string,
    @Arg('input', () => UpdateSlotInput) input: UpdateSlotInput,
  ): Promise<SlotRow> {
    return this.service.update(scope, id, input);
  }

  @Mutation(() => SlotType, {
    description:
      'Books an AVAILABLE slot for you. Of several people one gets the slot; the others receive CONFLICT, and so do you when you have another slot at that time. Any member may call it, but not with an API key.',
  })
  bookSlot(@Ctx() { scope }: Context, @Args(() => OneSlotArgs) one: OneSlot): Promise<SlotRow> {
    return this.service.book(scope, one);
  }

  @Mutation(() => SlotType, {
    description:
      'Agrees to a PENDING slot, which becomes BOOKED when the taker has asked for this time, otherwise AVAILABLE. Only its giver may call it.',
  })
  confirmSlot(@Ctx() { scope }: Context, @Arg('id', () => ID, { description: 'The id of the slot.' }) id: string): Promise<SlotRow> {
    return this.service.confirm(scope, id);
  }

  @Mutation(() => SlotType, { description: 'Refuses a PENDING slot, which becomes DECLINED. Only its giver and its taker may call it.' })
  declineSlot(@Ctx() { scope }: Context, @Arg('id', () => ID, { description: 'The id of the slot.' }) id: string): Promise<SlotRow> {
    return this.service.decline(scope, id);
  }

  @Mutation(() => SlotType, {
    description:
      'Cancels a slot that is AVAILABLE, PENDING or BOOKED and not over. Its giver, its taker and members with the role EDITOR may call it.',
  })
  cancelSlot(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the slot.' }) id: string,
    @Arg('input', () => CancelSlotInput, {
      nullable: true,
      description: 'Why the slot is canceled. When omitted or null, there is no reason.',
    })
    input?: CancelSlotInput | null,
  ): Promise<SlotRow> {
    return this.service.cancel(scope, id, input ?? {});
  }

  @Mutation(() => Boolean, {
    description:
      'Deletes a slot; this cannot be undone. A slot that is PENDING or BOOKED must be canceled first. Requires the role EDITOR. Returns true.',
  })
  async deleteSlot(@Ctx() { scope }: Context, @Arg('id', () => ID, { description: 'The id of the slot.' }) id: string): Promise<boolean> {
    await this.service.delete(scope, id);
    return true;
  }
}

/** `WorkspaceEvent.slot`. */
@Resolver(() => WorkspaceEventObjectType)
export class WorkspaceEventSlotResolver {
  constructor(private readonly slots: SlotService) {}

  @FieldResolver(() => SlotType, {
    nullable: true,
    description:
      'The slot that has changed, read when the event is delivered. Null for events of another type than SLOT, and when the slot was deleted.',
  })
  slot(@Ctx() { scope }: Context, @Root() { type, subjectId }: WorkspaceEventObjectType): Promise<SlotRow | null> | null {
    return type === 'SLOT' && subjectId ? this.slots.load(scope, subjectId) : null;
  }
}
