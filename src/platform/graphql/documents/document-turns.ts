import { setImmediate as yielding, setTimeout as pause } from 'node:timers/promises';

/** Documents of one caller that may wait; more are refused. */
export const MAX_WAITING_DOCUMENTS = 100;
/** The event loop belongs to everybody else for so many times as long as a document took. */
const REST_TIMES = 3;
const MAX_REST_MS = 100;
/** A turn that nobody has ended, because its request failed, is over then. */
const MAX_TURN_MS = 1_000;

/** Ends a turn. May be called again without effect. */
export type EndTurn = () => void;

interface Turn {
  readonly begin: (end: EndTurn) => void;
  readonly end: EndTurn;
  readonly ended: Promise<void>;
}

/**
 * Documents that are not known yet are read one at a time, because reading one (parsing, validating, costing) takes milliseconds in which the
 * event loop serves nobody. Callers take turns, and between two documents the loop is free for longer than one took: otherwise a caller who
 * sends other documents all the time would delay every request of all others by as many documents as it has connections.
 */
export class DocumentTurns {
  /** By caller, in the order of their next turns. */
  readonly #waiting = new Map<string, Turn[]>();
  /** By document, the first turn that waits or runs. */
  readonly #reading = new Map<string, Promise<void>>();
  #isRunning = false;
  /** The caller whose turn was the latest. */
  #last: string | undefined;

  /**
   * Waits for the turn of this caller to read a document, or until another one has made it known. Undefined when too many of the caller's
   * documents wait.
   */
  async take(caller: string, text: string, isKnown: () => boolean): Promise<EndTurn | undefined> {
    await this.#reading.get(text);
    if (isKnown()) return () => undefined;
    const queue = this.#waiting.get(caller) ?? [];
    if (queue.length >= MAX_WAITING_DOCUMENTS) return undefined;
    const begun = Promise.withResolvers<EndTurn>();
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    queue.push({ begin: begun.resolve, end, ended });
    this.#waiting.set(caller, queue);
    if (!this.#reading.has(text)) {
      this.#reading.set(text, ended);
      void ended.then(() => this.#reading.delete(text));
    }
    if (!this.#isRunning) void this.#run();
    return begun.promise;
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    for (let turn = this.#next(); turn; turn = this.#next()) {
      const startedAt = performance.now();
      const timer = setTimeout(turn.end, MAX_TURN_MS);
      turn.begin(turn.end);
      await turn.ended;
      clearTimeout(timer);
      const rest = Math.min(MAX_REST_MS, Math.floor(REST_TIMES * (performance.now() - startedAt)));
      await (rest > 0 ? pause(rest) : yielding());
    }
    this.#isRunning = false;
  }

  /** Of another caller than the one before, if there is one. */
  #next(): Turn | undefined {
    let caller: string | undefined;
    for (caller of this.#waiting.keys()) if (caller !== this.#last) break;
    if (caller === undefined) return undefined;
    this.#last = caller;
    const queue = this.#waiting.get(caller) ?? [];
    const turn = queue.shift();
    this.#waiting.delete(caller);
    if (queue.length > 0) this.#waiting.set(caller, queue);
    return turn;
  }
}
