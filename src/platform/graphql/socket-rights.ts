import type { WebSocket } from 'ws';
import { ReelwrightError } from '../../kernel/errors.ts';
import type { Log } from '../../kernel/log.ts';
import { authorOf } from '../../kernel/scope.ts';
import type { Caller } from '../../kernel/scope.ts';

/** graphql-ws clients come back with fresh connection parameters. */
export const CLOSE_EXPIRED = 4403;
/** graphql-ws clients do not come back. */
export const CLOSE_REVOKED = 4401;
/** graphql-ws clients come back, and are asked anew who they are. */
export const CLOSE_TRY_AGAIN = 1013;
/** setTimeout counts in 31 bits. */
const TIMER_AT_MOST_MS = 2_147_483_647;

/** What is heard from all processes about rights that end. The value is undefined when something may have been missed. */
export interface RightsNews {
  /** Calls back with the id of every session that ends anywhere, and of every key that is revoked. */
  readonly onSessionEnded: (listener: (id: string | undefined) => void) => () => void;
  /** Calls back with the id of every person whose memberships changed. */
  readonly onMemberChanged: (listener: (userId: string | undefined) => void) => () => void;
  /** The caller as they stand now. Rejects with UNAUTHENTICATED when the session has ended or the key is no good any more. */
  readonly standing: (caller: Caller) => Promise<Caller>;
}

/**
 * Ends sockets with the rights on which they were opened: with 4403 when the token expires or a membership changes (the client comes
 * back and is shown what it may see now), with 4401 when the session has ended or the key was revoked.
 */
export class SocketRights {
  readonly #news: RightsNews;
  readonly #log: Log;
  /** By the id of the session or of the key. */
  readonly #byGrant = new Map<string, Map<WebSocket, Caller>>();
  readonly #stopListening: readonly (() => void)[];
  #heard = 0;

  constructor(news: RightsNews, log: Log) {
    this.#news = news;
    this.#log = log;
    this.#stopListening = [
      news.onSessionEnded((id) => {
        this.#heard += 1;
        if (id === undefined) void this.#lookAgain(() => true);
        else this.#byGrant.get(id)?.forEach((_, socket) => revoke(socket));
      }),
      news.onMemberChanged((userId) => {
        this.#heard += 1;
        // A key can do no more than the person who made it.
        void this.#lookAgain((caller) => userId === undefined || authorOf(caller) === userId);
      }),
    ];
  }

  /** Grows with everything that is heard. Ask before a caller is looked up. */
  get heard(): number {
    return this.#heard;
  }

  /** From now until it closes, the socket is as good as the caller's rights. What was heard while these were looked up may concern it. */
  tie(socket: WebSocket, caller: Caller, heardBefore: number): void {
    // It may have gone while its caller was looked up; then its end has been told already.
    if (socket.readyState !== socket.OPEN) return;
    const grant = caller.kind === 'user' ? caller.sessionId : caller.keyId;
    const life = Math.min(caller.expiresAt.getTime() - Date.now(), TIMER_AT_MOST_MS);
    const expiry = setTimeout(() => socket.close(CLOSE_EXPIRED, 'Forbidden: EXPIRED'), life);
    const siblings = this.#byGrant.get(grant) ?? new Map<WebSocket, Caller>();
    this.#byGrant.set(grant, siblings.set(socket, caller));
    socket.once('close', () => {
      clearTimeout(expiry);
      siblings.delete(socket);
      if (siblings.size === 0 && this.#byGrant.get(grant) === siblings) this.#byGrant.delete(grant);
    });
    if (heardBefore !== this.#heard) void this.#check(caller, siblings);
  }

  close(): void {
    for (const stop of this.#stopListening) stop();
  }

  async #lookAgain(concerns: (caller: Caller) => boolean): Promise<void> {
    for (const sockets of [...this.#byGrant.values()]) {
      const [caller] = sockets.values();
      if (caller && concerns(caller)) await this.#check(caller, sockets);
    }
  }

  async #check(caller: Caller, sockets: ReadonlyMap<WebSocket, Caller>): Promise<void> {
    try {
      const now = await this.#news.standing(caller);
      for (const [socket, then] of sockets) {
        const isAsThen = isSame(then.memberships, now.memberships) && isAdministrator(then) === isAdministrator(now);
        if (!isAsThen) socket.close(CLOSE_EXPIRED, 'Forbidden: RIGHTS_CHANGED');
      }
    } catch (error) {
      const isRevoked = error instanceof ReelwrightError && error.code === 'UNAUTHENTICATED';
      if (!isRevoked) this.#log.warn({ err: error }, 'rights could not be looked up; the sockets have to come back');
      for (const socket of sockets.keys()) {
        if (isRevoked) revoke(socket);
        else socket.close(CLOSE_TRY_AGAIN, 'Try again later');
      }
    }
  }
}

const isAdministrator = (caller: Caller): boolean => caller.kind === 'user' && caller.administrator === true;

const revoke = (socket: WebSocket): void => socket.close(CLOSE_REVOKED, 'Unauthorized: REVOKED');

const isSame = <Value>(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): boolean =>
  a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
