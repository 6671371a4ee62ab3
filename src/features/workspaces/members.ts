import type { EntityManager } from '@mikro-orm/postgresql';
import { ReelwrightError, notFound } from '../../kernel/errors.ts';
import { ROLES, reaches } from '../../kernel/role.ts';
import type { Role } from '../../kernel/role.ts';
import { currentUser } from '../../kernel/scope.ts';
import type { Scope } from '../../platform/database/scope.ts';
import { ACTIONS, refuseBelow } from './workspace.access.ts';
import type { Action } from './workspace.access.ts';

/** Roles by user id. */
export type Members = ReadonlyMap<string, Role>;

/** All of them are looked at whenever one changes. */
const MEMBERS_AT_MOST = 500;

/**
 * The members as they are now, under the lock of the workspace's row: two who change members at once do so one after the other, and
 * the second sees what the first did. NOT_FOUND when the workspace was deleted meanwhile.
 */
export async function lockMembers(em: EntityManager, workspaceId: string): Promise<Members> {
  const [workspace] = await em.execute<object[]>('select id from workspaces where id = ? and deleted_at is null for no key update', [
    workspaceId,
  ]);
  if (!workspace) throw notFound('Workspace');
  const rows = await em.execute<{ user_id: string; role: Role }[]>('select user_id, role from memberships where workspace_id = ?', [
    workspaceId,
  ]);
  return new Map(rows.map(({ user_id: userId, role }) => [userId, role]));
}

/** Locks, and asks again what the actor may do: the request may be older than what was decided about them. */
export async function lockForChange(
  em: EntityManager,
  scope: Scope,
  workspaceId: string,
  action: Action,
): Promise<{ readonly members: Members; readonly own: Role }> {
  const members = await lockMembers(em, workspaceId);
  const own = members.get(currentUser(scope).userId);
  if (!own) throw notFound('Workspace');
  refuseBelow(own, action);
  return { members, own };
}

export function roleOfMember(members: Members, userId: string): Role {
  const role = members.get(userId);
  if (!role) throw notFound('Member');
  return role;
}

/** Nobody gives a role above their own, nor takes one away. */
export function refuseAbove(own: Role, other: Role): void {
  if (reaches(own, other)) return;
  throw new ReelwrightError('FORBIDDEN', `The role ${other} is above yours, which is ${own}.`);
}

/** Somebody else is an owner too. */
export const hasOwnerBeside = (members: Members, userId: string): boolean =>
  [...members].some(([id, role]) => id !== userId && role === 'OWNER');

/** INVALID_STATE when nobody would own the workspace once this member has that role, or none. */
export function keepAnOwner(members: Members, userId: string, after?: Role): void {
  if (after === 'OWNER' || hasOwnerBeside(members, userId)) return;
  throw new ReelwrightError('INVALID_STATE', 'A workspace keeps an owner: make somebody else OWNER first.');
}

export function refuseOneTooMany(members: Members): void {
  if (members.size < MEMBERS_AT_MOST) return;
  throw new ReelwrightError('QUOTA_EXCEEDED', `A workspace has at most ${MEMBERS_AT_MOST} members.`, {
    details: { limit: MEMBERS_AT_MOST, resetsAt: null },
  });
}

/** What somebody may no longer offer is taken back: an invitation shall not outlive the right to write it. */
export async function takeBackInvitations(em: EntityManager, workspaceId: string, userId: string, role?: Role): Promise<void> {
  const offers = role && reaches(role, ACTIONS.MANAGE_MEMBERS) ? ROLES.filter((offered) => reaches(role, offered)) : [];
  await em.execute(
    `update invitations set status = 'REVOKED', ended_at = now()
     where workspace_id = ? and invited_by = ? and status = 'PENDING' and role not in (?)`,
    [workspaceId, userId, ['none', ...offers]],
  );
}

/** The same request with the person's role as it is from now on; without one they are no member. */
export function withRole(scope: Scope, workspaceId: string, role?: Role): Scope {
  const person = currentUser(scope);
  const memberships = new Map(person.memberships);
  if (role) memberships.set(workspaceId, role);
  else memberships.delete(workspaceId);
  return scope.as({ ...person, memberships });
}

/** What somebody who is no member any more leaves behind is good for nothing, also when they become a member again. */
export async function takeBackAll(em: EntityManager, workspaceId: string, userId: string): Promise<void> {
  await takeBackInvitations(em, workspaceId, userId);
  await em.execute('update api_keys set revoked_at = now() where workspace_id = ? and created_by = ? and revoked_at is null', [
    workspaceId,
    userId,
  ]);
}
