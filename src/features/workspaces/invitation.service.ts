import { createHash, randomBytes } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { emailKey } from '../../kernel/email-key.ts';
import { ReelwrightError, notFound, unauthenticated } from '../../kernel/errors.ts';
import { isId } from '../../kernel/id.ts';
import { pageWindow } from '../../kernel/page.ts';
import type { Page, PageArgs } from '../../kernel/page.ts';
import type { Role } from '../../kernel/role.ts';
import { currentUser } from '../../kernel/scope.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { Mailer } from '../../platform/mail/mail.ts';
import type { Verbs } from '../../platform/verb/verbs.ts';
import { UserEntity } from '../identity/identity.entity.ts';
import type { OpenInvitation } from '../identity/identity.events.ts';
import { invitationLetter } from './invitation-letter.ts';
import type { InvitationStatus } from './invitation.states.ts';
import { lockForChange, lockMembers, refuseAbove, refuseOneTooMany, withRole } from './members.ts';
import { authorize } from './workspace.access.ts';
import { InvitationEntity, WorkspaceEntity } from './workspace.entity.ts';
import type { InvitationRow } from './workspace.entity.ts';
import { invitationsOfWorkspace } from './workspace.read.ts';
import type { ListedInvitation } from './workspace.read.ts';

const VALID_MS = 7 * 24 * 3_600_000;
/** Letters of one workspace that wait for an answer. */
const WAITING_AT_MOST = 100;

export interface Invite {
  readonly workspaceId: string;
  readonly email: string;
  readonly role: Role;
}

interface InvitationSettings {
  /** The web client that links lead to, without a slash at the end. */
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

/** How somebody becomes a member: by the token of a letter to their address, once, within seven days. */
export class InvitationService {
  readonly #verbs: Verbs;
  readonly #mailer: Mailer;
  readonly #settings: InvitationSettings;

  constructor(verbs: Verbs, mailer: Mailer, settings: InvitationSettings) {
    this.#verbs = verbs;
    this.#mailer = mailer;
    this.#settings = settings;
  }

  /**
   * Sends a letter; an earlier one to the same address is good no more. FORBIDDEN for a role above one's own, CONFLICT for a member,
   * INVALID_STATE before the inviter has verified their own address, where that is required, QUOTA_EXCEEDED for one too many. Whether the address has an account here is not told.
   */
  async invite(scope: Scope, input: Invite): Promise<InvitationRow> {
    const { workspaceId, role } = input;
    authorize(scope, workspaceId, 'MANAGE_MEMBERS');
    const email = input.email.trim();
    const token = randomBytes(32).toString('base64url');
    const tokenHash = hashOf(token);
    const made = await this.#verbs.make(scope, { name: 'inviteMember', workspaceId, input }, async (em, id) => {
      const { members, own } = await lockForChange(em, scope, workspaceId, 'MANAGE_MEMBERS');
      refuseAbove(own, role);
      refuseOneTooMany(members);
      await refuseMember(em, [...members.keys()], emailKey(email));
      await makeRoom(em, workspaceId, emailKey(email));
      const invitedBy = currentUser(scope).userId;
      const sender = await this.#senderOf(em, invitedBy);
      const expiresAt = new Date(Date.now() + VALID_MS);
      em.create(InvitationEntity, { id, workspaceId, email, emailKey: emailKey(email), role, tokenHash, invitedBy, expiresAt });
      await em.flush();
      const { name: workspace } = await em.findOneOrFail(WorkspaceEntity, { id: workspaceId });
      const { appUrl } = this.#settings;
      await this.#mailer.post(em, invitationLetter({ to: email, workspace, sender, role, token, expiresAt, appUrl }));
      return { after: { email, role } };
    });
    return this.#get(scope, made);
  }

  /** The verified address of whoever invites, which is what a reader may know them by. */
  async #senderOf(em: EntityManager, id: string): Promise<string | undefined> {
    const { email, emailVerifiedAt } = await em.findOneOrFail(UserEntity, { id });
    if (emailVerifiedAt) return email;
    if (!this.#settings.requireVerifiedEmail) return undefined;
    throw new ReelwrightError('INVALID_STATE', 'Verify your own email address before you invite others: requestEmailVerification.');
  }

  /** Revoking twice is fine; INVALID_STATE when it was accepted or declined. */
  async revoke(scope: Scope, id: string): Promise<void> {
    const { workspaceId, email } = await this.#get(scope, id);
    authorize(scope, workspaceId, 'MANAGE_MEMBERS');
    await scope.close();
    await this.#verbs.change(scope, { name: 'revokeInvitation', workspaceId, subjectId: id }, async (em) => {
      await lockForChange(em, scope, workspaceId, 'MANAGE_MEMBERS');
      const status = await end(em, id, 'REVOKED');
      if (status !== 'PENDING' && status !== 'REVOKED') throw over(status);
      return { before: { email, status }, after: { email, status: 'REVOKED' } };
    });
  }

  /**
   * Makes the person a member. NOT_FOUND for a token that nobody wrote, FORBIDDEN for a letter to another address, INVALID_STATE for one
   * that was used or is too old. Returns the request as it goes on, and the workspace.
   */
  async accept(scope: Scope, token: string): Promise<{ readonly scope: Scope; readonly workspaceId: string }> {
    const call = { name: 'acceptInvitation' };
    const { userId } = currentUser(scope);
    await this.#verbs.enter(scope, call);
    const { id, workspaceId, role } = await this.#mine(scope, token);
    const member = withRole(scope, workspaceId, role);
    await this.#verbs.write(member, { ...call, workspaceId }, async (em) => {
      await this.join(em, { id, workspaceId, role }, userId);
      return { subjectId: userId, answer: undefined, after: { role } };
    });
    return { scope: member, workspaceId };
  }

  /** Refuses as accepting does. */
  async decline(scope: Scope, token: string): Promise<void> {
    const call = { name: 'declineInvitation' };
    await this.#verbs.enter(scope, call);
    const { id, workspaceId, role } = await this.#mine(scope, token);
    // For as long as it takes to write the answer into the workspace that asked.
    await this.#verbs.write(withRole(scope, workspaceId, role), { ...call, workspaceId }, async (em) => {
      const status = await end(em, id, 'DECLINED');
      if (status !== 'PENDING') throw over(status);
      return { subjectId: id, answer: undefined, before: { status }, after: { status: 'DECLINED' } };
    });
  }

  /** What a token stands for, when it may be used by this address. */
  async find(scope: Scope, { token, emailKey: asked }: { readonly token: string; readonly emailKey: string }): Promise<OpenInvitation> {
    const hash = hashOf(token);
    const [found] = await scope.tx((em) => em.execute<FoundInvitation[]>('select * from find_invitation(?)', [hash]));
    if (!found) throw notFound('Invitation');
    if (found.email_key !== asked) {
      throw new ReelwrightError('FORBIDDEN', 'This invitation was sent to another address. Use the account of that one.');
    }
    if (found.status !== 'PENDING' || found.is_expired) throw over(found.status);
    return { id: found.invitation_id, workspaceId: found.workspace_id, role: found.role };
  }

  /** Uses the invitation up, in the caller's transaction. Of two at once the second is refused. */
  async join(em: EntityManager, { id, workspaceId, role }: OpenInvitation, userId: string): Promise<void> {
    const members = await lockMembers(em, workspaceId);
    if (members.has(userId)) throw new ReelwrightError('CONFLICT', 'You are a member of this workspace already.');
    refuseOneTooMany(members);
    const status = await end(em, id, 'ACCEPTED');
    if (status !== 'PENDING') throw over(status);
    const there = await em.execute<object[]>('select id from users where id = ? and deleted_at is null for key share', [userId]);
    if (there.length === 0) throw unauthenticated('REVOKED', 'The account was deleted.');
    await em.execute('insert into memberships (workspace_id, user_id, role) values (?, ?, ?)', [workspaceId, userId, role]);
  }

  /** Those that wait for an answer, newest first: addresses of people who are no members yet, for those who may invite. */
  async list(scope: Scope, workspaceId: string, args: PageArgs): Promise<Page<ListedInvitation>> {
    authorize(scope, workspaceId, 'MANAGE_MEMBERS');
    return invitationsOfWorkspace.page(scope, workspaceId, { window: pageWindow(args) });
  }

  count(scope: Scope, workspaceId: string): Promise<number> {
    return invitationsOfWorkspace.count(scope, workspaceId);
  }

  async #get(scope: Scope, id: string): Promise<InvitationRow> {
    currentUser(scope);
    const row = isId(id) ? await scope.read((em) => em.findOne(InvitationEntity, { id })) : null;
    if (!row) throw notFound('Invitation');
    return row;
  }

  /** The token proves that the letter was read; the address says whose it is. */
  async #mine(scope: Scope, token: string): Promise<OpenInvitation> {
    const { userId } = currentUser(scope);
    const person = await scope.read((em) => em.findOneOrFail(UserEntity, { id: userId }));
    await scope.close();
    return this.find(scope, { token, emailKey: person.emailKey });
  }
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

const waiting = (workspaceId: string) => ({ workspaceId, status: 'PENDING' as const, expiresAt: { $gt: new Date() } });

/** Ends an invitation that is PENDING and in time; returns the state in which it was found, PENDING when it has been ended now. */
async function end(em: EntityManager, id: string, status: InvitationStatus): Promise<InvitationStatus | 'EXPIRED'> {
  const [found] = await em.execute<{ status: InvitationStatus; is_expired: boolean }[]>(
    'select status, expires_at <= clock_timestamp() as is_expired from invitations where id = ? for update',
    [id],
  );
  if (!found) throw notFound('Invitation');
  if (found.status !== 'PENDING') return found.status;
  if (found.is_expired && status !== 'REVOKED') return 'EXPIRED';
  await em.execute('update invitations set status = ?, ended_at = now() where id = ?', [status, id]);
  return 'PENDING';
}

const WORDS = { ACCEPTED: 'was accepted already', DECLINED: 'was declined', REVOKED: 'was taken back' } as const;

/** Why an invitation is good for nothing; PENDING and EXPIRED ones are too old. */
const over = (status: InvitationStatus | 'EXPIRED'): ReelwrightError =>
  new ReelwrightError(
    'INVALID_STATE',
    `The invitation ${status === 'PENDING' || status === 'EXPIRED' ? 'has expired' : WORDS[status]}. Ask for a new one.`,
  );

async function refuseMember(em: EntityManager, members: readonly string[], wanted: string): Promise<void> {
  const found = await em.count(UserEntity, { id: { $in: [...members] }, emailKey: wanted });
  if (found > 0) throw new ReelwrightError('CONFLICT', 'This person is a member already. Change their role instead.');
}

/** The newest letter to an address is the one that counts. */
async function makeRoom(em: EntityManager, workspaceId: string, wanted: string): Promise<void> {
  await em.execute(
    `update invitations set status = 'REVOKED', ended_at = now() where workspace_id = ? and email_key = ? and status = 'PENDING'`,
    [workspaceId, wanted],
  );
  if ((await em.count(InvitationEntity, waiting(workspaceId))) < WAITING_AT_MOST) return;
  throw new ReelwrightError('QUOTA_EXCEEDED', `At most ${WAITING_AT_MOST} invitations of a workspace wait for an answer.`, {
    details: { limit: WAITING_AT_MOST, resetsAt: null },
  });
}
