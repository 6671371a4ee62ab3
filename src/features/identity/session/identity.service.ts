import type { EntityManager } from '@mikro-orm/postgresql';
import { unauthenticated } from '../../../kernel/errors.ts';
import { emailKey } from '../../../platform/text/email-key.ts';
import { newId } from '../../../kernel/id.ts';
import type { Role } from '../../../kernel/role.ts';
import { currentUser } from '../../../kernel/actor.ts';
import type { Actor } from '../../../kernel/actor.ts';
import { canonicalLocale } from '../../../platform/input/canonical-locale.ts';
import { transactionTime } from '../../../platform/database/database-time.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { tokenHash } from '../../../platform/secrets/token-hash.ts';
import type { MutationDefinition } from '../../../platform/mutation/mutation.ts';
import type { MutationCall, Mutations } from '../../../platform/mutation/mutations.ts';
import { hashPassword, passwordMatches } from '../../../platform/secrets/password.ts';
import { RefreshTokenEntity, SessionEntity, UserEntity } from '../identity.entity.ts';
import type { UserRow } from '../identity.entity.ts';
import { withoutSession } from '../account/account-token.ts';
import type { EmailService } from '../account/email.service.ts';
import type { OpenInvitation, RegistrationHooks } from '../identity.events.ts';
import { checkNewPassword } from '../password/password-rules.ts';
import { personName } from '../../../platform/input/person-name.ts';
import { rotateRefreshToken } from './refresh-rotation.ts';
import { announceEnd, createSession, endSessions } from './session-writes.ts';
import { findLogin, findSignIn, recordRefusedSignIn, refusalOfCode, assertPasswordUnchanged, wrongLogin } from './sign-in.ts';
import { ACCESS_SECONDS, REFRESH_SECONDS } from './tokens.ts';
import type { FoundLogin } from './sign-in.ts';
import type { SignedIn } from './signed-in.type.ts';
import type { Tokens } from './tokens.ts';
import type { TotpService } from '../totp/totp.service.ts';
import { addressTaken, rethrowAsAddressTaken } from './address-taken.ts';
import { login, logout, refreshToken as refreshTokenMutation, register } from './identity.mutations.ts';

export type Bearer = Actor & { readonly kind: 'user' };

/** Writes further rows in the transaction that opens an account or a session; returns what the audit log records of them. */
export type AlsoWritten = (em: EntityManager, userId: string) => Promise<object | undefined>;

const nothingElse: AlsoWritten = async () => undefined;

interface FoundSession {
  readonly user_id: string;
  readonly expires_at: Date;
  readonly revoked_at: Date | null;
  readonly memberships: Record<string, Role>;
  readonly administrator: boolean;
}

interface SignInOptions {
  readonly otp?: string | null | undefined;
  /** Token of an invitation: the person joins its workspace in the same transaction. */
  readonly invitationToken?: string | null | undefined;
  readonly also?: AlsoWritten;
}

interface NewAccount {
  readonly email: string;
  /** Undefined for an account that signs in with an identity provider only. */
  readonly password?: string;
  readonly name: string;
  readonly invitationToken?: string | null | undefined;
  /** Whether the address is known to belong to this person. */
  readonly verified?: boolean;
  /** BCP 47 tag of the person's language. */
  readonly locale?: string | null | undefined;
  /** Whether the account is opened where registration is closed, too. */
  readonly mayAlwaysRegister?: boolean;
}

/** How an account with a password is opened by another mutation than `register`. */
interface OtherRegistration {
  readonly call: MutationCall;
  readonly also: AlsoWritten;
  readonly mayAlwaysRegister: true;
}

export class IdentityService {
  readonly #emails: EmailService;
  readonly #totp: TotpService;

  constructor(
    private readonly tokens: Tokens,
    private readonly mutations: Mutations,
    { emails, totp }: { emails: EmailService; totp: TotpService },
    private readonly hooks: RegistrationHooks,
  ) {
    this.#emails = emails;
    this.#totp = totp;
  }

  /**
   * Creates an account, signs it in and sends a verification email. The account gets a workspace of its own, or joins the one that it was
   * invited to. @throws ReelwrightError CONFLICT when the address has an account, FORBIDDEN when registration is not open to this person,
   * BAD_USER_INPUT for a weak password
   */
  async register(scope: Scope, input: NewAccount & { readonly password: string }, other?: OtherRegistration): Promise<SignedIn> {
    const { also, mayAlwaysRegister = false } = other ?? {};
    const name = personName('input.name', input.name);
    const email = input.email.trim();
    const locale = input.locale == null ? null : canonicalLocale('input.locale', input.locale);
    const call = other?.call ?? { mutation: register, account: emailKey(email) };
    const { mutation } = await this.mutations.authorizeCall(scope, call);
    await checkNewPassword('input.password', input.password, [email, name]);
    return this.openAccount(scope, mutation, { ...input, email, name, locale, mayAlwaysRegister }, also);
  }

  /**
   * Signs in to a new account. A verification email is sent unless an identity provider has proven the address. `also` is written in the
   * same transaction. @throws ReelwrightError CONFLICT and FORBIDDEN as `register`
   */
  async openAccount(scope: Scope, mutation: MutationDefinition, account: NewAccount, also: AlsoWritten = nothingElse): Promise<SignedIn> {
    const { email, name, invitationToken, mayAlwaysRegister, locale = null } = account;
    const applicant = { email, invitationToken: invitationToken ?? undefined };
    const invitation = mayAlwaysRegister ? undefined : await this.hooks.mayRegister(scope, applicant);
    // An invitation proves the address, because its email went there.
    const verified = account.verified === true || invitation !== undefined;
    // Checked before hashing, which takes a tenth of a second. Besides, a failed insert below would leave the person's row in the log of
    // the database.
    if (await this.find(scope, email)) throw addressTaken();
    const hasPassword = account.password !== undefined;
    const passwordHash = hasPassword ? await hashPassword(account.password) : '';
    const userId = newId();
    const sessionId = newId();
    const workspaceId = invitation?.workspaceId ?? newId();
    const memberships = new Map<string, Role>([[workspaceId, invitation?.role ?? 'OWNER']]);
    const person = scope.as(this.#actor(userId, sessionId, memberships));
    const refreshToken = await this.mutations.runInTransaction(person, { mutation, workspaceId }, async (em) => {
      em.create(UserEntity, {
        id: userId,
        email,
        emailKey: emailKey(email),
        name,
        locale,
        passwordHash,
        ...(hasPassword ? {} : { passwordSetAt: null }),
      });
      await em.flush().catch(rethrowAsAddressTaken);
      // By the clock of the database, like the other rows of this transaction, so that none of them is older than the proof.
      if (verified) await em.nativeUpdate(UserEntity, { id: userId }, { emailVerifiedAt: transactionTime() });
      await this.hooks.onRegistered(em, { userId, name, workspaceId, invitation, verified });
      if (!verified) await this.#emails.askToVerify(em, { id: userId, email, locale });
      const after = await also(em, userId);
      return { subjectId: userId, answer: await this.#openSession(em, person, sessionId), after };
    });
    return this.#signedIn(person, sessionId, refreshToken);
  }

  /**
   * Signs in with a password. UNAUTHENTICATED, with the same text after the same time, for a wrong password and for an unknown address;
   * OTP_REQUIRED when only the code of the second factor is missing.
   */
  async login(scope: Scope, input: { email: string; password: string; otp?: string | null | undefined }): Promise<SignedIn> {
    const account = emailKey(input.email);
    const found = await findSignIn(scope, account);
    const call = { mutation: login, account, ...(found?.source ? { source: found.source } : {}) };
    await this.mutations.authorizeCall(scope, call);
    if (!(await passwordMatches(input.password, found?.password_hash)) || !found) {
      const refused = found ? 'WRONG_PASSWORD' : 'UNKNOWN_ACCOUNT';
      await recordRefusedSignIn(this.mutations, scope, call, { userId: found?.user_id, refused });
      throw wrongLogin();
    }
    return this.signIn(scope, call, found.user_id, { otp: input.otp, also: (em) => assertPasswordUnchanged(em, found) });
  }

  /** Signs in a person who has proven their identity, after checking the second factor. `also` runs in the same transaction. */
  async signIn(
    scope: Scope,
    entered: MutationCall,
    userId: string,
    { otp, invitationToken, also = nothingElse }: SignInOptions,
  ): Promise<SignedIn> {
    const sessionId = newId();
    const invitation = invitationToken ? await this.#invitationOf(scope, userId, invitationToken) : undefined;
    const memberships = new Map<string, Role>(invitation ? [[invitation.workspaceId, invitation.role]] : []);
    const person = scope.as(this.#actor(userId, sessionId, memberships));
    const call = invitation ? { ...entered, workspaceId: invitation.workspaceId } : entered;
    const refreshToken = await this.mutations
      .runInTransaction(person, call, async (em) => {
        const after = await also(em, userId);
        await this.#totp.demand(em, userId, otp);
        if (invitation) await this.hooks.joinInvitation(em, invitation, userId);
        return { subjectId: sessionId, answer: await this.#openSession(em, person, sessionId), after };
      })
      .catch(async (error: unknown) => {
        const refused = refusalOfCode(error);
        if (refused) await recordRefusedSignIn(this.mutations, scope, entered, { userId, refused });
        throw error;
      });
    return this.#signedIn(scope.as(await this.revalidate(scope, sessionId)), sessionId, refreshToken);
  }

  /** The invitation of a token. @throws ReelwrightError when it was sent to another address than that of the account */
  async #invitationOf(scope: Scope, userId: string, token: string): Promise<OpenInvitation> {
    const user = await scope.as(withoutSession(userId)).tx((em) => em.findOneOrFail(UserEntity, { id: userId }));
    return this.hooks.findInvitation(scope, { token, emailKey: user.emailKey });
  }

  /** Looks up the account of an address in any spelling, before authentication. */
  find(scope: Scope, email: string): Promise<FoundLogin | undefined> {
    return findLogin(scope, emailKey(email));
  }

  /**
   * Exchanges a refresh token for its successor. A used token returns the same successor for 30 s. Later use means that it was copied: all
   * tokens of the session are revoked, and the call answers UNAUTHENTICATED with reason REVOKED.
   */
  async refresh(scope: Scope, token: string): Promise<SignedIn> {
    await this.mutations.authorizeCall(scope, { mutation: refreshTokenMutation });
    const hash = tokenHash(token);
    const [found] = await scope.tx((em) =>
      em.execute<{ user_id: string; session_id: string }[]>('select * from find_refresh_token(?)', [hash]),
    );
    if (!found) throw unauthenticated('INVALID', 'Invalid refresh token. Sign in again.');
    const actor = this.#actor(found.user_id, found.session_id, new Map());
    const { user_id: userId, session_id: sessionId } = found;
    const verdict = await this.mutations.runInTransaction(scope.as(actor), { mutation: refreshTokenMutation }, async (em) => {
      const answer = await rotateRefreshToken(em, this.tokens, { userId, sessionId, token, hash, client: scope.client });
      if (answer === 'REPLAYED') await this.#emails.warnOfReplay(em, userId);
      // A repeated refresh, and one after the end of the session, change nothing and need no audit event.
      const repeated = answer === 'REVOKED' || answer === 'EXPIRED' || (answer !== 'REPLAYED' && answer.repeated);
      return { subjectId: sessionId, answer, repeated, ...(answer === 'REPLAYED' ? { after: { refused: answer, endedSessions: 1 } } : {}) };
    });
    if (verdict === 'EXPIRED') throw unauthenticated('EXPIRED', 'The session has expired. Sign in again.');
    if (verdict === 'REVOKED' || verdict === 'REPLAYED') throw unauthenticated('REVOKED', 'The session has ended. Sign in again.');
    return this.#signedIn(scope.as(await this.revalidate(scope, found.session_id)), found.session_id, verdict.successor);
  }

  /** Ends this session, or all sessions of the person. Access tokens stop working at once, and sockets are closed. */
  async logout(scope: Scope, everywhere: boolean): Promise<void> {
    const { userId, sessionId } = currentUser(scope);
    await this.mutations.update(scope, { mutation: logout, subjectId: sessionId }, async (em) => {
      if (everywhere) return { after: { endedSessions: await endSessions(em, userId) } };
      await em.nativeUpdate(SessionEntity, { id: sessionId, revokedAt: null }, { revokedAt: transactionTime() });
      await announceEnd(em, sessionId);
      return undefined;
    });
  }

  async me(scope: Scope): Promise<UserRow> {
    const { userId } = currentUser(scope);
    return scope.read((em) => em.findOneOrFail(UserEntity, { id: userId }));
  }

  /** The user that a valid access token names, without a lookup: the session may be revoked, and memberships are empty. */
  bearerOf(accessToken: string): Bearer {
    const { userId, sessionId, expiresAt } = this.tokens.verifyAccess(accessToken);
    return { ...this.#actor(userId, sessionId, new Map()), expiresAt };
  }

  /** The bearer of an access token. Needs one database lookup, so that an ended session is refused at once. */
  async authenticate(scope: Scope, accessToken: string): Promise<Bearer> {
    const { sessionId, expiresAt } = this.bearerOf(accessToken);
    return { ...(await this.revalidate(scope, sessionId)), expiresAt };
  }

  /** A session's user with current memberships. @throws ReelwrightError UNAUTHENTICATED (REVOKED) for an ended session */
  async revalidate(scope: Scope, sessionId: string): Promise<Actor & { kind: 'user' }> {
    const found = await scope.executeAlone<FoundSession>('select * from find_session(?)', [sessionId]);
    if (!found || found.revoked_at) throw unauthenticated('REVOKED', 'The session has ended. Sign in again.');
    const actor = this.#actor(found.user_id, sessionId, new Map(Object.entries(found.memberships)));
    return { ...actor, administrator: found.administrator };
  }

  #actor(userId: string, sessionId: string, memberships: ReadonlyMap<string, Role>): Actor & { kind: 'user' } {
    return { kind: 'user', userId, sessionId, memberships, expiresAt: new Date(Date.now() + REFRESH_SECONDS * 1_000) };
  }

  async #openSession(em: EntityManager, person: Scope, sessionId: string): Promise<string> {
    const { userId } = currentUser(person);
    const token = this.tokens.firstRefresh();
    const expiresAt = new Date(Date.now() + REFRESH_SECONDS * 1_000);
    await createSession(em, { id: sessionId, userId, expiresAt }, person.client);
    em.create(RefreshTokenEntity, { hash: tokenHash(token), sessionId, userId });
    await em.flush();
    return token;
  }

  #signedIn(scope: Scope, sessionId: string, refreshToken: string): SignedIn {
    const { userId } = currentUser(scope);
    const access = this.tokens.access(userId, sessionId);
    const refreshExpiresAt = new Date(Date.now() + REFRESH_SECONDS * 1_000);
    return {
      scope,
      userId,
      accessToken: access.text,
      expiresAt: access.expiresAt,
      expiresIn: ACCESS_SECONDS,
      refreshToken,
      refreshExpiresAt,
    };
  }
}
