import type { EntityManager } from '@mikro-orm/postgresql';
import { errorCode } from '../../kernel/error-code.ts';
import { ReelwrightError } from '../../kernel/errors.ts';
import type { CheckedSlot } from './slot-check.ts';
import { SLOT_STATES } from './slot.states.ts';
import type { SlotStatus } from './slot.states.ts';

/** A time in which a person must be free. `index`: the place of the slot in the request. */
interface WantedTime {
  readonly index: number;
  readonly personId: string;
  readonly from: Date;
  readonly to: Date;
}

/** What is in the way of a slot. */
interface SlotConflict {
  /** The place in the request of the slot that was refused. */
  readonly index: number;
  /** The person who has no time. */
  readonly personId: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** The slot in the way; null for one of a workspace that the actor does not see, and for another slot of the same request. */
  readonly slotId: string | null;
  readonly title: string | null;
  /** The place of that other slot of the same request. */
  readonly otherIndex: number | null;
}

interface FoundConflict {
  readonly number: number;
  readonly person_id: string;
  readonly starts_at: string;
  readonly ends_at: string;
  readonly slot_id: string | null;
  readonly title: string | null;
}

type HeldSlot = Pick<CheckedSlot, 'giverId' | 'takerId' | 'startsAt' | 'endsAt' | 'bufferBeforeMinutes' | 'bufferAfterMinutes'>;

const MINUTE_MS = 60_000;

/** The times that a slot takes in a state, like the function `hold_slot_times`. */
function timesOf(slot: HeldSlot, status: SlotStatus, index: number): WantedTime[] {
  const { holds } = SLOT_STATES[status];
  const { giverId, takerId, startsAt, endsAt } = slot;
  const from = new Date(startsAt.getTime() - slot.bufferBeforeMinutes * MINUTE_MS);
  const to = new Date(endsAt.getTime() + slot.bufferAfterMinutes * MINUTE_MS);
  return [
    ...(holds.includes('GIVER') ? [{ index, personId: giverId, from, to }] : []),
    ...(holds.includes('TAKER') && takerId !== null ? [{ index, personId: takerId, from: startsAt, to: endsAt }] : []),
  ];
}

/**
 * Locks the people of these slots until the transaction ends, and checks that they have time. `except`: the slot that is changed. @throws
 * ReelwrightError CONFLICT that names every slot of the request that overlaps with another one, and what is in its way
 */
export async function assertFree(
  em: EntityManager,
  slots: readonly (HeldSlot & { readonly status: SlotStatus })[],
  { except = null, path }: { readonly except?: string | null; readonly path?: (index: number) => string } = {},
): Promise<void> {
  const wanted = slots.flatMap((slot, index) => timesOf(slot, slot.status, index));
  const rows = await em.execute<FoundConflict[]>('select * from find_slot_conflicts(?::jsonb, ?)', [
    JSON.stringify(wanted.map(({ index, personId, from, to }) => ({ number: index, person: personId, from, to }))),
    except,
  ]);
  const stored = rows.map((row): SlotConflict => ({
    index: row.number,
    personId: row.person_id,
    startsAt: new Date(row.starts_at),
    endsAt: new Date(row.ends_at),
    slotId: row.slot_id,
    title: row.title,
    otherIndex: null,
  }));
  const conflicts = [...stored, ...conflictsAmong(wanted, slots)].toSorted((one, other) => one.index - other.index);
  if (conflicts.length === 0) return;
  throw new ReelwrightError('CONFLICT', messageOf(conflicts, slots.length), {
    ...(path && { fields: conflicts.map((conflict) => ({ path: path(conflict.index), message: wordsOf(conflict) })) }),
    details: { conflicts },
  });
}

/** Overlaps between slots of the same request: the later one is refused. */
function conflictsAmong(wanted: readonly WantedTime[], slots: readonly HeldSlot[]): SlotConflict[] {
  const found: SlotConflict[] = [];
  const last = new Map<string, WantedTime>();
  for (const time of wanted.toSorted((one, other) => one.from.getTime() - other.from.getTime() || one.index - other.index)) {
    const before = last.get(time.personId);
    const other = before && slots[before.index];
    if (before && other && time.from < before.to) {
      const { startsAt, endsAt } = other;
      found.push({ index: time.index, personId: time.personId, startsAt, endsAt, slotId: null, title: null, otherIndex: before.index });
    }
    if (!before || time.to > before.to) last.set(time.personId, time);
  }
  return found;
}

function messageOf(conflicts: readonly SlotConflict[], slots: number): string {
  const [first] = conflicts;
  if (slots === 1 && first) return wordsOf(first);
  const refused = new Set(conflicts.map(({ index }) => index)).size;
  return `${refused} of ${slots} slots overlap with others; nothing was created. See details.conflicts.`;
}

const wordsOf = ({ startsAt, endsAt }: SlotConflict): string =>
  `Overlaps with a slot of the same person from ${startsAt.toISOString()} to ${endsAt.toISOString()}.`;

/**
 * Runs a change of slots. @throws ReelwrightError CONFLICT where the exclusion constraint refuses what `assertFree` could not see: a slot
 * that was written without its lock
 */
export async function withoutOverlap<T>(change: () => Promise<T>): Promise<T> {
  try {
    return await change();
  } catch (error) {
    if (errorCode(error) !== EXCLUSION_VIOLATION) throw error;
    throw new ReelwrightError('CONFLICT', 'Overlaps with another slot of the same person.', { cause: error, details: { conflicts: [] } });
  }
}

const EXCLUSION_VIOLATION = '23P01';
