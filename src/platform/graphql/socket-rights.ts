import type { WebSocket } from 'ws';
import { ReelwrightError } from '../../kernel/errors.ts';
import type { Log } from '../../kernel/log.ts';
import type { Actor } from '../../kernel/scope.ts';

/** graphql-ws clients come back with fresh connection parameters. */
export const CLOSE_EXPIRED = 4403;
/** graphql-ws clients do not come back. */
export const CLOSE_REVOKED = 4401;
/** graphql-ws clients come back, and are asked anew who they are. */
export const CLOSE_TRY_AGAIN = 1013;
/** setTimeout counts in 31 bits. */
const TIMER_AT_MOST_MS = 2_147_483_647;

export type Person = Actor & { readonly kind: 'user' };

/** What is heard from all processes about rights that end. The value is undefined when something may have been missed. */
export interface RightsNews {
  /** Calls back with the id of every session that ends anywhere. */
  readonly onSessionEnded: (listener: (sessionId: string | undefined) => void) => () => void;
  /** Calls back with the id of every person whose memberships changed. */
  readonly onMemberChanged: (listener: (userId: string | undefined) => void) => () => void;
  /** The person as they stand now. Rejects with UNAUTHENTICATED when the session has ended. */
  readonly standing: (person: Person) => Promise<Person>;
}

/**
 * Ends sockets with the rights on which they were opened: with 4403 when the token expires or a membership changes (the client comes
 * back and is shown what it may see now), with 4401 when the session has ended.
 */
export class SocketRights {
  readonly #news: RightsNews;
  readonly #log: Log;
  readonly #bySession = new Map<string, Map<WebSocket, Person>>();
  readonly #stopListening: readonly (() => void)[];
  #heard = 0;

  constructor(news: RightsNews, log: Log) {
    this.#news = news;
    this.#log = log;
    this.#stopListening = [
      news.onSessionEnded((sessionId) => {
        this.#heard += 1;
        if (sessionId === undefined) void this.#lookAgain(() => true);
        else this.#bySession.get(sessionId)?.forEach((_, socket) => revoke(socket));
      }),
      news.onMemberChanged((userId) => {
        this.#heard += 1;
        void this.#lookAgain((person) => userId === undefined || person.userId === userId);
      }),
    ];
  }

  /** Grows with everything that is heard. Ask before a person is looked up. */
  get heard(): number {
    return this.#heard;
  }

  /** From now until it closes, the socket is as good as the person's rights. What was heard while these were looked up may concern it. */
  tie(socket: WebSocket, person: Person, heardBefore: number): void {
    // It may have gone while its person was looked up; then its end has been told already.
    if (socket.readyState !== socket.OPEN) return;
    const { sessionId, expiresAt } = person;
    const life = Math.min(expiresAt.getTime() - Date.now(), TIMER_AT_MOST_MS);
    const expiry = setTimeout(() => socket.close(CLOSE_EXPIRED, 'Forbidden: token expired'), life);
    const siblings = this.#bySession.get(sessionId) ?? new Map<WebSocket, Person>();
    this.#bySession.set(sessionId, siblings.set(socket, person));
    socket.once('close', () => {
      clearTimeout(expiry);
      siblings.delete(socket);
      if (siblings.size === 0 && this.#bySession.get(sessionId) === siblings) this.#bySession.delete(sessionId);
    });
    if (heardBefore !== this.#heard) void this.#check(person, siblings);
  }

  close(): void {
    for (const stop of this.#stopListening) stop();
  }

  async #lookAgain(concerns: (person: Person) => boolean): Promise<void> {
    for (const sockets of [...this.#bySession.values()]) {
      const [person] = sockets.values();
      if (person && concerns(person)) await this.#check(person, sockets);
    }
  }

  async #check(person: Person, sockets: ReadonlyMap<WebSocket, Person>): Promise<void> {
    try {
      const { memberships, administrator } = await this.#news.standing(person);
      for (const [socket, then] of sockets) {
        const isAsThen = isSame(then.memberships, memberships) && Boolean(then.administrator) === Boolean(administrator);
        if (!isAsThen) socket.close(CLOSE_EXPIRED, 'Forbidden: rights changed');
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

const revoke = (socket: WebSocket): void => socket.close(CLOSE_REVOKED, 'Unauthorized');

const isSame = <Value>(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): boolean =>
  a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
