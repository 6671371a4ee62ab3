import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../platform/graphql/types/connection.ts';
import { enumType } from '../../platform/graphql/types/enum.ts';
import { NodeType } from '../../platform/graphql/types/node.ts';
import { SLOT_ROLES, SLOT_STATUSES } from './slot.states.ts';
import type { SlotRole, SlotStatus } from './slot.states.ts';

export const SlotStatusEnum = enumType(SLOT_STATUSES, 'SlotStatus', 'The state of a slot.', {
  AVAILABLE: 'The giver offers the slot. `bookSlot` makes it BOOKED; when nobody has booked it until it begins, it becomes CANCELED.',
  BOOKED: 'Giver and taker have agreed. The slot becomes COMPLETED when it is over, and CANCELED by `cancelSlot`.',
  CANCELED: 'The slot was canceled by `cancelSlot`, or nobody has booked it in time. This is final.',
  COMPLETED: 'The slot was BOOKED and is over. This is final.',
  DECLINED: 'The slot was refused by `declineSlot`, or not confirmed until it began. This is final.',
  PENDING:
    'Somebody else than the giver has created or moved the slot. `confirmSlot` makes it BOOKED when the taker has asked for this time, and AVAILABLE otherwise; `declineSlot` makes it DECLINED.',
});

const SlotRoleEnum = enumType(SLOT_ROLES, 'SlotRole', 'The role in which somebody acted on a slot.', {
  GIVER: 'The person who gives the slot.',
  SYSTEM: 'Neither giver nor taker: another member of the workspace, an API key, or Reelwright itself.',
  TAKER: 'The person who takes the slot.',
});

@ObjectType('Slot', {
  implements: NodeType,
  description: 'A time that two members of a workspace agree on. Nobody has two slots that overlap, in any workspace.',
})
export class SlotType implements NodeType {
  id!: string;
  @Field(() => ID, { description: 'The id that all slots of one call of `createSlots` or `createRecurringSlots` share.' })
  seriesId!: string;
  @Field(() => SlotStatusEnum, { description: 'The state of the slot.' }) status!: SlotStatus;
  @Field(() => GraphQLDateTime, { description: 'The time at which the slot begins.' }) startsAt!: Date;
  @Field(() => GraphQLDateTime, {
    description: 'The time at which the slot ends. Another slot of the same people may begin at this moment.',
  })
  endsAt!: Date;
  @Field(() => String, {
    description: 'The time zone in which people read the times of the slot, a name of the IANA database such as `Europe/Berlin`.',
  })
  timeZone!: string;
  @Field(() => Int, { description: 'Minutes before the slot in which the giver has no other slot.' }) bufferBeforeMinutes!: number;
  @Field(() => Int, { description: 'Minutes after the slot in which the giver has no other slot.' }) bufferAfterMinutes!: number;
  @Field(() => String, { description: 'The subject of the slot, 1 to 200 characters.' }) title!: string;
  @Field(() => String, { nullable: true, description: 'The URL at which the people of the slot meet. Null when there is none.' })
  meetingUrl!: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'Why the slot was canceled: the words of the person who did it, or MEMBER_LEFT, by Reelwright, when giver or taker has left the workspace. Null when no reason was given, and when the slot was not canceled.',
  })
  cancelReason!: string | null;
  @Field(() => Int, {
    description: 'The number of the current version, which grows with every change. `updateSlot` takes it as `expectedVersion`.',
  })
  version!: number;
  @Field(() => GraphQLDateTime, { description: 'The time at which the slot was created.' }) createdAt!: Date;
  @Field(() => SlotRoleEnum, { description: 'The role in which the slot was created.' }) createdAs!: SlotRole;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'The time of the last change of the slot. Null before the first one.' })
  updatedAt!: Date | null;
  @Field(() => SlotRoleEnum, { nullable: true, description: 'The role in which the slot was last changed. Null before the first change.' })
  updatedAs!: SlotRole | null;
}

export const SlotConnectionType = connectionType('Slot', () => SlotType);
