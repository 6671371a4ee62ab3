import { UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import type { EntityManager } from '@mikro-orm/postgresql';
import { ReelwrightError, unauthenticated } from '../../kernel/errors.ts';
import { emailKey } from '../../kernel/email-key.ts';
import { newId } from '../../kernel/id.ts';
import type { Role } from '../../kernel/role.ts';
import { currentUser } from '../../kernel/scope.ts';
import type { Actor } from '../../kernel/scope.ts';
import type { Client, Scope } from '../../platform/database/scope.ts';
import type { Verbs } from '../../platform/verb/verbs.ts';
import { hashPassword, passwordMatches } from '../../platform/secrets/password.ts';
import { RefreshTokenEntity, SessionEntity, UserEntity } from './identity.entity.ts';
import type { UserRow } from './identity.entity.ts';
import type { EmailService } from './email.service.ts';
import type { MayRegister, OnUserRegistered } from './identity.events.ts';
import { isOwnPassword } from './own-password.ts';
import { checkNewPassword } from './password-rules.ts';
import { cleanName } from './person-name.ts';
import { announceEnd, endSessions } from './session-writes.ts';
import { ACCESS_SECONDS, REFRESH_GRACE_SECONDS, REFRESH_SECONDS } from './tokens.ts';
import type { Tokens } from './tokens.ts';
import type { TotpService } from './totp.service.ts';

/** What a sign-in gives: the tokens and a scope in the person's name. */
export interface SignedIn {
  readonly scope: Scope;
  readonly userId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: Date;
  /** Seconds. */
  readonly expiresIn: number;
  readonly refreshExpiresAt: Date;
}

/** What else belongs into the transaction that opens an account or a session. */
export type AlsoWritten = (em: EntityManager, userId: string) => Promise<void>;

const nothingElse: AlsoWritten = async () => undefined;

interface FoundSession {
  readonly user_id: string;
  readonly expires_at: Date;
  readonly revoked_at: Date | null;
  readonly memberships: Record<string, Role>;
  readonly administrator: boolean;
}

interface NewAccount {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly invitationToken?: string | null | undefined;
  /** The address is known to be this person's. */
  readonly verified?: boolean;
}

export interface RegistrationHooks {
  readonly mayRegister: MayRegister;
  readonly onRegistered: OnUserRegistered;
}

export class IdentityService {
  readonly #tokens: Tokens;
  readonly #verbs: Verbs;
  readonly #emails: EmailService;
  readonly #totp: TotpService;
  readonly #hooks: RegistrationHooks;

  constructor(tokens: Tokens, verbs: Verbs, { emails, totp }: { emails: EmailService; totp: TotpService }, hooks: RegistrationHooks) {
    this.#tokens = tokens;
    this.#verbs = verbs;
    this.#emails = emails;
    this.#totp = totp;
    this.#hooks = hooks;
  }

  /**
   * Makes an account, signs it in and writes to the address: with a first workspace of its own, or as a member of the one that it is
   * invited to. CONFLICT when the address has an account, FORBIDDEN
   * when registration is not open to this person, BAD_USER_INPUT for a weak password.
   */
  async register(scope: Scope, input: NewAccount): Promise<SignedIn> {
    const name = cleanName('input.name', input.name);
    const email = input.email.trim();
    await this.#verbs.enter(scope, { name: 'register' });
    checkNewPassword('input.password', input.password, [email, name]);
    return this.openAccount(scope, 'register', { ...input, email, name });
  }

  /**
   * An account for somebody who may have one, signed in; a letter asks to verify the address unless somebody vouched for it. `also` is
   * written in the same transaction. FORBIDDEN and CONFLICT as when registering.
   */
  async openAccount(scope: Scope, verb: string, account: NewAccount, also: AlsoWritten = nothingElse): Promise<SignedIn> {
    const { email, name, invitationToken } = account;
    const invitation = await this.#hooks.mayRegister(scope, { email, invitationToken: invitationToken ?? undefined });
    // The letter that invited them went to this address.
    const verified = account.verified === true || invitation !== undefined;
    // Hashing costs a tenth of a second, and the insert below would fail with the person's row in the database's log.
    if (await this.find(scope, email)) throw addressTaken();
    const passwordHash = await hashPassword(account.password);
    const userId = newId();
    const sessionId = newId();
    const workspaceId = invitation?.workspaceId ?? newId();
    const memberships = new Map<string, Role>([[workspaceId, invitation?.role ?? 'OWNER']]);
    const person = scope.as(this.#actor(userId, sessionId, memberships));
    const refreshToken = await this.#verbs.write(person, { name: verb, workspaceId }, async (em) => {
      em.create(UserEntity, {
        id: userId,
        email,
        emailKey: emailKey(email),
        name,
        passwordHash,
        emailVerifiedAt: verified ? new Date() : null,
      });
      await em.flush().catch(refuseDuplicate);
      await this.#hooks.onRegistered(em, { userId, name, workspaceId, invitation });
      if (!verified) await this.#emails.askToVerify(em, { id: userId, email, name });
      await also(em, userId);
      return { subjectId: userId, answer: await this.#openSession(em, person, sessionId) };
    });
    return this.#signedIn(person, sessionId, refreshToken);
  }

  /**
   * UNAUTHENTICATED, in the same words and time, for a wrong password and for an unknown address; OTP_REQUIRED when only the code of
   * the second factor is missing.
   */
  async login(scope: Scope, input: { email: string; password: string; otp?: string | null | undefined }): Promise<SignedIn> {
    await this.#verbs.enter(scope, { name: 'login', account: emailKey(input.email) });
    const found = await this.find(scope, input.email);
    if (!(await passwordMatches(input.password, found?.password_hash)) || !found) {
      throw wrongLogin();
    }
    return this.signIn(scope, 'login', found.user_id, { otp: input.otp, also: (em) => refuseChangedPassword(em, found) });
  }

  /** Signs in somebody who has shown who they are, if they can show their second factor too. `also` is written in the same transaction. */
  async signIn(
    scope: Scope,
    verb: string,
    userId: string,
    { otp, also = nothingElse }: { otp?: string | null | undefined; also?: AlsoWritten },
  ): Promise<SignedIn> {
    const sessionId = newId();
    const person = scope.as(this.#actor(userId, sessionId, new Map()));
    const refreshToken = await this.#verbs.write(person, { name: verb }, async (em) => {
      await also(em, userId);
      await this.#totp.demand(em, userId, otp);
      return { subjectId: sessionId, answer: await this.#openSession(em, person, sessionId) };
    });
    return this.#signedIn(scope.as(await this.standing(scope, sessionId)), sessionId, refreshToken);
  }

  /** Whose address it is, in whatever spelling; asked before anybody is known. */
  async find(scope: Scope, email: string): Promise<{ readonly user_id: string; readonly password_hash: string } | undefined> {
    const [found] = await scope.tx((em) =>
      em.execute<{ user_id: string; password_hash: string }[]>('select * from find_login(?)', [emailKey(email)]),
    );
    return found;
  }

  /**
   * Trades a refresh token for its successor. A used one gives the same successor for 30 s; after that somebody has a copy,
   * and the whole family ends: UNAUTHENTICATED, reason REVOKED.
   */
  async refresh(scope: Scope, token: string): Promise<SignedIn> {
    await this.#verbs.enter(scope, { name: 'refreshToken' });
    const hash = this.#tokens.hash(token);
    const [found] = await scope.tx((em) =>
      em.execute<{ user_id: string; session_id: string }[]>('select * from find_refresh_token(?)', [hash]),
    );
    if (!found) throw unauthenticated('INVALID', 'The refresh token is not valid. Sign in again.');
    const actor = this.#actor(found.user_id, found.session_id, new Map());
    const verdict = await this.#verbs.write(scope.as(actor), { name: 'refreshToken' }, async (em) => ({
      subjectId: found.session_id,
      answer: await this.#rotate(em, found, { token, hash, client: scope.client }),
    }));
    if (verdict === 'EXPIRED') throw unauthenticated('EXPIRED', 'The session has expired. Sign in again.');
    if (verdict === 'REVOKED') throw unauthenticated('REVOKED', 'The session has ended. Sign in again.');
    return this.#signedIn(scope.as(await this.standing(scope, found.session_id)), found.session_id, verdict.successor);
  }

  /** Ends this session, or all of the person's; their access tokens stop working at once, their sockets are closed. */
  async logout(scope: Scope, everywhere: boolean): Promise<void> {
    const { userId, sessionId } = currentUser(scope);
    await this.#verbs.change(scope, { name: 'logout', subjectId: sessionId }, async (em) => {
      if (everywhere) return { after: { endedSessions: await endSessions(em, userId) } };
      await em.execute('update sessions set revoked_at = now() where id = ? and revoked_at is null', [sessionId]);
      await announceEnd(em, sessionId);
      return undefined;
    });
  }

  async me(scope: Scope): Promise<UserRow> {
    const { userId } = currentUser(scope);
    return scope.read((em) => em.findOneOrFail(UserEntity, { id: userId }));
  }

  /** Who bears this access token; one look at the database, so that an ended session is refused at once. */
  async authenticate(scope: Scope, accessToken: string): Promise<Actor> {
    const { sessionId, expiresAt } = this.#tokens.verifyAccess(accessToken);
    return { ...(await this.standing(scope, sessionId)), expiresAt };
  }

  /** Whose session it is, with their memberships as they are now. UNAUTHENTICATED (REVOKED) when it has ended. */
  async standing(scope: Scope, sessionId: string): Promise<Actor & { kind: 'user' }> {
    const [found] = await scope.tx((em) => em.execute<FoundSession[]>('select * from find_session(?)', [sessionId]));
    if (!found || found.revoked_at) throw unauthenticated('REVOKED', 'The session has ended. Sign in again.');
    const actor = this.#actor(found.user_id, sessionId, new Map(Object.entries(found.memberships)));
    return { ...actor, administrator: found.administrator };
  }

  #actor(userId: string, sessionId: string, memberships: ReadonlyMap<string, Role>): Actor & { kind: 'user' } {
    return { kind: 'user', userId, sessionId, memberships, expiresAt: new Date(Date.now() + REFRESH_SECONDS * 1_000) };
  }

  async #openSession(em: EntityManager, person: Scope, sessionId: string): Promise<string> {
    const { userId } = currentUser(person);
    const token = this.#tokens.firstRefresh();
    const expiresAt = new Date(Date.now() + REFRESH_SECONDS * 1_000);
    em.create(SessionEntity, { id: sessionId, userId, expiresAt, address: person.client?.address, userAgent: person.client?.userAgent });
    await em.flush();
    em.create(RefreshTokenEntity, { hash: this.#tokens.hash(token), sessionId, userId });
    await em.flush();
    return token;
  }

  /** Decides and writes in one transaction; refusals come back as a verdict, because what they wrote must stay. */
  async #rotate(
    em: EntityManager,
    { user_id: userId, session_id: sessionId }: { user_id: string; session_id: string },
    { token, hash, client }: { token: string; hash: string; client: Client | undefined },
  ): Promise<{ successor: string } | 'EXPIRED' | 'REVOKED'> {
    const [state] = await em.execute<{ alive: boolean; revoked: boolean; used: boolean; in_grace: boolean }[]>(
      `select s.expires_at > now() as alive, s.revoked_at is not null as revoked, t.used_at is not null as used,
         coalesce(t.used_at > now() - make_interval(secs => ?), false) as in_grace
       from refresh_tokens t join sessions s on s.id = t.session_id where t.hash = ? for update`,
      [REFRESH_GRACE_SECONDS, hash],
    );
    if (!state || state.revoked) return 'REVOKED';
    if (!state.alive) return 'EXPIRED';
    if (state.used && state.in_grace) return { successor: await this.#givenSuccessor(em, token) };
    if (state.used) {
      await em.execute('update sessions set revoked_at = now() where id = ?', [sessionId]);
      await announceEnd(em, sessionId);
      return 'REVOKED';
    }
    const successor = this.#tokens.nextRefresh(token);
    await em.execute('update refresh_tokens set used_at = now() where hash = ?', [hash]);
    await em.execute('insert into refresh_tokens (hash, session_id, user_id) values (?, ?, ?)', [
      this.#tokens.hash(successor),
      sessionId,
      userId,
    ]);
    await em.execute(
      `update sessions set expires_at = now() + make_interval(secs => ?), last_used_at = now(), address = coalesce(?, address),
         user_agent = coalesce(?, user_agent) where id = ?`,
      [REFRESH_SECONDS, client?.address ?? null, client?.userAgent ?? null, sessionId],
    );
    return { successor };
  }

  /** The successor that a used token got: by the key of now, or by the one before when keys were changed since. */
  async #givenSuccessor(em: EntityManager, token: string): Promise<string> {
    const [current, previous = current] = [this.#tokens.nextRefresh(token), this.#tokens.nextRefreshByPrevious(token)];
    const kept = await em.execute<object[]>('select hash from refresh_tokens where hash = ?', [this.#tokens.hash(current)]);
    return kept.length > 0 ? current : previous;
  }

  #signedIn(scope: Scope, sessionId: string, refreshToken: string): SignedIn {
    const { userId } = currentUser(scope);
    const access = this.#tokens.access(userId, sessionId);
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

/** A password that was changed while it was being checked ends this sign-in too. The lock makes the change wait, so that it sees the session. */
async function refuseChangedPassword(em: EntityManager, found: { password_hash: string }): Promise<void> {
  if (!(await isOwnPassword(em, found.password_hash))) throw wrongLogin();
}

const wrongLogin = () => unauthenticated('INVALID', 'E-mail address or password is wrong.');

function refuseDuplicate(error: unknown): never {
  throw error instanceof UniqueConstraintViolationException ? addressTaken() : error;
}

const addressTaken = () =>
  new ReelwrightError('CONFLICT', 'This e-mail address has an account already. Sign in instead.', {
    fields: [{ path: 'input.email', message: 'This address has an account already.' }],
  });
