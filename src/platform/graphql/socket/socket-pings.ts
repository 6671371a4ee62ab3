import type { WebSocket } from 'ws';

/** Milliseconds between two pings of a socket. A socket that has not answered by the next ping is closed. */
const PING_EVERY_MS = 12_000;
const TICK_MS = 1_000;
const SLOTS = PING_EVERY_MS / TICK_MS;

/**
 * Pings all sockets of a process with one timer, because a timer for each socket took 600 bytes. Sockets are divided into slots, so that
 * their pings do not go out together and delay events.
 */
export class SocketPings {
  readonly #slots = Array.from({ length: SLOTS }, () => new Set<WebSocket>());
  /** Sockets that have not answered their last ping. */
  readonly #waiting = new WeakSet<WebSocket>();
  readonly #answered: (this: WebSocket) => void;
  readonly #timer: NodeJS.Timeout;
  #ticks = 0;
  #added = 0;

  constructor() {
    const waiting = this.#waiting;
    // One listener for all sockets; ws calls it with the socket as `this`.
    this.#answered = function answered() {
      waiting.delete(this);
    };
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#timer.unref();
  }

  /** Pings the socket until it is closed. */
  add(socket: WebSocket): void {
    socket.on('pong', this.#answered);
    this.#added += 1;
    this.#slots[this.#added % SLOTS]?.add(socket);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    this.#ticks += 1;
    const slot = this.#slots[this.#ticks % SLOTS];
    for (const socket of slot ?? []) {
      if (socket.readyState === socket.CLOSED) slot?.delete(socket);
      else if (this.#waiting.has(socket)) socket.terminate();
      else {
        this.#waiting.add(socket);
        if (socket.readyState === socket.OPEN) socket.ping();
      }
    }
  }
}
