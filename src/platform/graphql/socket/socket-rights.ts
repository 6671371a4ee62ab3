import type { WebSocket } from 'ws';
import { ReelwrightError } from '../../../kernel/errors.ts';
import type { Log } from '../../../kernel/log.ts';
import { authorOf } from '../../../kernel/actor.ts';
import type { ConnectedActor } from '../../../kernel/actor.ts';
import type { Role } from '../../../kernel/role.ts';

/** Close code of a socket whose token or rights have expired. graphql-ws clients reconnect with fresh connection parameters. */
export const CLOSE_EXPIRED = 4403;
/** Close code of a socket whose session has ended. graphql-ws clients do not reconnect. */
export const CLOSE_REVOKED = 4401;
/** Close code after a temporary error. graphql-ws clients reconnect and authenticate again. */
export const CLOSE_TRY_AGAIN = 1013;
/** Milliseconds between two checks for expired tokens, by one timer for all sockets. */
const EXPIRY_EVERY_MS = 1_000;

/** Notifications from all processes about revoked rights. Listeners receive undefined when notifications may have been missed. */
export interface RightsNews {
  /** Calls the listener with the id of every ended session and revoked key, of any process. */
  readonly onSessionEnded: (listener: (id: string | undefined) => void) => () => void;
  /** Calls the listener with the id of every user whose memberships changed. */
  readonly onMemberChanged: (listener: (userId: string | undefined) => void) => () => void;
  /** The caller with current rights. @throws ReelwrightError UNAUTHENTICATED when the session has ended or the key is no longer valid */
  readonly revalidate: (caller: ConnectedActor) => Promise<ConnectedActor>;
}

/** Sockets with the same rights, which share one caller. */
interface Holders {
  readonly caller: ConnectedActor;
  readonly sockets: Set<WebSocket>;
}

/**
 * Closes sockets when their rights end: with 4403 when the token expires or a membership changes (clients reconnect and get their new
 * rights), with 4401 when the session ended or the key was revoked.
 */
export class SocketRights {
  /** Holders by session id or key id. */
  readonly #byGrant = new Map<string, Holders[]>();
  readonly #timer: NodeJS.Timeout;
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
        else for (const { sockets } of this.#byGrant.get(id) ?? []) for (const socket of sockets) revoke(socket);
      }),
      news.onMemberChanged((userId) => {
        this.#notified += 1;
        // A key never has more rights than the user who created it, so its sockets are checked too.
        void this.#recheck((caller) => userId === undefined || authorOf(caller) === userId);
      }),
    ];
    this.#timer = setInterval(() => this.#closeExpired(), EXPIRY_EVERY_MS);
    this.#timer.unref();
  }

  /** Number of notifications so far. Must be read before a caller is looked up. */
  get notified(): number {
    return this.#notified;
  }

  /**
   * Ties the socket to the caller's rights until it closes. If a notification arrived during the lookup, the rights are checked again.
   * Returns the caller as one object for all sockets with the same rights.
   */
  tie(socket: WebSocket, caller: ConnectedActor, notifiedBefore: number): ConnectedActor {
    // The socket closed during the lookup, and its end was already handled.
    if (socket.readyState !== socket.OPEN) return caller;
    const grant = grantOf(caller);
    const siblings = this.#byGrant.get(grant) ?? [];
    let holders = siblings.find((each) => isSameCaller(each.caller, caller));
    if (!holders) siblings.push((holders = { caller, sockets: new Set() }));
    holders.sockets.add(socket);
    this.#byGrant.set(grant, siblings);
    if (notifiedBefore !== this.#notified) void this.#check(siblings);
    return holders.caller;
  }

  /** Removes a socket that has closed. */
  untie(socket: WebSocket, caller: ConnectedActor): void {
    const grant = grantOf(caller);
    const siblings = this.#byGrant.get(grant) ?? [];
    for (const { sockets } of siblings) sockets.delete(socket);
    const left = siblings.filter(({ sockets }) => sockets.size > 0);
    if (left.length === 0) this.#byGrant.delete(grant);
    else if (left.length < siblings.length) this.#byGrant.set(grant, left);
  }

  close(): void {
    clearInterval(this.#timer);
    for (const stop of this.#stopListening) stop();
  }

  #closeExpired(): void {
    const now = Date.now();
    for (const { caller, sockets } of [...this.#byGrant.values()].flat()) {
      if (caller.expiresAt.getTime() <= now) for (const socket of sockets) socket.close(CLOSE_EXPIRED, 'Forbidden: EXPIRED');
    }
  }

  async #recheck(concerns: (caller: ConnectedActor) => boolean): Promise<void> {
    for (const siblings of [...this.#byGrant.values()]) {
      const [first] = siblings;
      if (first && concerns(first.caller)) await this.#check(siblings);
    }
  }

  async #check(siblings: readonly Holders[]): Promise<void> {
    const [first] = siblings;
    if (!first) return;
    try {
      const now = await this.news.revalidate(first.caller);
      for (const { caller: then, sockets } of siblings) {
        if (isAsThen(then, now)) continue;
        for (const socket of sockets) socket.close(CLOSE_EXPIRED, 'Forbidden: RIGHTS_CHANGED');
      }
    } catch (error) {
      const isRevoked = error instanceof ReelwrightError && error.code === 'UNAUTHENTICATED';
      if (!isRevoked)
        this.log.warn({ event: 'rights_lookup_failed', err: error }, 'failed to look up rights; closing sockets for reconnect');
      for (const socket of siblings.flatMap(({ sockets }) => [...sockets])) {
        if (isRevoked) revoke(socket);
        else socket.close(CLOSE_TRY_AGAIN, 'Try again later');
      }
    }
  }
}

const grantOf = (caller: ConnectedActor): string => (caller.kind === 'key' ? caller.keyId : caller.sessionId);

const isAdministrator = (caller: ConnectedActor): boolean => caller.kind === 'user' && caller.administrator === true;

const revoke = (socket: WebSocket): void => socket.close(CLOSE_REVOKED, 'Unauthorized: REVOKED');

const isAsThen = (then: ConnectedActor, now: ConnectedActor): boolean =>
  isSame(membershipsOf(then), membershipsOf(now)) && isAdministrator(then) === isAdministrator(now);

const membershipsOf = (caller: ConnectedActor): ReadonlyMap<string, Role> => (caller.kind === 'reviewer' ? new Map() : caller.memberships);

/** Whether both callers have the same rights. The user or key is the same, because the session or key is. */
const isSameCaller = (one: ConnectedActor, other: ConnectedActor): boolean =>
  one.expiresAt.getTime() === other.expiresAt.getTime() && isAsThen(one, other);

const isSame = <Value>(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): boolean =>
  a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
