import type { EntityManager } from '@mikro-orm/postgresql';
import { ReelwrightError, badInput } from '../../../kernel/errors.ts';
import { currentUser, userIdOf } from '../../../kernel/actor.ts';
import { transactionTime } from '../../../platform/database/database-time.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Mailer } from '../../../platform/mail/mail.ts';
import { passwordMatches } from '../../../platform/secrets/password.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import { newAccountToken, scopeOfToken, spendAccountToken } from './account-token.ts';
import type { AddressProof } from './address-proof.ts';
import { UserEntity } from '../identity.entity.ts';
import type { UserRow } from '../identity.entity.ts';
import type { AccountEmails } from './account-emails.ts';
import { isOwnPassword, ownPasswordHash } from '../password/own-password.ts';
import { requestEmailVerification, verifyEmail } from './email.mutations.ts';

export interface VerifyEmail {
  readonly token: string;
  readonly password?: string | null | undefined;
}

/** Email verification. */
export class EmailService {
  constructor(
    private readonly mutations: Mutations,
    private readonly mailer: Mailer,
    private readonly accountEmails: AccountEmails,
    private readonly proof: AddressProof,
  ) {}

  /** Sends the verification email, in a transaction of the person. */
  async askToVerify(em: EntityManager, user: Pick<UserRow, 'id' | 'email' | 'locale'>): Promise<void> {
    const token = await newAccountToken(em, user.id, 'VERIFY_EMAIL');
    await this.mailer.post(em, this.accountEmails.verifyEmail(user, token));
  }

  /** Sends an email that somebody may have a copy of one of the person's refresh tokens, in the transaction that ends the session. */
  async warnOfReplay(em: EntityManager, userId: string): Promise<void> {
    const user = await em.findOneOrFail(UserEntity, { id: userId });
    await this.mailer.post(em, this.accountEmails.sessionEnded(user));
  }

  /** Sends another verification email; earlier ones stay valid. @throws ReelwrightError INVALID_STATE when the address is verified */
  async requestVerification(scope: Scope): Promise<void> {
    const { userId } = currentUser(scope);
    await this.mutations.update(scope, { mutation: requestEmailVerification, subjectId: userId }, async (em) => {
      const user = await em.findOneOrFail(UserEntity, { id: userId });
      if (user.emailVerifiedAt) throw new ReelwrightError('INVALID_STATE', 'Your email address is already verified.');
      await this.askToVerify(em, user);
    });
  }

  /**
   * Verifies an address by the token of an email, once, together with a live session of that account or its password: the token alone shows
   * who reads the emails, not who opened the account. @throws ReelwrightError BAD_USER_INPUT for an invalid token, and for a missing or
   * wrong password
   */
  async verify(scope: Scope, { token, password }: VerifyEmail): Promise<void> {
    await this.mutations.authorizeCall(scope, { mutation: verifyEmail });
    const { userId, person } = await scopeOfToken(scope, token, 'VERIFY_EMAIL');
    const passwordHash = userIdOf(scope.actor) === userId ? undefined : await demandPassword(person, password);
    await this.mutations.runInTransaction(person, { mutation: verifyEmail }, async (em) => {
      await spendAccountToken(em, userId, token, 'VERIFY_EMAIL');
      await this.proof.verify(em, userId);
      if (passwordHash !== undefined) await adoptPassword(em, userId, passwordHash);
      return { subjectId: userId, answer: undefined };
    });
  }
}

/** Checks the password and returns the hash that it matches. @throws ReelwrightError BAD_USER_INPUT */
async function demandPassword(person: Scope, password: string | null | undefined): Promise<string> {
  if (password == null)
    throw badInput('input.password', 'Sign in to this account or send its password. If you do not know it, reset the password instead.');
  const passwordHash = await ownPasswordHash(person);
  if (await passwordMatches(password, passwordHash)) return passwordHash;
  throw wrongPassword();
}

/** Counts the password as chosen by the reader of the emails, who knew it, unless it was changed while it was checked. */
async function adoptPassword(em: EntityManager, userId: string, passwordHash: string): Promise<void> {
  if (!(await isOwnPassword(em, passwordHash))) throw wrongPassword();
  await em.nativeUpdate(UserEntity, { id: userId }, { passwordSetAt: transactionTime() });
}

const wrongPassword = () => badInput('input.password', 'Wrong password. If you do not know it, reset the password instead.');
