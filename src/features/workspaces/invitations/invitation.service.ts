import { randomBytes } from 'node:crypto';
import { LockMode } from '@mikro-orm/postgresql';
import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { emailKey } from '../../../platform/text/email-key.ts';
import { ReelwrightError, assertQuota, notFound, unauthenticated } from '../../../kernel/errors.ts';
import type { ListArgs, ListPage } from '../../../kernel/page.ts';
import type { Role } from '../../../kernel/role.ts';
import { currentUser } from '../../../kernel/actor.ts';
import { loadRow } from '../../../platform/database/rows.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { tokenHash } from '../../../platform/secrets/token-hash.ts';
import type { Mailer } from '../../../platform/mail/mail.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import { UserEntity } from '../../identity/identity.entity.ts';
import type { OpenInvitation } from '../../identity/identity.events.ts';
import { invitationEmail } from './invitation-email.ts';
import type { InvitationStatus } from './invitation.states.ts';
import { lockForChange, lockMembers, assertRoleAtMost, assertMemberQuota, withRole } from '../members/members.ts';
import { authorize } from '../workspace/workspace.access.ts';
import { InvitationEntity, MembershipEntity, WorkspaceEntity } from '../workspace/workspace.entity.ts';
import type { InvitationRow } from '../workspace/workspace.entity.ts';
import { invitationsOfWorkspace } from '../workspace/workspace.read.ts';
import type { OnInvited } from '../workspace/workspace.events.ts';
import type { InvitationFilter, InvitationOrderField, ListedInvitation } from '../workspace/workspace.read.ts';
import { acceptInvitation, declineInvitation, inviteMember, revokeInvitation } from './invitation.mutations.ts';

const VALID_MS = 7 * 24 * 3_600_000;
/** Maximum pending invitations of one workspace. */
const MAX_PENDING_INVITATIONS = 100;

export interface Invite {
  readonly workspaceId: string;
  readonly email: string;
  readonly role: Role;
}

interface InvitationSettings {
  /** Base URL of the web client that links lead to, without a trailing slash. */
  readonly appUrl: string;
  readonly requireVerifiedEmail: boolean;
}

interface FoundInvitation {
  readonly invitation_id: string;
  readonly workspace_id: string;
  readonly email_key: string;
  readonly role: Role;
  readonly status: InvitationStatus;
  readonly is_expired: boolean;
}

/** Invitations: a single-use token, emailed to an address and valid for seven days, makes its recipient a member. */
export class InvitationService {
  constructor(
    private readonly mutations: Mutations,
    private readonly mailer: Mailer,
    private readonly settings: InvitationSettings,
    private readonly onInvited: OnInvited,
  ) {}

  /**
   * Sends an invitation; an earlier one to the same address becomes invalid. The answer does not reveal whether the address has an account.
   * @throws ReelwrightError FORBIDDEN for a role above one's own, CONFLICT for a member, INVALID_STATE before the inviter has verified
   * their own address, where that is required, QUOTA_EXCEEDED
   */
  async invite(scope: Scope, input: Invite): Promise<InvitationRow> {
    const { workspaceId, role } = input;
    const email = input.email.trim();
    const token = randomBytes(32).toString('base64url');
    const made = await this.mutations.create(scope, { mutation: inviteMember, workspaceId, input }, async (em, id) => {
      const { members, own } = await lockForChange(em, scope, workspaceId, 'MANAGE_MEMBERS');
      assertRoleAtMost(own, role);
      await assertMemberQuota(em, workspaceId, members);
      await assertNotMember(em, members, emailKey(email));
      await revokeOlder(em, workspaceId, emailKey(email));
      const invitedBy = currentUser(scope).userId;
      const sender = await this.#senderOf(em, invitedBy);
      const expiresAt = new Date(Date.now() + VALID_MS);
      em.create(InvitationEntity, {
        id,
        workspaceId,
        email,
        emailKey: emailKey(email),
        role,
        tokenHash: tokenHash(token),
        invitedBy,
        expiresAt,
      });
      await em.flush();
      const { name: workspace, locale: workspaceLocale } = await em.findOneOrFail(WorkspaceEntity, { id: workspaceId });
      const invitee = await findInvitee(em, id);
      const { appUrl } = this.settings;
      const reader = { to: email, locale: invitee?.locale, workspaceLocale };
      await this.mailer.post(em, invitationEmail({ ...reader, workspace, sender, role, token, expiresAt, appUrl }));
      if (invitee) await this.onInvited(em, { workspaceId, workspace, invitationId: id, userId: invitee.user_id });
      return { after: { email, role } };
    });
    return this.#get(scope, made);
  }

  /** The verified address of the inviting person, by which the reader may recognize them. */
  async #senderOf(em: EntityManager, id: string): Promise<string | undefined> {
    const { email, emailVerifiedAt } = await em.findOneOrFail(UserEntity, { id });
    if (emailVerifiedAt) return email;
    if (!this.settings.requireVerifiedEmail) return undefined;
    throw new ReelwrightError('INVALID_STATE', 'Verify your own email address before you invite others: requestEmailVerification.');
  }

  /** Revokes an invitation. Idempotent. @throws ReelwrightError INVALID_STATE for an accepted or declined one */
  async revoke(scope: Scope, id: string): Promise<void> {
    const { workspaceId, email } = await this.#get(scope, id);
    await this.mutations.update(scope, { mutation: revokeInvitation, workspaceId, subjectId: id }, async (em) => {
      await lockForChange(em, scope, workspaceId, 'MANAGE_MEMBERS');
      const status = await end(em, id, 'REVOKED');
      if (status !== 'PENDING' && status !== 'REVOKED') throw over(status);
      return { before: { email, status }, after: { email, status: 'REVOKED' } };
    });
  }

  /**
   * Makes the person a member. Returns the workspace, and the scope with the new membership. @throws ReelwrightError NOT_FOUND for an
   * unknown token, FORBIDDEN for another address, INVALID_STATE for a used or expired one
   */
  async accept(scope: Scope, token: string): Promise<{ readonly scope: Scope; readonly workspaceId: string }> {
    const call = { mutation: acceptInvitation };
    const { userId } = currentUser(scope);
    await this.mutations.authorizeCall(scope, call);
    const { id, workspaceId, role } = await this.#mine(scope, token);
    const member = withRole(scope, workspaceId, role);
    await this.mutations.runInTransaction(member, { ...call, workspaceId }, async (em) => {
      await this.join(em, { id, workspaceId, role }, userId);
      return { subjectId: userId, answer: undefined, after: { role } };
    });
    return { scope: member, workspaceId };
  }

  /** Declines an invitation. @throws ReelwrightError as `accept` */
  async decline(scope: Scope, token: string): Promise<void> {
    const call = { mutation: declineInvitation };
    await this.mutations.authorizeCall(scope, call);
    const { id, workspaceId, role } = await this.#mine(scope, token);
    // Acts as a member of the inviting workspace, only to record the answer.
    await this.mutations.runInTransaction(withRole(scope, workspaceId, role), { ...call, workspaceId }, async (em) => {
      const status = await end(em, id, 'DECLINED');
      if (status !== 'PENDING') throw over(status);
      return { subjectId: id, answer: undefined, before: { status }, after: { status: 'DECLINED' } };
    });
  }

  /** The invitation of a token, if it was sent to this address. */
  async find(scope: Scope, { token, emailKey: asked }: { readonly token: string; readonly emailKey: string }): Promise<OpenInvitation> {
    const hash = tokenHash(token);
    const [found] = await scope.tx((em) => em.execute<FoundInvitation[]>('select * from find_invitation(?)', [hash]));
    if (!found) throw notFound('Invitation');
    if (found.email_key !== asked) {
      throw new ReelwrightError('FORBIDDEN', 'This invitation was sent to another address. Sign in with that address.');
    }
    if (found.status !== 'PENDING' || found.is_expired) throw over(found.status);
    return { id: found.invitation_id, workspaceId: found.workspace_id, role: found.role };
  }

  /** Consumes the invitation in the caller's transaction. Of two concurrent calls the second fails. */
  async join(em: EntityManager, { id, workspaceId, role }: OpenInvitation, userId: string): Promise<void> {
    const members = await lockMembers(em, workspaceId);
    if (members.has(userId)) throw alreadyMember('You are already a member of this workspace.', members, userId);
    await assertMemberQuota(em, workspaceId, members);
    const status = await end(em, id, 'ACCEPTED');
    if (status !== 'PENDING') throw over(status);
    if (!(await stillExists(em, userId))) throw unauthenticated('REVOKED', 'The account was deleted.');
    em.create(MembershipEntity, { workspaceId, userId, role });
    await em.flush();
  }

  /** Pending invitations, newest first, for roles that may invite, because they contain addresses of non-members. */
  async list(
    scope: Scope,
    workspaceId: string,
    args: ListArgs<InvitationFilter, InvitationOrderField>,
  ): Promise<ListPage<ListedInvitation>> {
    authorize(scope, workspaceId, 'MANAGE_MEMBERS');
    return invitationsOfWorkspace.list(scope, workspaceId, args);
  }

  /**
   * An invitation by its id. @throws ReelwrightError NOT_FOUND for a missing or ended one and, identically, for one of another workspace
   */
  async get(scope: Scope, id: string): Promise<ListedInvitation> {
    const invitation = await invitationsOfWorkspace.find(scope, id);
    if (!invitation) throw notFound('Invitation');
    authorize(scope, invitation.workspaceId, 'MANAGE_MEMBERS');
    return invitation;
  }

  #get(scope: Scope, id: string): Promise<InvitationRow> {
    currentUser(scope);
    return loadRow(scope, InvitationEntity, id, 'Invitation');
  }

  /** The invitation of a token. The token proves access to the email; the address must match the account too. */
  async #mine(scope: Scope, token: string): Promise<OpenInvitation> {
    const { userId } = currentUser(scope);
    const person = await scope.read((em) => em.findOneOrFail(UserEntity, { id: userId }));
    await scope.close();
    return this.find(scope, { token, emailKey: person.emailKey });
  }
}

/** The person with a verified address that was invited; undefined for an address without one. */
async function findInvitee(
  em: EntityManager,
  invitationId: string,
): Promise<{ readonly user_id: string; readonly locale: string | null } | undefined> {
  const [invitee] = await em.execute<{ user_id: string; locale: string | null }[]>('select * from find_invitee(?)', [invitationId]);
  return invitee;
}

const waiting = (workspaceId: string) => ({ workspaceId, status: 'PENDING' as const, expiresAt: { $gt: new Date() } });

/** Locks the account against deletion, without blocking other changes of it. */
const stillExists = (em: EntityManager, userId: string): Promise<object | undefined> =>
  em
    .getKysely<InferKyselyDB<typeof UserEntity>>()
    .selectFrom('users')
    .select('id')
    .where('id', '=', userId)
    .where('deleted_at', 'is', null)
    .forKeyShare()
    .executeTakeFirst();

/** Ends a valid PENDING invitation; returns its previous status, which is PENDING when this call ended it. */
async function end(em: EntityManager, id: string, status: InvitationStatus): Promise<InvitationStatus | 'EXPIRED'> {
  const found = await em.findOne(InvitationEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  if (!found) throw notFound('Invitation');
  if (found.status !== 'PENDING') return found.status;
  if (status !== 'REVOKED' && found.expiresAt.getTime() <= Date.now()) return 'EXPIRED';
  em.assign(found, { status, endedAt: new Date() });
  await em.flush();
  return 'PENDING';
}

const WORDS = { ACCEPTED: 'was already accepted', DECLINED: 'was declined', REVOKED: 'was revoked' } as const;

/** The error for an invitation that cannot be used. One that is still PENDING has expired. */
const over = (status: InvitationStatus | 'EXPIRED'): ReelwrightError =>
  new ReelwrightError(
    'INVALID_STATE',
    `The invitation ${status === 'PENDING' || status === 'EXPIRED' ? 'has expired' : WORDS[status]}. Ask for a new one.`,
  );

async function assertNotMember(em: EntityManager, members: ReadonlyMap<string, Role>, wanted: string): Promise<void> {
  const found = await em.findOne(UserEntity, { id: { $in: [...members.keys()] }, emailKey: wanted }, { fields: ['id'] });
  if (found) throw alreadyMember('This person is already a member. Change their role instead.', members, found.id);
}

const alreadyMember = (message: string, members: ReadonlyMap<string, Role>, userId: string): ReelwrightError =>
  new ReelwrightError('CONFLICT', message, { details: { current: { userId, role: members.get(userId) } } });

/** Revokes earlier invitations to an address, because only the newest one is valid. */
async function revokeOlder(em: EntityManager, workspaceId: string, wanted: string): Promise<void> {
  const older = await em.find(
    InvitationEntity,
    { workspaceId, emailKey: wanted, status: 'PENDING' },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  for (const invitation of older) em.assign(invitation, { status: 'REVOKED', endedAt: new Date() });
  await em.flush();
  const pending = await em.count(InvitationEntity, waiting(workspaceId));
  assertQuota(
    pending + 1,
    MAX_PENDING_INVITATIONS,
    `A workspace can have at most ${MAX_PENDING_INVITATIONS} pending invitations. Revoke one first.`,
  );
}
