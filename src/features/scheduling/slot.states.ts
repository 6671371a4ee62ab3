export const SLOT_STATUSES = ['AVAILABLE', 'PENDING', 'BOOKED', 'DECLINED', 'CANCELED', 'COMPLETED'] as const;
export type SlotStatus = (typeof SLOT_STATUSES)[number];

/** Who acts on a slot: its giver, its taker, or SYSTEM for anybody else, who may be another member or Reelwright itself. */
export const SLOT_ROLES = ['GIVER', 'TAKER', 'SYSTEM'] as const;
export type SlotRole = (typeof SLOT_ROLES)[number];

/**
 * OFFER confirms a slot without a taker, or with one who has not asked for its time: nobody is booked without having agreed. PROPOSE is a change of times by somebody else than the giver, who has to agree again. END is the
 * passing of time, by the function `end_past_slots`.
 */
export type SlotAction = 'BOOK' | 'CONFIRM' | 'OFFER' | 'DECLINE' | 'CANCEL' | 'PROPOSE' | 'END';

interface SlotState {
  /** Whose time is taken: enforced by the function `hold_slot_times`. */
  readonly holds: readonly Exclude<SlotRole, 'SYSTEM'>[];
  /** Whether people can still change the slot. */
  readonly open: boolean;
  /** Whether the slot can be deleted without being canceled first, because nobody relies on it. */
  readonly deletable: boolean;
  readonly on: Readonly<Partial<Record<SlotAction, SlotStatus>>>;
}

/** Every state of a slot, with the transitions that lead out of it. What is not listed is INVALID_STATE. */
export const SLOT_STATES: Readonly<Record<SlotStatus, SlotState>> = {
  AVAILABLE: {
    holds: ['GIVER'],
    open: true,
    deletable: true,
    on: { BOOK: 'BOOKED', CANCEL: 'CANCELED', PROPOSE: 'PENDING', END: 'CANCELED' },
  },
  PENDING: {
    holds: ['GIVER', 'TAKER'],
    open: true,
    deletable: false,
    on: { CONFIRM: 'BOOKED', OFFER: 'AVAILABLE', DECLINE: 'DECLINED', CANCEL: 'CANCELED', PROPOSE: 'PENDING', END: 'DECLINED' },
  },
  BOOKED: {
    holds: ['GIVER', 'TAKER'],
    open: true,
    deletable: false,
    on: { CANCEL: 'CANCELED', PROPOSE: 'PENDING', END: 'COMPLETED' },
  },
  DECLINED: { holds: [], open: false, deletable: true, on: {} },
  CANCELED: { holds: [], open: false, deletable: true, on: {} },
  COMPLETED: { holds: ['GIVER', 'TAKER'], open: false, deletable: true, on: {} },
};

/** The people of a slot. */
export interface SlotPeople {
  readonly giverId: string;
  readonly takerId?: string | null | undefined;
}

/** The role of a person in a slot; the engine has none. */
export function slotRoleOf({ giverId, takerId }: SlotPeople, personId: string | null | undefined): SlotRole {
  if (personId == null) return 'SYSTEM';
  if (personId === giverId) return 'GIVER';
  return personId === takerId ? 'TAKER' : 'SYSTEM';
}

/** The state of a new slot: the giver offers it, anybody else asks the giver. */
export const newSlotStatus = (role: SlotRole): SlotStatus => (role === 'GIVER' ? 'AVAILABLE' : 'PENDING');
