import type { EntityManager } from '@mikro-orm/postgresql';
import { authorOf } from '../../kernel/actor.ts';
import { Complaints } from '../../kernel/complaints.ts';
import { assertQuota, badInput } from '../../kernel/errors.ts';
import { newId } from '../../kernel/id.ts';
import { lockRow } from '../../platform/database/rows.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { Mutations } from '../../platform/mutation/mutations.ts';
import { WorkspaceEntity } from '../workspaces/workspace/workspace.entity.ts';
import { MAX_OCCURRENCES, occurrencesOf } from './recurrence.ts';
import { checkSlot, checkTimes, startFault } from './slot-check.ts';
import type { CheckedSlot, GivenSlot } from './slot-check.ts';
import { assertFree, withoutOverlap } from './slot-conflicts.ts';
import { SlotEntity } from './slot.entity.ts';
import type { SlotRow } from './slot.entity.ts';
import type { SlotSubscriber } from './slot.events.ts';
import { createRecurringSlots, createSlots } from './slot.mutations.ts';
import type { SlotReads } from './slot.read.ts';
import { newSlotStatus } from './slot.states.ts';
import { actorOf, assertNamed, raise, viewOf } from './slot-writes.ts';

/** Maximum slots of a workspace that are AVAILABLE, PENDING or BOOKED. */
const MAX_OPEN_SLOTS = 10_000;

export interface CreateSlots {
  readonly workspaceId: string;
  readonly slots: readonly GivenSlot[];
  readonly idempotencyKey?: string | null | undefined;
}

/** A slot that is repeated: its times are those of the first one. */
export interface CreateRecurringSlots extends GivenSlot {
  readonly workspaceId: string;
  readonly rrule: string;
  readonly idempotencyKey?: string | null | undefined;
}

export interface SlotParts {
  readonly reads: SlotReads;
  readonly subscribers: readonly SlotSubscriber[];
}

/** Creates slots, many at once: all of them or none. */
export class SlotSeriesService {
  constructor(
    private readonly mutations: Mutations,
    private readonly parts: SlotParts,
  ) {}

  /**
   * Creates slots; those that the caller gives are AVAILABLE, others PENDING. Returns them in the order of the request. @throws
   * ReelwrightError BAD_USER_INPUT that names every invalid field, CONFLICT with `details.conflicts`, QUOTA_EXCEEDED
   */
  async create(scope: Scope, input: CreateSlots): Promise<readonly SlotRow[]> {
    const { workspaceId } = input;
    const call = await this.mutations.authorizeCall(scope, { mutation: createSlots, workspaceId, input });
    const seriesId = await this.mutations.create(scope, call, async (em, id) => {
      const slots = checkMany(input.slots);
      const rows = await this.#insert(em, scope, { workspaceId, id, slots, path: (index) => `input.slots.${index}` });
      return { after: { slots: rows.map(viewOf) } };
    });
    return this.parts.reads.ofSeries.rows(scope, seriesId);
  }

  /** Creates a slot for each occurrence of a rule. @throws ReelwrightError like `create`; `index` is the number of the occurrence */
  async createRecurring(scope: Scope, input: CreateRecurringSlots): Promise<readonly SlotRow[]> {
    const { workspaceId, rrule } = input;
    const call = await this.mutations.authorizeCall(scope, { mutation: createRecurringSlots, workspaceId, input });
    const seriesId = await this.mutations.create(scope, call, async (em, id) => {
      const slots = repeat(input);
      const rows = await this.#insert(em, scope, { workspaceId, id, slots, path: () => 'input' });
      const [first] = rows;
      return { after: { rrule, count: rows.length, first: first && viewOf(first) } };
    });
    return this.parts.reads.ofSeries.rows(scope, seriesId);
  }

  async #insert(em: EntityManager, scope: Scope, { workspaceId, id: seriesId, slots, path }: NewSeries): Promise<SlotRow[]> {
    await assertNamed(em, workspaceId, slots, path);
    await lockRow(em, WorkspaceEntity, workspaceId);
    const open = await em.count(SlotEntity, { workspaceId, deletedAt: null, status: { $in: ['AVAILABLE', 'PENDING', 'BOOKED'] } });
    assertQuota(open + slots.length, MAX_OPEN_SLOTS, `A workspace can have at most ${MAX_OPEN_SLOTS} open slots. Delete some first.`);
    const asked = slots.map((slot) => {
      const by = actorOf(scope, slot);
      return { slot, by, status: newSlotStatus(by.actorRole) };
    });
    await assertFree(
      em,
      asked.map(({ slot, status }) => ({ ...slot, status })),
      { path },
    );
    const createdBy = authorOf(scope.actor) ?? null;
    // Ordered ids keep the order of the request.
    const ids = asked.map(() => newId()).toSorted();
    const rows = asked.map(({ slot, by, status }, index) =>
      em.create(SlotEntity, {
        ...slot,
        id: ids[index] ?? newId(),
        workspaceId,
        seriesId,
        status,
        createdBy,
        createdAs: by.actorRole,
        takerAgreed: by.actorRole === 'TAKER',
      }),
    );
    await withoutOverlap(() => em.flush());
    const requested = Map.groupBy(
      rows.filter(({ status }) => status === 'PENDING').toSorted((one, other) => +one.startsAt - +other.startsAt),
      ({ giverId }) => giverId,
    );
    for (const ofGiver of requested.values()) {
      const [slot] = ofGiver;
      if (!slot) continue;
      const series = { id: seriesId, count: ofGiver.length };
      await raise(em, this.parts.subscribers, { type: 'SLOT_REQUESTED', slot, series, ...actorOf(scope, slot) });
    }
    return rows;
  }
}

interface NewSeries {
  readonly workspaceId: string;
  readonly id: string;
  readonly slots: readonly CheckedSlot[];
  /** Where the slot of an index is in the input. */
  readonly path: (index: number) => string;
}

function checkMany(given: readonly GivenSlot[]): CheckedSlot[] {
  if (given.length === 0 || given.length > MAX_OCCURRENCES) {
    throw badInput('input.slots', `Must have 1 to ${MAX_OCCURRENCES} slots; this has ${given.length}.`);
  }
  const complaints = new Complaints();
  const slots = given.map((one, index) => {
    checkTimes(one, `input.slots.${index}`, complaints);
    return checkSlot(one, `input.slots.${index}`, complaints);
  });
  complaints.throwIfAny();
  return slots;
}

/** Each occurrence lasts as long as the first slot, also when the clocks change while it lasts. */
function repeat(input: CreateRecurringSlots): CheckedSlot[] {
  const complaints = new Complaints();
  checkTimes(input, 'input', complaints);
  const slot = checkSlot(input, 'input', complaints);
  complaints.throwIfAny();
  const found = occurrencesOf(input.rrule, input.startsAt, input.timeZone);
  if ('fault' in found) throw badInput('input.rrule', found.fault);
  const durationMs = input.endsAt.getTime() - input.startsAt.getTime();
  const fault = found.times.map(startFault).find((one) => one !== undefined);
  if (fault !== undefined) throw badInput('input.rrule', `The start of every occurrence: ${fault}`);
  const at = (startsAt: Date): CheckedSlot => ({ ...slot, startsAt, endsAt: new Date(startsAt.getTime() + durationMs) });
  return found.times.map(at);
}
