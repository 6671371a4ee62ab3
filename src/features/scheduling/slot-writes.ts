import type { EntityManager } from '@mikro-orm/postgresql';
import { LockMode } from '@mikro-orm/postgresql';
import { userIdOf } from '../../kernel/actor.ts';
import { Complaints } from '../../kernel/complaints.ts';
import { ReelwrightError, notFound } from '../../kernel/errors.ts';
import { isId } from '../../kernel/id.ts';
import { reaches } from '../../kernel/role.ts';
import { lockRow } from '../../platform/database/rows.ts';
import type { Scope } from '../../platform/database/scope.ts';
import { hasProject } from '../projects/project/project.read.ts';
import { ACTIONS } from '../workspaces/workspace/workspace.access.ts';
import { MembershipEntity } from '../workspaces/workspace/workspace.entity.ts';
import { SlotEntity } from './slot.entity.ts';
import type { SlotRow } from './slot.entity.ts';
import type { SlotEvent, SlotSubscriber } from './slot.events.ts';
import { SLOT_STATES, slotRoleOf } from './slot.states.ts';
import type { SlotAction, SlotPeople, SlotRole, SlotStatus } from './slot.states.ts';

/** The person who acts and their role in a slot. A program with an API key acts for the workspace, never as giver or taker. */
export function actorOf({ actor }: Scope, people: SlotPeople): { readonly actorId: string | null; readonly actorRole: SlotRole } {
  const actorId = userIdOf(actor) ?? null;
  return { actorId, actorRole: slotRoleOf(people, actorId) };
}

/** The slot under its lock. @throws ReelwrightError NOT_FOUND for a deleted slot */
export async function lockSlot(em: EntityManager, id: string): Promise<SlotRow> {
  const slot = await lockRow(em, SlotEntity, id);
  if (!slot || slot.deletedAt) throw notFound('Slot');
  return slot;
}

/** The state after an action. @throws ReelwrightError INVALID_STATE with the current state in `details.current` */
export function nextStatus(slot: SlotRow, action: SlotAction): SlotStatus {
  const next = SLOT_STATES[slot.status].on[action];
  if (next === undefined) throw wrongState(slot, `The slot is ${slot.status}.`);
  return next;
}

export const wrongState = (slot: SlotRow, message: string): ReelwrightError =>
  new ReelwrightError('INVALID_STATE', message, { details: { current: viewOf(slot) } });

/** The fields of a slot that clients see, for conflicts and the audit log. */
export const viewOf = (slot: SlotRow) => ({
  ...{ id: slot.id, version: slot.version, status: slot.status, giverId: slot.giverId, takerId: slot.takerId },
  ...{ startsAt: slot.startsAt, endsAt: slot.endsAt, timeZone: slot.timeZone, title: slot.title },
  ...{ bufferBeforeMinutes: slot.bufferBeforeMinutes, bufferAfterMinutes: slot.bufferAfterMinutes },
  ...{ meetingUrl: slot.meetingUrl, projectId: slot.projectId, cancelReason: slot.cancelReason },
});

/** A person or project that a slot names, and where. */
interface NamedSlot extends SlotPeople {
  readonly projectId: string | null;
}

/**
 * Checks that givers and takers are members, and projects are of the workspace. The memberships are locked against removal until the
 * transaction ends, so that the slot of a removed member is always canceled. @throws ReelwrightError BAD_USER_INPUT that names every field
 */
export async function assertNamed(
  em: EntityManager,
  workspaceId: string,
  slots: readonly NamedSlot[],
  path: (index: number) => string,
): Promise<void> {
  const people = [...new Set(slots.flatMap(({ giverId, takerId }) => [giverId, takerId ?? giverId]))].filter(isId).toSorted();
  const members = await em.find(
    MembershipEntity,
    { workspaceId, userId: { $in: people } },
    { lockMode: LockMode.PESSIMISTIC_READ, orderBy: { userId: 'asc' }, disableIdentityMap: true },
  );
  const roles = new Map(members.map(({ userId, role }) => [userId, role]));
  const missing = new Set<string>();
  for (const projectId of new Set(slots.flatMap((slot) => slot.projectId ?? []))) {
    if (!(await hasProject(em, workspaceId, projectId))) missing.add(projectId);
  }
  const complaints = new Complaints();
  for (const [index, { giverId, takerId, projectId }] of slots.entries()) {
    const role = roles.get(giverId);
    if (!role || !reaches(role, ACTIONS.MANAGE_SLOTS)) {
      complaints.add(`${path(index)}.giverId`, `Must be a member of the workspace with at least the role ${ACTIONS.MANAGE_SLOTS}.`);
    }
    if (takerId != null && !roles.has(takerId)) complaints.add(`${path(index)}.takerId`, 'Must be a member of the workspace.');
    if (projectId !== null && missing.has(projectId)) complaints.add(`${path(index)}.projectId`, NO_PROJECT);
  }
  complaints.throwIfAny();
}

export const NO_PROJECT = 'Must be a project of the workspace.';

/** Locks a membership against removal until the transaction ends. @throws ReelwrightError NOT_FOUND when the person has left meanwhile */
export async function lockMember(em: EntityManager, workspaceId: string, userId: string): Promise<void> {
  const lock = { lockMode: LockMode.PESSIMISTIC_READ, disableIdentityMap: true } as const;
  if (!(await em.findOne(MembershipEntity, { workspaceId, userId }, lock))) throw notFound('Slot');
}

/** Passes an event to every subscriber, in the transaction of the change. */
export async function raise(em: EntityManager, subscribers: readonly SlotSubscriber[], event: SlotEvent): Promise<void> {
  for (const subscriber of subscribers) await subscriber(em, event);
}
