import type { WebSocket } from 'ws';
import { ReelwrightError } from '../../../kernel/errors.ts';
import type { Log } from '../../../kernel/log.ts';
import { authorOf } from '../../../kernel/actor.ts';
import type { AuthenticatedActor } from '../../../kernel/actor.ts';

/** graphql-ws clients reconnect with fresh connection parameters. */
export const CLOSE_EXPIRED = 4403;
/** graphql-ws clients do not reconnect. */
export const CLOSE_REVOKED = 4401;
/** graphql-ws clients reconnect and authenticate again. */
export const CLOSE_TRY_AGAIN = 1013;
/** setTimeout accepts at most 2^31 - 1 ms. */
const MAX_TIMER_MS = 2_147_483_647;

/** Notifications from all processes about revoked rights. The value is undefined when notifications may have been missed. */
export interface RightsNews {
  /** Calls back with the id of every ended session and revoked key, of any process. */
  readonly onSessionEnded: (listener: (id: string | undefined) => void) => () => void;
  /** Calls back with the id of every user whose memberships changed. */
  readonly onMemberChanged: (listener: (userId: string | undefined) => void) => () => void;
  /** The caller's current rights. @throws ReelwrightError UNAUTHENTICATED when the session has ended or the key is no longer valid. */
  readonly revalidate: (caller: AuthenticatedActor) => Promise<AuthenticatedActor>;
}

/**
 * Closes sockets when their rights end: with 4403 when the token expires or a membership changes (clients reconnect and see what they may
 * see now), with 4401 when the session ended or the key was revoked.
 */
export class SocketRights {
  /** By session id or key id. */
  readonly #byGrant = new Map<string, Map<WebSocket, AuthenticatedActor>>();
  readonly #stopListening: readonly (() => void)[];
  #notified = 0;

  constructor(
    private readonly news: RightsNews,
    private readonly log: Log,
  ) {
    this.#stopListening = [
      news.onSessionEnded((id) => {
        this.#notified += 1;
        if (id === undefined) void this.#recheck(() => true);
        else this.#byGrant.get(id)?.forEach((_, socket) => revoke(socket));
      }),
      news.onMemberChanged((userId) => {
        this.#notified += 1;
        // A key never has more rights than the user who created it.
        void this.#recheck((caller) => userId === undefined || authorOf(caller) === userId);
      }),
    ];
  }

  /** Incremented by every notification. Read it before looking up a caller. */
  get notified(): number {
    return this.#notified;
  }

  /** Ties the socket to the caller's rights until it closes. A notification that arrived during the lookup may concern it. */
  tie(socket: WebSocket, caller: AuthenticatedActor, notifiedBefore: number): void {
    // The socket may have closed during the lookup; its end was already handled.
    if (socket.readyState !== socket.OPEN) return;
    const grant = caller.kind === 'user' ? caller.sessionId : caller.keyId;
    const life = Math.min(caller.expiresAt.getTime() - Date.now(), MAX_TIMER_MS);
    const expiry = setTimeout(() => socket.close(CLOSE_EXPIRED, 'Forbidden: EXPIRED'), life);
    const siblings = this.#byGrant.get(grant) ?? new Map<WebSocket, AuthenticatedActor>();
    this.#byGrant.set(grant, siblings.set(socket, caller));
    socket.once('close', () => {
      clearTimeout(expiry);
      siblings.delete(socket);
      if (siblings.size === 0 && this.#byGrant.get(grant) === siblings) this.#byGrant.delete(grant);
    });
    if (notifiedBefore !== this.#notified) void this.#check(caller, siblings);
  }

  close(): void {
    for (const stop of this.#stopListening) stop();
  }

  async #recheck(concerns: (caller: AuthenticatedActor) => boolean): Promise<void> {
    for (const sockets of [...this.#byGrant.values()]) {
      const [caller] = sockets.values();
      if (caller && concerns(caller)) await this.#check(caller, sockets);
    }
  }

  async #check(caller: AuthenticatedActor, sockets: ReadonlyMap<WebSocket, AuthenticatedActor>): Promise<void> {
    try {
      const now = await this.news.revalidate(caller);
      for (const [socket, then] of sockets) {
        const isAsThen = isSame(then.memberships, now.memberships) && isAdministrator(then) === isAdministrator(now);
        if (!isAsThen) socket.close(CLOSE_EXPIRED, 'Forbidden: RIGHTS_CHANGED');
      }
    } catch (error) {
      const isRevoked = error instanceof ReelwrightError && error.code === 'UNAUTHENTICATED';
      if (!isRevoked) this.log.warn({ err: error }, 'failed to look up rights; closing sockets for reconnect');
      for (const socket of sockets.keys()) {
        if (isRevoked) revoke(socket);
        else socket.close(CLOSE_TRY_AGAIN, 'Try again later');
      }
    }
  }
}

const isAdministrator = (caller: AuthenticatedActor): boolean => caller.kind === 'user' && caller.administrator === true;

const revoke = (socket: WebSocket): void => socket.close(CLOSE_REVOKED, 'Unauthorized: REVOKED');

const isSame = <Value>(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): boolean =>
  a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
