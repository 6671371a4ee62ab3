import type { EntityManager } from '@mikro-orm/postgresql';
import { ReelwrightError } from '../../kernel/errors.ts';
import { currentUser } from '../../kernel/scope.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { Mailer } from '../../platform/mail/mail.ts';
import type { Verbs } from '../../platform/verb/verbs.ts';
import { newAccountToken, scopeOfToken, spendAccountToken } from './account-token.ts';
import { UserEntity } from './identity.entity.ts';
import type { UserRow } from './identity.entity.ts';
import type { AccountLetters } from './letters.ts';

/** Proof that a person reads the letters to their address. */
export class EmailService {
  readonly #verbs: Verbs;
  readonly #mailer: Mailer;
  readonly #letters: AccountLetters;

  constructor(verbs: Verbs, mailer: Mailer, letters: AccountLetters) {
    this.#verbs = verbs;
    this.#mailer = mailer;
    this.#letters = letters;
  }

  /** Writes to a person, in a transaction in their name. */
  async askToVerify(em: EntityManager, user: Pick<UserRow, 'id' | 'email' | 'name'>): Promise<void> {
    const token = await newAccountToken(em, user.id, 'VERIFY_EMAIL');
    await this.#mailer.post(em, this.#letters.verifyEmail(user, token));
  }

  /** Another letter; those before it keep working. INVALID_STATE when the address is verified. */
  async requestVerification(scope: Scope): Promise<void> {
    const { userId } = currentUser(scope);
    await this.#verbs.change(scope, { name: 'requestEmailVerification', subjectId: userId }, async (em) => {
      const user = await em.findOneOrFail(UserEntity, { id: userId });
      if (user.emailVerifiedAt) throw new ReelwrightError('INVALID_STATE', 'Your e-mail address is verified already.');
      await this.askToVerify(em, user);
    });
  }

  /** Takes the token of a letter, once, from whoever has it. BAD_USER_INPUT when it opens nothing. */
  async verify(scope: Scope, { token }: { token: string }): Promise<void> {
    await this.#verbs.enter(scope, { name: 'verifyEmail' });
    const { userId, person } = await scopeOfToken(scope, token, 'VERIFY_EMAIL');
    await this.#verbs.write(person, { name: 'verifyEmail' }, async (em) => {
      await spendAccountToken(em, userId, token, 'VERIFY_EMAIL');
      await em.execute('update users set email_verified_at = coalesce(email_verified_at, now()) where id = ?', [userId]);
      return { subjectId: userId, answer: undefined };
    });
  }
}
