import { LockMode } from '@mikro-orm/postgresql';
import type { EntityManager } from '@mikro-orm/postgresql';
import { ReelwrightError, assertQuota, notFound } from '../../../kernel/errors.ts';
import { ROLES, reaches } from '../../../kernel/role.ts';
import type { Role } from '../../../kernel/role.ts';
import { currentUser } from '../../../kernel/actor.ts';
import { ApiKeyEntity } from '../api-keys/api-key.entity.ts';
import { InvitationEntity, MembershipEntity, WorkspaceEntity } from '../workspace/workspace.entity.ts';
import { lockRow } from '../../../platform/database/rows.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { ACTIONS, assertRoleAtLeast } from '../workspace/workspace.access.ts';
import type { Action } from '../workspace/workspace.access.ts';

/** Roles by user id. */
export type Members = ReadonlyMap<string, Role>;

/**
 * Current members under the lock of the workspace's row, which serializes concurrent changes. @throws ReelwrightError NOT_FOUND when the
 * workspace was deleted in the meantime
 */
export async function lockMembers(em: EntityManager, workspaceId: string): Promise<Members> {
  const workspace = await lockRow(em, WorkspaceEntity, workspaceId);
  if (!workspace || workspace.deletedAt) throw notFound('Workspace');
  const rows = await em.find(MembershipEntity, { workspaceId }, { fields: ['userId', 'role'], disableIdentityMap: true });
  return new Map(rows.map(({ userId, role }) => [userId, role]));
}

/** Locks the members and authorizes the actor again, whose role may have changed since the request began. */
export async function lockForChange(
  em: EntityManager,
  scope: Scope,
  workspaceId: string,
  action: Action,
): Promise<{ readonly members: Members; readonly own: Role }> {
  const members = await lockMembers(em, workspaceId);
  const own = members.get(currentUser(scope).userId);
  if (!own) throw notFound('Workspace');
  assertRoleAtLeast(own, action);
  return { members, own };
}

export function roleOfMember(members: Members, userId: string): Role {
  const role = members.get(userId);
  if (!role) throw notFound('Member');
  return role;
}

/** Checks that a role is not above the actor's own. @throws ReelwrightError FORBIDDEN */
export function assertRoleAtMost(own: Role, other: Role): void {
  if (reaches(own, other)) return;
  throw new ReelwrightError('FORBIDDEN', `The role ${other} is above your role ${own}.`);
}

/** Whether another owner exists. */
export const hasOwnerBeside = (members: Members, userId: string): boolean =>
  [...members].some(([id, role]) => id !== userId && role === 'OWNER');

/** Checks that an owner remains. @throws ReelwrightError INVALID_STATE when the change would leave the workspace without one */
export function keepAnOwner(members: Members, userId: string, after?: Role): void {
  if (after === 'OWNER' || hasOwnerBeside(members, userId)) return;
  throw new ReelwrightError('INVALID_STATE', 'A workspace must keep an owner: make another member OWNER first.');
}

/** Checks that the plan of the workspace allows one more member. @throws ReelwrightError QUOTA_EXCEEDED */
export async function assertMemberQuota(em: EntityManager, workspaceId: string, members: Members): Promise<void> {
  const [plan] = await em.execute<{ members: number }[]>('select members from workspace_limits(?)', [workspaceId]);
  const limit = plan?.members ?? 0;
  assertQuota(members.size + 1, limit, `The plan of the workspace allows at most ${limit} members. Remove one first, or change the plan.`);
}

/** Revokes a person's pending invitations that exceed their new role, or all of them without a role. */
export async function revokeInvitations(em: EntityManager, workspaceId: string, userId: string, role?: Role): Promise<void> {
  const offers = role && reaches(role, ACTIONS.MANAGE_MEMBERS) ? ROLES.filter((offered) => reaches(role, offered)) : [];
  const open = await em.find(
    InvitationEntity,
    { workspaceId, invitedBy: userId, status: 'PENDING', role: { $nin: offers } },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  for (const invitation of open) em.assign(invitation, { status: 'REVOKED', endedAt: new Date() });
  await em.flush();
}

/** The scope with the person's new role in the workspace; without a role they are not a member. */
export function withRole(scope: Scope, workspaceId: string, role?: Role): Scope {
  const person = currentUser(scope);
  const memberships = new Map(person.memberships);
  if (role) memberships.set(workspaceId, role);
  else memberships.delete(workspaceId);
  return scope.as({ ...person, memberships });
}

/** Revokes the API keys and invitations of a former member, which stay invalid even if they rejoin. */
export async function revokeAccess(em: EntityManager, workspaceId: string, userId: string): Promise<void> {
  await revokeInvitations(em, workspaceId, userId);
  const keys = await em.find(ApiKeyEntity, { workspaceId, createdBy: userId, revokedAt: null }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  for (const key of keys) key.revokedAt = new Date();
  await em.flush();
}
