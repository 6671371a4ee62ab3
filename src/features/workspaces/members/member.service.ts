import type { EntityManager } from '@mikro-orm/postgresql';
import { badInput, notFound } from '../../../kernel/errors.ts';
import type { ListArgs, ListPage } from '../../../kernel/page.ts';
import type { Role } from '../../../kernel/role.ts';
import { currentUser } from '../../../kernel/actor.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import { keepAnOwner, lockForChange, assertRoleAtMost, roleOfMember, revokeAccess, revokeInvitations, withRole } from './members.ts';
import { MembershipEntity } from '../workspace/workspace.entity.ts';
import type { MembershipRow } from '../workspace/workspace.entity.ts';
import { membersOfWorkspace } from '../workspace/workspace.read.ts';
import type { MemberFilter, MemberOrderField } from '../workspace/workspace.read.ts';
import { changeMemberRole, leaveWorkspace, removeMember, transferOwnership } from './member.mutations.ts';

export interface MemberInput {
  readonly workspaceId: string;
  readonly userId: string;
}

/**
 * Members and their roles. Changes lock the workspace's row, so that an owner always remains. The database notifies sockets of each change
 * of a membership.
 */
export class MemberService {
  constructor(private readonly mutations: Mutations) {}

  /**
   * Changes a role and returns the scope with the caller's role after that. @throws ReelwrightError FORBIDDEN for a role above one's own,
   * granted or revoked; INVALID_STATE for the last owner
   */
  async changeRole(scope: Scope, { workspaceId, userId, role }: MemberInput & { readonly role: Role }): Promise<Scope> {
    await this.mutations.update(scope, { mutation: changeMemberRole, workspaceId, subjectId: userId }, async (em) => {
      const { members, own } = await lockForChange(em, scope, workspaceId, 'MANAGE_MEMBERS');
      const before = roleOfMember(members, userId);
      assertRoleAtMost(own, before);
      assertRoleAtMost(own, role);
      keepAnOwner(members, userId, role);
      await giveRole(em, { workspaceId, userId }, role);
      await revokeInvitations(em, workspaceId, userId, role);
      return { before: { role: before }, after: { role } };
    });
    return userId === currentUser(scope).userId ? withRole(scope, workspaceId, role) : scope;
  }

  /**
   * Removes a member; everything that they made is kept. @throws ReelwrightError FORBIDDEN for a higher role, INVALID_STATE for the last
   * owner
   */
  async remove(scope: Scope, { workspaceId, userId }: MemberInput): Promise<void> {
    await this.mutations.update(scope, { mutation: removeMember, workspaceId, subjectId: userId }, async (em) => {
      const { members, own } = await lockForChange(em, scope, workspaceId, 'MANAGE_MEMBERS');
      const role = roleOfMember(members, userId);
      assertRoleAtMost(own, role);
      keepAnOwner(members, userId);
      await em.nativeDelete(MembershipEntity, { workspaceId, userId });
      await revokeAccess(em, workspaceId, userId);
      return { before: { role } };
    });
  }

  /** Ends the caller's membership. @throws ReelwrightError INVALID_STATE for the last owner */
  async leave(scope: Scope, workspaceId: string): Promise<void> {
    const { userId } = currentUser(scope);
    await this.mutations.update(scope, { mutation: leaveWorkspace, workspaceId, subjectId: userId }, async (em) => {
      const { members, own: role } = await lockForChange(em, scope, workspaceId, 'VIEW');
      keepAnOwner(members, userId);
      await em.nativeDelete(MembershipEntity, { workspaceId, userId });
      await revokeAccess(em, workspaceId, userId);
      return { before: { role } };
    });
  }

  /** Makes another member OWNER and the caller ADMIN. Returns the scope with the new role. */
  async transferOwnership(scope: Scope, { workspaceId, userId }: MemberInput): Promise<Scope> {
    const giver = currentUser(scope).userId;
    await this.mutations.update(scope, { mutation: transferOwnership, workspaceId, subjectId: userId }, async (em) => {
      const { members } = await lockForChange(em, scope, workspaceId, 'TRANSFER_OWNERSHIP');
      if (userId === giver) throw badInput('input.userId', 'You already own it. Name another member.');
      const before = roleOfMember(members, userId);
      await giveRole(em, { workspaceId, userId }, 'OWNER');
      await giveRole(em, { workspaceId, userId: giver }, 'ADMIN');
      await revokeInvitations(em, workspaceId, giver, 'ADMIN');
      return { before: { role: before, owner: giver }, after: { role: 'OWNER', owner: userId } };
    });
    return withRole(scope, workspaceId, 'ADMIN');
  }

  async get(scope: Scope, { workspaceId, userId }: MemberInput): Promise<MembershipRow> {
    const row = await scope.read((em) => em.findOne(MembershipEntity, { workspaceId, userId }));
    if (!row) throw notFound('Member');
    return row;
  }

  /** Members of a workspace, newest accounts first by default. */
  list(scope: Scope, workspaceId: string, args: ListArgs<MemberFilter, MemberOrderField>): Promise<ListPage<MembershipRow>> {
    return membersOfWorkspace.list(scope, workspaceId, args);
  }
}

/** Changes a role; the workspace's row must be locked. */
async function giveRole(em: EntityManager, member: MemberInput, role: Role): Promise<void> {
  const membership = await em.findOneOrFail(MembershipEntity, member);
  membership.role = role;
  await em.flush();
}
