import type { EntityManager } from '@mikro-orm/postgresql';
import type { SlotRow } from './slot.entity.ts';
import type { SlotRole } from './slot.states.ts';

/**
 * What people of a slot want to know. REQUESTED: the giver has to confirm new slots, once for all slots of one giver that a call created. BOOKED: a taker has booked an offered slot.
 * CONFIRMED and DECLINED: the answer to a request. CHANGED: times, title or meeting have changed; a PENDING slot then waits for the giver.
 */
export const SLOT_EVENTS = ['SLOT_REQUESTED', 'SLOT_BOOKED', 'SLOT_CONFIRMED', 'SLOT_DECLINED', 'SLOT_CHANGED', 'SLOT_CANCELED'] as const;
export type SlotEventType = (typeof SLOT_EVENTS)[number];

/** A change of a slot by a person. Changes by the engine raise none: notifications follow them in the log of the workspace. */
export interface SlotEvent {
  readonly type: SlotEventType;
  /** The slot after the change. */
  readonly slot: SlotRow;
  /** For SLOT_REQUESTED, the slots that one call created for this giver; `slot` is the first of them. */
  readonly series?: { readonly id: string; readonly count: number };
  /** For SLOT_CHANGED, the times before the change. */
  readonly before?: { readonly startsAt: Date; readonly endsAt: Date };
  /** The person who acts, also by an API key. */
  readonly actorId: string | null;
  readonly actorRole: SlotRole;
}

/** Runs in the transaction of the change, after its rows are written. */
export type SlotSubscriber = (em: EntityManager, event: SlotEvent) => Promise<void>;
