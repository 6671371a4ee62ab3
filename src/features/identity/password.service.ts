import type { EntityManager } from '@mikro-orm/postgresql';
import { badInput } from '../../kernel/errors.ts';
import { emailKey } from '../../kernel/email-key.ts';
import { newId } from '../../kernel/id.ts';
import { currentUser } from '../../kernel/scope.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { Mailer } from '../../platform/mail/mail.ts';
import type { Queue } from '../../platform/queue/queue.ts';
import { hashPassword, passwordMatches } from '../../platform/secrets/password.ts';
import type { Verbs } from '../../platform/verb/verbs.ts';
import { newAccountToken, scopeOfToken, spendAccountToken, withoutSession } from './account-token.ts';
import { UserEntity } from './identity.entity.ts';
import type { UserRow } from './identity.entity.ts';
import type { AccountLetters } from './letters.ts';
import { passwordResetJob } from './password-reset.job.ts';
import type { PasswordResetPayload } from './password-reset.job.ts';
import { checkNewPassword } from './password-rules.ts';
import { endSessions } from './session-writes.ts';

/** Changing a password, by who knows it and by who has lost it. */
export class PasswordService {
  readonly #verbs: Verbs;
  readonly #queue: Queue;
  readonly #mailer: Mailer;
  readonly #letters: AccountLetters;

  constructor(verbs: Verbs, queue: Queue, mailer: Mailer, letters: AccountLetters) {
    this.#verbs = verbs;
    this.#queue = queue;
    this.#mailer = mailer;
    this.#letters = letters;
  }

  /** Ends all other sessions of the person. BAD_USER_INPUT when the current password is wrong or the new one too weak. */
  async change(scope: Scope, { currentPassword, newPassword }: { currentPassword: string; newPassword: string }): Promise<void> {
    const { userId, sessionId } = currentUser(scope);
    await this.#verbs.enter(scope, { name: 'changePassword' });
    const user = await scope.tx((em) => em.findOneOrFail(UserEntity, { id: userId }));
    if (!(await passwordMatches(currentPassword, user.passwordHash))) throw wrongPassword();
    checkNewPassword('input.newPassword', newPassword, [user.email, user.name]);
    const passwordHash = await hashPassword(newPassword);
    await this.#verbs.write(scope, { name: 'changePassword' }, async (em) => {
      // Somebody else may have changed it while we were hashing: then the current one is current no more.
      const changed = await em.execute<object[]>('update users set password_hash = ? where id = ? and password_hash = ? returning id', [
        passwordHash,
        userId,
        user.passwordHash,
      ]);
      if (changed.length === 0) throw wrongPassword();
      return { subjectId: userId, answer: undefined, ...(await this.#changed(em, user, sessionId)) };
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
   * Takes the token of a letter, once, and ends all sessions; of an account whose address nobody had verified, also API keys, linked
   * accounts and the second factor. BAD_USER_INPUT when it opens nothing or the password is too weak.
   */
  async reset(scope: Scope, { token, password }: { token: string; password: string }): Promise<void> {
    await this.#verbs.enter(scope, { name: 'resetPassword' });
    const { userId, person } = await scopeOfToken(scope, token, 'RESET_PASSWORD');
    const user = await person.tx((em) => em.findOneOrFail(UserEntity, { id: userId }));
    checkNewPassword('input.password', password, [user.email, user.name]);
    const passwordHash = await hashPassword(password);
    await this.#verbs.write(person, { name: 'resetPassword' }, async (em) => {
      await spendAccountToken(em, userId, token, 'RESET_PASSWORD');
      // Who reads the letters of an address has it, whoever opened the account with it.
      if (!user.emailVerifiedAt) await em.execute('select revoke_other_credentials()');
      await em.execute('update users set password_hash = ?, email_verified_at = coalesce(email_verified_at, now()) where id = ?', [
        passwordHash,
        userId,
      ]);
      return { subjectId: userId, answer: undefined, ...(await this.#changed(em, user)) };
    });
  }

  async #changed(em: EntityManager, user: UserRow, keptSession?: string): Promise<{ after: object }> {
    const endedSessions = await endSessions(em, user.id, keptSession);
    await this.#mailer.post(em, this.#letters.passwordChanged(user));
    return { after: { endedSessions } };
  }
}

const wrongPassword = () => badInput('input.currentPassword', 'This is not your password.');
