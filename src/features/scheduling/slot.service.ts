import { isDeepStrictEqual } from 'node:util';
import type { EntityManager } from '@mikro-orm/postgresql';
import { currentActor } from '../../kernel/actor.ts';
import { Complaints } from '../../kernel/complaints.ts';
import { ReelwrightError, badInput, notFound } from '../../kernel/errors.ts';
import type { ListArgs, ListPage } from '../../kernel/page.ts';
import type { Selection } from '../../kernel/selection.ts';
import type { Scope } from '../../platform/database/scope.ts';
import { assertVersion } from '../../platform/mutation/expected-version.ts';
import type { MutationDefinition } from '../../platform/mutation/mutation.ts';
import type { Mutations } from '../../platform/mutation/mutations.ts';
import { hasProject } from '../projects/project/project.read.ts';
import { authorize } from '../workspaces/workspace/workspace.access.ts';
import { checkSlot, checkTimes, reasonFault } from './slot-check.ts';
import type { CheckedSlot, GivenSlot } from './slot-check.ts';
import { assertFree, withoutOverlap } from './slot-conflicts.ts';
import type { SlotRow } from './slot.entity.ts';
import type { SlotEventType } from './slot.events.ts';
import { bookSlot, cancelSlot, confirmSlot, declineSlot, deleteSlot, updateSlot } from './slot.mutations.ts';
import type { SlotFilter, SlotOrderField } from './slot.read.ts';
import type { SlotParts } from './slot-series.service.ts';
import { SLOT_STATES } from './slot.states.ts';
import type { SlotRole } from './slot.states.ts';
import { NO_PROJECT, actorOf, lockMember, lockSlot, nextStatus, raise, viewOf, wrongState } from './slot-writes.ts';

/** A slot, and the idempotency key of the call. */
export interface OneSlot {
  readonly id: string;
  readonly idempotencyKey?: string | null | undefined;
}

export interface CancelSlot {
  readonly reason?: string | null | undefined;
}

/** A change of a slot. Omitted fields are not changed. */
export interface UpdateSlot extends Partial<Nullable<Omit<GivenSlot, 'giverId' | 'takerId'>>> {
  readonly expectedVersion: number;
}
type Nullable<Fields> = { readonly [Name in keyof Fields]: Fields[Name] | null };

/** The person who acts on a slot, under its lock. */
interface Acting {
  readonly em: EntityManager;
  readonly slot: SlotRow;
  readonly actorId: string | null;
  readonly actorRole: SlotRole;
}

/** What people do with one slot. */
export class SlotService {
  constructor(
    private readonly mutations: Mutations,
    private readonly parts: SlotParts,
  ) {}

  /**
   * Books an AVAILABLE slot for the caller. @throws ReelwrightError CONFLICT with `details.current` when somebody else was faster, and with
   * `details.conflicts` when the caller has no time; INVALID_STATE, FORBIDDEN for the giver and for a slot that is offered to somebody else
   */
  book(scope: Scope, { id, ...input }: OneSlot): Promise<SlotRow> {
    return this.#act(scope, id, bookSlot, input, async ({ em, slot, actorId, actorRole }) => {
      if (actorId === null || actorRole === 'GIVER') throw new ReelwrightError('FORBIDDEN', 'The giver of a slot cannot book it.');
      assertUntaken(slot, actorId);
      assertAhead(slot);
      const status = nextStatus(slot, 'BOOK');
      await lockMember(em, slot.workspaceId, actorId);
      await assertFree(em, [{ ...slot, takerId: actorId, status }], { except: slot.id });
      em.assign(slot, { status, takerId: actorId, takerAgreed: true, updatedAs: 'TAKER' });
      return 'SLOT_BOOKED';
    });
  }

  /**
   * Agrees to a PENDING slot. It is BOOKED when its taker has asked for this time, and otherwise AVAILABLE: for the taker, or for anybody. @throws ReelwrightError FORBIDDEN for everybody but the giver, INVALID_STATE
   */
  confirm(scope: Scope, id: string): Promise<SlotRow> {
    return this.#act(scope, id, confirmSlot, {}, async ({ em, slot, actorRole }) => {
      if (actorRole !== 'GIVER') throw new ReelwrightError('FORBIDDEN', 'Only the giver of the slot can confirm it.');
      const status = nextStatus(slot, slot.takerId !== null && slot.takerAgreed ? 'CONFIRM' : 'OFFER');
      assertAhead(slot);
      em.assign(slot, { status, updatedAs: actorRole });
      return 'SLOT_CONFIRMED';
    });
  }

  /** Refuses a PENDING slot. @throws ReelwrightError FORBIDDEN for everybody but the giver and the taker, INVALID_STATE */
  decline(scope: Scope, id: string): Promise<SlotRow> {
    return this.#act(scope, id, declineSlot, {}, async ({ em, slot, actorRole }) => {
      if (actorRole === 'SYSTEM') throw new ReelwrightError('FORBIDDEN', 'Only the giver and the taker of the slot can decline it.');
      em.assign(slot, { status: nextStatus(slot, 'DECLINE'), updatedAs: actorRole });
      return 'SLOT_DECLINED';
    });
  }

  /** Cancels a slot that is not over. @throws ReelwrightError FORBIDDEN for a VIEWER who is not in the slot, INVALID_STATE */
  cancel(scope: Scope, id: string, input: CancelSlot): Promise<SlotRow> {
    return this.#act(scope, id, cancelSlot, input, async ({ em, slot, actorRole }) => {
      if (actorRole === 'SYSTEM') authorize(scope, slot.workspaceId, 'MANAGE_SLOTS');
      const fault = reasonFault(input.reason ?? '');
      if (fault !== undefined) throw badInput('input.reason', fault);
      const status = nextStatus(slot, 'CANCEL');
      if (slot.endsAt <= new Date()) throw wrongState(slot, 'The slot is over.');
      em.assign(slot, { status, cancelReason: input.reason?.normalize('NFC').trim() || null, updatedAs: actorRole });
      return 'SLOT_CANCELED';
    });
  }

  /**
   * Changes a slot that has not begun. When somebody else than the giver moves it, it is PENDING until the giver confirms. @throws
   * ReelwrightError CONFLICT with the current slot when it was changed meanwhile, or with `details.conflicts`. A call that changes nothing keeps
   * the version.
   */
  update(scope: Scope, id: string, input: UpdateSlot): Promise<SlotRow> {
    return this.#act(scope, id, updateSlot, {}, async ({ em, slot, actorRole }) => {
      assertVersion('slot', input.expectedVersion, viewOf(slot));
      if (!SLOT_STATES[slot.status].open) throw wrongState(slot, `The slot is ${slot.status}.`);
      assertAhead(slot);
      const { changed, isMoved } = changesOf(slot, input);
      if (input.projectId != null && !(await hasProject(em, slot.workspaceId, input.projectId))) {
        throw badInput('input.projectId', NO_PROJECT);
      }
      if (isUnchanged(slot, changed)) return undefined;
      const isProposed = isMoved && actorRole !== 'GIVER';
      const status = isProposed ? nextStatus(slot, 'PROPOSE') : slot.status;
      // The taker has agreed to a time. A giver may move a booked slot, and the taker is notified; a moved request needs the taker again.
      const keepsAgreement = !isMoved || (slot.status === 'BOOKED' && !isProposed);
      const takerAgreed = actorRole === 'TAKER' && isMoved ? true : keepsAgreement && slot.takerAgreed;
      await assertFree(em, [{ ...changed, status }], { except: slot.id });
      em.assign(slot, { ...changed, status, takerAgreed, updatedAs: actorRole });
      return 'SLOT_CHANGED';
    });
  }

  /** Deletes a slot on which nobody relies. @throws ReelwrightError INVALID_STATE for one that is PENDING or BOOKED */
  async delete(scope: Scope, id: string): Promise<void> {
    const { workspaceId } = await this.get(scope, id);
    await this.mutations.update(scope, { mutation: deleteSlot, workspaceId, subjectId: id }, async (em) => {
      const slot = await lockSlot(em, id);
      const { actorRole } = actorOf(scope, slot);
      if (!SLOT_STATES[slot.status].deletable) throw wrongState(slot, `The slot is ${slot.status}: cancel it before you delete it.`);
      const before = viewOf(slot);
      em.assign(slot, { deletedAt: new Date(), deletedAs: actorRole, version: slot.version + 1 });
      await em.flush();
      return { before };
    });
  }

  /** Ends the slots of all workspaces whose time has passed, in short transactions. Returns their number. */
  async endPast(scope: Scope): Promise<number> {
    for (let ended = 0; ;) {
      const [row] = await scope.tx((em) => em.execute<{ ended: number }[]>('select end_past_slots() as ended'));
      if (!row?.ended || scope.signal.aborted) return ended;
      ended += row.ended;
    }
  }

  /** A slot by its id. @throws ReelwrightError NOT_FOUND for a missing or deleted slot and, identically, for one of another workspace */
  async get(scope: Scope, id: string): Promise<SlotRow> {
    currentActor(scope);
    const row = await this.load(scope, id);
    if (!row) throw notFound('Slot');
    return row;
  }

  /** Like `get`, batched; null where `get` throws. */
  async load(scope: Scope, id: string): Promise<SlotRow | null> {
    const row = await this.parts.reads.byId.load(scope, id);
    return row && !row.deletedAt ? row : null;
  }

  /** A workspace's slots, the earliest first by default. */
  list(scope: Scope, workspaceId: string, args: ListArgs<SlotFilter, SlotOrderField>, selection?: Selection): Promise<ListPage<SlotRow>> {
    return this.parts.reads.ofWorkspace.list(scope, workspaceId, args, { selection });
  }

  /** Changes a slot under its lock, and raises the event that `work` returns; undefined when it changes nothing. */
  async #act(
    scope: Scope,
    id: string,
    mutation: MutationDefinition,
    input: object & { readonly idempotencyKey?: string | null | undefined },
    work: (acting: Acting) => Promise<SlotEventType | undefined>,
  ): Promise<SlotRow> {
    const { workspaceId } = await this.get(scope, id);
    await this.mutations.update(scope, { mutation, workspaceId, subjectId: id, input }, async (em) => {
      const slot = await lockSlot(em, id);
      const before = viewOf(slot);
      const by = actorOf(scope, slot);
      const type = await work({ em, slot, ...by });
      if (type === undefined) return {};
      em.assign(slot, { version: slot.version + 1 });
      await withoutOverlap(() => em.flush());
      const times = type === 'SLOT_CHANGED' ? { before } : {};
      // The role after the change: who has booked the slot is its taker.
      await raise(em, this.parts.subscribers, { type, slot, ...times, ...actorOf(scope, slot) });
      return { before, after: viewOf(slot) };
    });
    return this.get(scope, id);
  }
}

/** @throws ReelwrightError CONFLICT for a slot that somebody else has, FORBIDDEN for one that is offered to somebody else */
function assertUntaken(slot: SlotRow, actorId: string): void {
  if (slot.takerId === null || slot.takerId === actorId) return;
  if (slot.status === 'AVAILABLE') throw new ReelwrightError('FORBIDDEN', 'The slot is offered to another person.');
  if (!SLOT_STATES[slot.status].open) return;
  throw new ReelwrightError('CONFLICT', 'Another person has taken the slot.', { details: { current: viewOf(slot) } });
}

function isUnchanged(slot: SlotRow, changed: CheckedSlot): boolean {
  return (Object.keys(changed) as (keyof CheckedSlot)[]).every((field) => isDeepStrictEqual(slot[field], changed[field]));
}

function assertAhead(slot: SlotRow): void {
  if (slot.startsAt <= new Date()) throw wrongState(slot, 'The slot has begun.');
}

/** The fields after a change. @throws ReelwrightError BAD_USER_INPUT that names every invalid field */
function changesOf(slot: SlotRow, input: UpdateSlot) {
  const complaints = new Complaints();
  const kept = <Value>(given: Value | null | undefined, current: Value): Value => given ?? current;
  const orNull = <Value>(given: Value | null | undefined, current: Value | null): Value | null => (given === undefined ? current : given);
  const changed = checkSlot(
    {
      ...{ giverId: slot.giverId, takerId: slot.takerId },
      startsAt: kept(input.startsAt, slot.startsAt),
      endsAt: kept(input.endsAt, slot.endsAt),
      timeZone: kept(input.timeZone, slot.timeZone),
      title: kept(input.title, slot.title),
      projectId: orNull(input.projectId, slot.projectId),
      meetingUrl: orNull(input.meetingUrl, slot.meetingUrl),
      bufferBeforeMinutes: kept(input.bufferBeforeMinutes, slot.bufferBeforeMinutes),
      bufferAfterMinutes: kept(input.bufferAfterMinutes, slot.bufferAfterMinutes),
    },
    'input',
    complaints,
  );
  const isMoved = +changed.startsAt !== +slot.startsAt || +changed.endsAt !== +slot.endsAt;
  if (isMoved) checkTimes(changed, 'input', complaints);
  complaints.throwIfAny();
  return { changed, isMoved };
}
