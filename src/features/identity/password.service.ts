import type { EntityManager } from '@mikro-orm/postgresql';
import { ReelwrightError, badInput } from '../../kernel/errors.ts';
import { emailKey } from '../../kernel/email-key.ts';
import { newId } from '../../kernel/id.ts';
import { currentUser } from '../../kernel/scope.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { Mailer } from '../../platform/mail/mail.ts';
import type { Queue } from '../../platform/queue/queue.ts';
import { hashPassword, passwordMatches } from '../../platform/secrets/password.ts';
import type { Verbs } from '../../platform/verb/verbs.ts';
import type { AddressProof, EndedAccess } from './address-proof.ts';
import { newAccountToken, scopeOfToken, spendAccountToken, withoutSession } from './account-token.ts';
import { UserEntity } from './identity.entity.ts';
import type { UserRow } from './identity.entity.ts';
import type { AccountLetters } from './letters.ts';
import { changeOwnPassword, ownPasswordHash } from './own-password.ts';
import { passwordResetJob } from './password-reset.job.ts';
import type { PasswordResetPayload } from './password-reset.job.ts';
import { checkNewPassword } from './password-rules.ts';
import { endSessions, rememberNetwork } from './session-writes.ts';

interface PasswordParts {
  readonly mailer: Mailer;
  readonly letters: AccountLetters;
  readonly proof: AddressProof;
}

/** Changing a password, by who knows it and by who has lost it. */
export class PasswordService {
  readonly #verbs: Verbs;
  readonly #queue: Queue;
  readonly #mailer: Mailer;
  readonly #letters: AccountLetters;
  readonly #proof: AddressProof;

  constructor(verbs: Verbs, queue: Queue, { mailer, letters, proof }: PasswordParts) {
    this.#verbs = verbs;
    this.#queue = queue;
    this.#mailer = mailer;
    this.#letters = letters;
    this.#proof = proof;
  }

  /** Ends all other sessions of the person. BAD_USER_INPUT when the current password is wrong or the new one too weak. */
  async change(scope: Scope, { currentPassword, newPassword }: { currentPassword: string; newPassword: string }): Promise<void> {
    const { userId, sessionId } = currentUser(scope);
    await this.#verbs.enter(scope, { name: 'changePassword' });
    const user = await scope.tx((em) => em.findOneOrFail(UserEntity, { id: userId }));
    if (!user.passwordSetAt) throw new ReelwrightError('INVALID_STATE', 'Your account has no password. Set one with a password reset.');
    const currentHash = await ownPasswordHash(scope);
    if (!(await passwordMatches(currentPassword, currentHash))) throw wrongPassword();
    checkNewPassword('input.newPassword', newPassword, [user.email, user.name]);
    const passwordHash = await hashPassword(newPassword);
    await this.#verbs.write(scope, { name: 'changePassword' }, async (em) => {
      // Somebody else may have changed it while we were hashing: then the current one is current no more.
      if (!(await changeOwnPassword(em, currentHash, passwordHash))) throw wrongPassword();
      return { subjectId: userId, answer: undefined, ...(await this.#changed(em, user, { keptSession: sessionId })) };
    });
  }

  /** Answers alike for every address, known or not, in the same time: a worker looks it up. */
  async requestReset(scope: Scope, { email }: { email: string }): Promise<void> {
    await this.#verbs.enter(scope, { name: 'requestPasswordReset', account: emailKey(email) });
    await this.#verbs.write(scope, { name: 'requestPasswordReset' }, async (em) => {
      await this.#queue.send(em, passwordResetJob, { version: 1, emailKey: emailKey(email) });
      return { subjectId: newId(), answer: undefined };
    });
  }

  /** What the worker does with a request: a letter to the person, if there is one. */
  async sendReset(scope: Scope, { emailKey: key }: PasswordResetPayload): Promise<void> {
    const [found] = await scope.tx((em) => em.execute<{ user_id: string }[]>('select user_id from find_login(?)', [key]));
    if (!found) return;
    await scope.as(withoutSession(found.user_id)).tx(async (em) => {
      const user = await em.findOneOrFail(UserEntity, { id: found.user_id });
      const token = await newAccountToken(em, user.id, 'RESET_PASSWORD');
      await this.#mailer.post(em, this.#letters.resetPassword(user, token));
    });
  }

  /**
   * Takes the token of a letter, once, and ends all sessions, and whatever else was made before the address was first proven: API keys,
   * linked accounts, the second factor, invitations, webhooks. BAD_USER_INPUT when it opens nothing or the password is too weak.
   */
  async reset(scope: Scope, { token, password }: { token: string; password: string }): Promise<void> {
    await this.#verbs.enter(scope, { name: 'resetPassword' });
    const { userId, person } = await scopeOfToken(scope, token, 'RESET_PASSWORD');
    const user = await person.tx((em) => em.findOneOrFail(UserEntity, { id: userId }));
    checkNewPassword('input.password', password, [user.email, user.name]);
    const passwordHash = await hashPassword(password);
    await this.#verbs.write(person, { name: 'resetPassword' }, async (em) => {
      await spendAccountToken(em, userId, token, 'RESET_PASSWORD');
      const ended = await this.#proof.takeOver(em, userId);
      await em.execute('update users set password_hash = ?, password_set_at = now() where id = ?', [passwordHash, userId]);
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
    await this.#mailer.post(em, this.#letters.passwordChanged(user, ended));
    return { after: { endedSessions } };
  }
}

const wrongPassword = () => badInput('input.currentPassword', 'This is not your password.');
