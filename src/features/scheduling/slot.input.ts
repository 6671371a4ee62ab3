import { GraphQLDateTime } from 'graphql-scalars';
import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import { IdempotencyKey } from '../../platform/graphql/types/idempotency-key.ts';
import { OneOfField, ReferenceField, TimeRangeInput, listArgs } from '../../platform/graphql/types/list-args.ts';
import type { GivenSlot } from './slot-check.ts';
import type { SlotFilter, SlotOrderField } from './slot.read.ts';
import type { CreateRecurringSlots, CreateSlots } from './slot-series.service.ts';
import type { CancelSlot, OneSlot, UpdateSlot } from './slot.service.ts';
import type { SlotStatus } from './slot.states.ts';
import { SlotStatusEnum } from './slot.type.ts';

const KEPT = 'When omitted or null, the current value is kept.';
const ZONE = 'The time zone in which people read the times, a name of the IANA database such as `Europe/Berlin`.';
const TITLE = 'The subject of the slot, 1 to 200 characters.';
const MEETING = 'The http or https URL at which the people meet, at most 2,000 characters.';
const ENDS = 'The time at which the slot ends: after `startsAt`, at most 24 hours later, in whole seconds.';
const BEFORE = 'Minutes before the slot in which the giver has no other slot, 0 to 240.';
const AFTER = 'Minutes after the slot in which the giver has no other slot, 0 to 240.';

@InputType({ description: 'The people, times and subject of a new slot.' })
export class SlotInput implements GivenSlot {
  @Field(() => ID, {
    description:
      'The id of the member who gives the slot, with at least the role EDITOR. When it is you, the slot is AVAILABLE, otherwise PENDING until this person confirms it.',
  })
  giverId!: string;
  @Field(() => ID, {
    nullable: true,
    description: 'The id of the member who takes the slot; nobody else can book it. When omitted or null, any member can book the slot.',
  })
  takerId?: string | null;
  @Field(() => GraphQLDateTime, {
    description: 'The time at which the slot begins: in the future, at most 731 days ahead, in whole seconds.',
  })
  startsAt!: Date;
  @Field(() => GraphQLDateTime, { description: ENDS }) endsAt!: Date;
  @Field(() => String, { description: ZONE }) timeZone!: string;
  @Field(() => String, { description: TITLE }) title!: string;
  @Field(() => ID, {
    nullable: true,
    description: 'The id of the project of the workspace that the slot is about. When omitted or null, there is none.',
  })
  projectId?: string | null;
  @Field(() => String, { nullable: true, description: `${MEETING} When omitted or null, there is none.` }) meetingUrl?: string | null;
  @Field(() => Int, { nullable: true, description: `${BEFORE} Default 0.` }) bufferBeforeMinutes?: number | null;
  @Field(() => Int, { nullable: true, description: `${AFTER} Default 0.` }) bufferAfterMinutes?: number | null;
}

@InputType({ description: 'New slots of a workspace: all of them are created, or none.' })
export class CreateSlotsInput implements CreateSlots {
  @Field(() => ID, { description: 'The id of the workspace that the slots belong to.' }) workspaceId!: string;
  @Field(() => [SlotInput], { description: 'The slots, 1 to 500. They must not overlap with each other for the same person.' })
  slots!: SlotInput[];
  @IdempotencyKey() idempotencyKey?: string | null;
}

@InputType({ description: 'A new slot that is repeated by a rule. Its times are those of the first occurrence.' })
export class CreateRecurringSlotsInput extends SlotInput implements CreateRecurringSlots {
  @Field(() => ID, { description: 'The id of the workspace that the slots belong to.' }) workspaceId!: string;
  @Field(() => String, {
    description:
      'The rule as in iCalendar (RFC 5545), such as `FREQ=WEEKLY;BYDAY=MO,WE;COUNT=20`, with at most 500 occurrences. FREQ is DAILY, WEEKLY, MONTHLY or YEARLY, and either COUNT or UNTIL (`20271231T235959Z`) is required. It follows the clocks of `timeZone`; a time that they skip is left out.',
  })
  rrule!: string;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@InputType({ description: 'Changes of a slot. Fields that are omitted are not changed.' })
export class UpdateSlotInput implements UpdateSlot {
  @Field(() => Int, {
    description:
      'The `Slot.version` that you read. When the slot was changed since then, the answer is CONFLICT with the current slot in `details.current`.',
  })
  expectedVersion!: number;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: `The time at which the slot begins: in the future, at most 731 days ahead, in whole seconds. ${KEPT}`,
  })
  startsAt?: Date | null;
  @Field(() => GraphQLDateTime, { nullable: true, description: `${ENDS} ${KEPT}` }) endsAt?: Date | null;
  @Field(() => String, { nullable: true, description: `${ZONE} ${KEPT}` }) timeZone?: string | null;
  @Field(() => String, { nullable: true, description: `${TITLE} ${KEPT}` }) title?: string | null;
  @Field(() => ID, { nullable: true, description: 'The id of the project of the workspace that the slot is about. Null removes it.' })
  projectId?: string | null;
  @Field(() => String, { nullable: true, description: `${MEETING} Null removes it.` }) meetingUrl?: string | null;
  @Field(() => Int, { nullable: true, description: `${BEFORE} ${KEPT}` }) bufferBeforeMinutes?: number | null;
  @Field(() => Int, { nullable: true, description: `${AFTER} ${KEPT}` }) bufferAfterMinutes?: number | null;
}

@InputType({ description: 'Why a slot is canceled.' })
export class CancelSlotInput implements CancelSlot {
  @Field(() => String, {
    nullable: true,
    description: 'The reason, which giver and taker see, at most 500 characters. When omitted or null, there is none.',
  })
  reason?: string | null;
}

@ArgsType()
export class OneSlotArgs implements OneSlot {
  @Field(() => ID, { description: 'The id of the slot.' }) id!: string;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@InputType('SlotFilter', { description: 'Restricts a list of slots. A slot must match all given fields.' })
class SlotFilterInput extends TimeRangeInput implements SlotFilter {
  @OneOfField(SlotStatusEnum, 'statuses') status?: SlotStatus[] | null;
  @ReferenceField('given by the person') giverId?: string | null;
  @ReferenceField('taken by the person, or offered to that person,') takerId?: string | null;
}

export const SlotListArgs = listArgs<SlotFilterInput, SlotOrderField>(
  'Slot',
  SlotFilterInput,
  { STARTS_AT: 'The time at which the slot begins.', CREATED_AT: 'The time at which the slot was created.' },
  'ASC',
);
