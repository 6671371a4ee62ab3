import { UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import type { EntityManager } from '@mikro-orm/postgresql';
import { ReelwrightError, badInput, unauthenticated } from '../../kernel/errors.ts';
import { newId } from '../../kernel/id.ts';
import type { Role } from '../../kernel/role.ts';
import { currentUser } from '../../kernel/scope.ts';
import type { Actor } from '../../kernel/scope.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { Verbs } from '../../platform/verb/verbs.ts';
import { hashPassword, passwordMatches } from '../../platform/secrets/password.ts';
import { RefreshTokenEntity, SessionEntity, UserEntity } from './identity.entity.ts';
import type { UserRow } from './identity.entity.ts';
import type { OnUserRegistered } from './identity.events.ts';
import { ACCESS_SECONDS, REFRESH_GRACE_SECONDS, REFRESH_SECONDS } from './tokens.ts';
import type { Tokens } from './tokens.ts';

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

interface FoundSession {
  readonly user_id: string;
  readonly expires_at: Date;
  readonly revoked_at: Date | null;
  readonly memberships: Record<string, Role>;
  readonly administrator: boolean;
}

export class IdentityService {
  readonly #tokens: Tokens;
  readonly #verbs: Verbs;
  readonly #onUserRegistered: OnUserRegistered;

  constructor(tokens: Tokens, verbs: Verbs, onUserRegistered: OnUserRegistered) {
    this.#tokens = tokens;
    this.#verbs = verbs;
    this.#onUserRegistered = onUserRegistered;
  }

  /** Makes an account with its first workspace and signs it in. CONFLICT when the address has an account. */
  async register(scope: Scope, input: { email: string; password: string; name: string }): Promise<SignedIn> {
    const name = input.name.trim();
    if (name === '') throw badInput('input.name', 'Tell us your name.');
    await this.#verbs.enter(scope, { name: 'register' });
    const passwordHash = await hashPassword(input.password);
    const userId = newId();
    const sessionId = newId();
    const workspaceId = newId();
    const memberships = new Map<string, Role>([[workspaceId, 'OWNER']]);
    const person = scope.as(this.#actor(userId, sessionId, memberships));
    const refreshToken = await this.#verbs.write(person, { name: 'register', workspaceId }, async (em) => {
      const email = input.email.trim();
      em.create(UserEntity, { id: userId, email, emailKey: emailKey(email), name, passwordHash });
      await em.flush().catch(refuseDuplicate);
      await this.#onUserRegistered(em, { userId, name, workspaceId });
      return { subjectId: userId, answer: await this.#openSession(em, userId, sessionId) };
    });
    return this.#signedIn(person, sessionId, refreshToken);
  }

  /** UNAUTHENTICATED, in the same words and time, for a wrong password and for an unknown address. */
  async login(scope: Scope, input: { email: string; password: string }): Promise<SignedIn> {
    await this.#verbs.enter(scope, { name: 'login', account: emailKey(input.email) });
    const [found] = await scope.tx((em) =>
      em.execute<{ user_id: string; password_hash: string }[]>('select * from find_login(?)', [emailKey(input.email)]),
    );
    if (!(await passwordMatches(input.password, found?.password_hash)) || !found) {
      throw unauthenticated('INVALID', 'E-mail address or password is wrong.');
    }
    const sessionId = newId();
    const person = scope.as(this.#actor(found.user_id, sessionId, new Map()));
    const refreshToken = await this.#verbs.write(person, { name: 'login' }, async (em) => ({
      subjectId: sessionId,
      answer: await this.#openSession(em, found.user_id, sessionId),
    }));
    return this.#signedIn(scope.as(await this.standing(scope, sessionId)), sessionId, refreshToken);
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
    const successor = this.#tokens.nextRefresh(token);
    const verdict = await this.#verbs.write(scope.as(actor), { name: 'refreshToken' }, async (em) => ({
      subjectId: found.session_id,
      answer: await this.#rotate(em, found, hash, successor),
    }));
    if (verdict === 'EXPIRED') throw unauthenticated('EXPIRED', 'The session has expired. Sign in again.');
    if (verdict === 'REVOKED') throw unauthenticated('REVOKED', 'The session has ended. Sign in again.');
    return this.#signedIn(scope.as(await this.standing(scope, found.session_id)), found.session_id, successor);
  }

  /** Ends this session, or all of the person's; their access tokens stop working at once, their sockets are closed. */
  async logout(scope: Scope, everywhere: boolean): Promise<void> {
    const { userId, sessionId } = currentUser(scope);
    await this.#verbs.change(scope, { name: 'logout', subjectId: sessionId }, async (em) => {
      const ended = await em.execute<{ id: string }[]>(
        `update sessions set revoked_at = now() where user_id = ? and (id = ? or ?) and revoked_at is null returning id`,
        [userId, sessionId, everywhere],
      );
      for (const { id } of ended) await announceEnd(em, id);
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

  async #openSession(em: EntityManager, userId: string, sessionId: string): Promise<string> {
    const token = this.#tokens.firstRefresh();
    em.create(SessionEntity, { id: sessionId, userId, expiresAt: new Date(Date.now() + REFRESH_SECONDS * 1_000) });
    await em.flush();
    em.create(RefreshTokenEntity, { hash: this.#tokens.hash(token), sessionId, userId });
    await em.flush();
    return token;
  }

  /** Decides and writes in one transaction; refusals come back as a verdict, because what they wrote must stay. */
  async #rotate(
    em: EntityManager,
    { user_id: userId, session_id: sessionId }: { user_id: string; session_id: string },
    hash: string,
    successor: string,
  ): Promise<'OK' | 'EXPIRED' | 'REVOKED'> {
    const [token] = await em.execute<{ alive: boolean; revoked: boolean; used: boolean; in_grace: boolean }[]>(
      `select s.expires_at > now() as alive, s.revoked_at is not null as revoked, t.used_at is not null as used,
         coalesce(t.used_at > now() - make_interval(secs => ?), false) as in_grace
       from refresh_tokens t join sessions s on s.id = t.session_id where t.hash = ? for update`,
      [REFRESH_GRACE_SECONDS, hash],
    );
    if (!token || token.revoked) return 'REVOKED';
    if (!token.alive) return 'EXPIRED';
    if (token.used && token.in_grace) return 'OK';
    if (token.used) {
      await em.execute('update sessions set revoked_at = now() where id = ?', [sessionId]);
      await announceEnd(em, sessionId);
      return 'REVOKED';
    }
    await em.execute('update refresh_tokens set used_at = now() where hash = ?', [hash]);
    await em.execute('insert into refresh_tokens (hash, session_id, user_id) values (?, ?, ?)', [
      this.#tokens.hash(successor),
      sessionId,
      userId,
    ]);
    await em.execute('update sessions set expires_at = now() + make_interval(secs => ?) where id = ?', [REFRESH_SECONDS, sessionId]);
    return 'OK';
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

/** Wakes every API process, so that sockets of the session are closed wherever they are. */
const announceEnd = (em: EntityManager, sessionId: string): Promise<unknown> =>
  em.execute(`select pg_notify('session_ended', ?)`, [sessionId]);

/** One key for the spellings of an address that reach one mailbox in practice. */
export const emailKey = (email: string): string => email.trim().normalize('NFKC').toLowerCase();

function refuseDuplicate(error: unknown): never {
  if (!(error instanceof UniqueConstraintViolationException)) throw error;
  throw new ReelwrightError('CONFLICT', 'This e-mail address has an account already. Sign in instead.', {
    fields: [{ path: 'input.email', message: 'This address has an account already.' }],
  });
}
