import type { EntityManager } from '@mikro-orm/postgresql';
import { ReelwrightError, badInput } from '../../../kernel/errors.ts';
import { emailKey } from '../../../platform/text/email-key.ts';
import { newId } from '../../../kernel/id.ts';
import { currentUser } from '../../../kernel/actor.ts';
import { transactionTime } from '../../../platform/database/database-time.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Mailer } from '../../../platform/mail/mail.ts';
import type { Queue } from '../../../platform/queue/queue.ts';
import { hashPassword, passwordMatches } from '../../../platform/secrets/password.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import type { AddressProof, EndedAccess } from '../account/address-proof.ts';
import { newAccountToken, scopeOfToken, spendAccountToken, withoutSession } from '../account/account-token.ts';
import { UserEntity } from '../identity.entity.ts';
import type { UserRow } from '../identity.entity.ts';
import type { AccountEmails } from '../account/account-emails.ts';
import { changeOwnPassword, ownPasswordHash } from './own-password.ts';
import { passwordResetQueue } from './password-reset.queue.ts';
import type { PasswordResetPayload } from './password-reset.queue.ts';
import { checkNewPassword } from './password-rules.ts';
import { findLogin } from '../session/sign-in.ts';
import { endSessions, rememberNetwork } from '../session/session-writes.ts';
import { changePassword, requestPasswordReset, resetPassword } from './password.mutations.ts';

interface PasswordParts {
  readonly mailer: Mailer;
  readonly accountEmails: AccountEmails;
  readonly proof: AddressProof;
}

/** Password change and reset. */
export class PasswordService {
  readonly #mailer: Mailer;
  readonly #accountEmails: AccountEmails;
  readonly #proof: AddressProof;

  constructor(
    private readonly mutations: Mutations,
    private readonly queue: Queue,
    { mailer, accountEmails, proof }: PasswordParts,
  ) {
    this.#mailer = mailer;
    this.#accountEmails = accountEmails;
    this.#proof = proof;
  }

  /**
   * Changes the password and ends all other sessions of the person. @throws ReelwrightError BAD_USER_INPUT for a wrong current password or
   * a weak new one
   */
  async change(scope: Scope, { currentPassword, newPassword }: { currentPassword: string; newPassword: string }): Promise<void> {
    const { userId, sessionId } = currentUser(scope);
    await this.mutations.authorizeCall(scope, { mutation: changePassword });
    const user = await scope.tx((em) => em.findOneOrFail(UserEntity, { id: userId }));
    if (!user.passwordSetAt) throw new ReelwrightError('INVALID_STATE', 'Your account has no password. Set one with a password reset.');
    const currentHash = await ownPasswordHash(scope);
    if (!(await passwordMatches(currentPassword, currentHash))) throw wrongPassword();
    await checkNewPassword('input.newPassword', newPassword, [user.email, user.name]);
    const passwordHash = await hashPassword(newPassword);
    await this.mutations.runInTransaction(scope, { mutation: changePassword }, async (em) => {
      // A concurrent change may have replaced the verified password.
      if (!(await changeOwnPassword(em, currentHash, passwordHash))) throw wrongPassword();
      return { subjectId: userId, answer: undefined, ...(await this.#changed(em, user, { keptSession: sessionId })) };
    });
  }

  /** Requests an email. The answer and its duration are the same for every address, because a worker looks up the account. */
  async requestReset(scope: Scope, { email }: { email: string }): Promise<void> {
    await this.mutations.authorizeCall(scope, { mutation: requestPasswordReset, account: emailKey(email) });
    await this.mutations.runInTransaction(scope, { mutation: requestPasswordReset }, async (em) => {
      await this.queue.send(em, passwordResetQueue, { version: 1, emailKey: emailKey(email) });
      return { subjectId: newId(), answer: undefined };
    });
  }

  /** Handles a request in the worker: emails the person, if the address has an account. */
  async sendReset(scope: Scope, { emailKey: key }: PasswordResetPayload): Promise<void> {
    const found = await findLogin(scope, key);
    if (!found) return;
    await scope.as(withoutSession(found.user_id)).tx(async (em) => {
      const user = await em.findOneOrFail(UserEntity, { id: found.user_id });
      const token = await newAccountToken(em, user.id, 'RESET_PASSWORD');
      await this.#mailer.post(em, this.#accountEmails.resetPassword(user, token));
    });
  }

  /**
   * Sets a new password by the token of an email, once, and ends all sessions and everything created before the address was first verified:
   * API keys, linked accounts, the second factor, invitations, webhooks. @throws ReelwrightError BAD_USER_INPUT for an invalid token or a
   * weak password
   */
  async reset(scope: Scope, { token, password }: { token: string; password: string }): Promise<void> {
    await this.mutations.authorizeCall(scope, { mutation: resetPassword });
    const { userId, person } = await scopeOfToken(scope, token, 'RESET_PASSWORD');
    const user = await person.tx((em) => em.findOneOrFail(UserEntity, { id: userId }));
    await checkNewPassword('input.password', password, [user.email, user.name]);
    const passwordHash = await hashPassword(password);
    await this.mutations.runInTransaction(person, { mutation: resetPassword }, async (em) => {
      await spendAccountToken(em, userId, token, 'RESET_PASSWORD');
      const ended = await this.#proof.takeOver(em, userId);
      await em.nativeUpdate(UserEntity, { id: userId }, { passwordHash, passwordSetAt: transactionTime() });
      const { after } = await this.#changed(em, user, { ended });
      await rememberNetwork(em, userId, scope.client);
      return { subjectId: userId, answer: undefined, after: { ...ended, ...after } };
    });
  }

  async #changed(
    em: EntityManager,
    user: UserRow,
    { keptSession, ended }: { readonly keptSession?: string; readonly ended?: EndedAccess },
  ): Promise<{ after: object }> {
    const endedSessions = await endSessions(em, user.id, keptSession);
    await this.#mailer.post(em, this.#accountEmails.passwordChanged(user, ended));
    return { after: { endedSessions } };
  }
}

const wrongPassword = () => badInput('input.currentPassword', 'Wrong password.');
