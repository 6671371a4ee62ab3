import { LRUCache } from 'lru-cache';
import { rateLimited } from '../ratelimit/rate-limiter.ts';

/** Operations of one caller that run at the same time while others call too. */
export const MAX_TURNS_AT_ONCE = 2;
/** Callers share the process for this long after two of them have called one after the other. */
const SHARED_MS = 1_000;
/** While others call too, the operations that a caller sends at once may take this much more time than passes. */
export const BURST_MS = 150;
/** Milliseconds that what was refused counts as: nobody needs many refusals, and a part of their cost was spent before their turn. */
export const REFUSAL_MS = 40;
/** Milliseconds that opening a socket counts as: its handshake and its end are outside of its turn. */
export const OPENING_MS = 20;
/** An operation that takes longer waits for something else, such as a lock: the next one begins. */
export const MAX_TURN_MS = 50;
/** So that nobody waits long for what has been. */
const MAX_USED_MS = BURST_MS + MAX_TURN_MS;
/** Operations of one caller that may wait; more are refused. Each may hold a body of its request. */
export const MAX_WAITING_OPERATIONS = 200;
/** Callers that are remembered. One that is forgotten may only begin sooner. */
const MAX_CALLERS = 10_000;

/** Ends a turn, which counts as `leastMs` at least. May be called again without effect. */
export type EndTurn = (leastMs?: number) => void;

interface Turn {
  readonly startedAt: number;
  /** Whether it waited for another turn of its caller or began beside one. What a caller does one after the other counts nothing. */
  readonly counts: boolean;
}

interface Waiting {
  readonly begin: () => void;
  /** Begins nothing, because nobody wants the answer any longer. */
  readonly drop: () => void;
  readonly isGone: () => boolean;
}

/** The turns of one caller. */
interface Caller {
  /** The oldest comes first. */
  readonly running: Set<Turn>;
  waiting: Waiting[];
  /** Milliseconds by which its turns had taken more than the time that passed until `usedAt`. */
  usedMs: number;
  usedAt: number;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Lets operations of one caller wait for each other as soon as others call too: all share one event loop and the connections to the
 * database, so that a caller who sends operations without pause would otherwise delay every operation of the others by as many of its own as
 * it has connections. A caller never waits for another one, and a caller who is alone never waits.
 */
export class CallerTurns {
  /** Turns of all callers, the oldest first. */
  readonly #running = new Set<Turn>();
  readonly #callers = new LRUCache<string, Caller>({ max: MAX_CALLERS });
  #latest: string | undefined;
  #latestAt = -Infinity;
  #sharedUntil = -Infinity;

  /**
   * Resolves when an operation of this caller may begin. @throws ReelwrightError RATE_LIMITED when too many of them wait, and for one that
   * waits until its client is gone
   */
  async take(caller: string, isGone: () => boolean = () => false): Promise<EndTurn> {
    const now = performance.now();
    if (caller !== this.#latest && now - this.#latestAt < SHARED_MS) this.#sharedUntil = now + SHARED_MS;
    this.#latest = caller;
    this.#latestAt = now;
    const state = this.#stateOf(caller);
    if (state.waiting.length === 0 && this.#waitOf(state, now) <= 0) return this.#begin(state, state.running.size > 0);
    if (state.waiting.length >= MAX_WAITING_OPERATIONS) dropGone(state);
    if (state.waiting.length >= MAX_WAITING_OPERATIONS) throw rateLimited(1);
    return new Promise((resolve, reject) => {
      state.waiting.push({ isGone, begin: () => resolve(this.#begin(state, true)), drop: () => reject(rateLimited(1)) });
      if (state.timer === undefined) this.#beginWaiting(state);
    });
  }

  #stateOf(caller: string): Caller {
    const known = this.#callers.get(caller);
    if (known) return known;
    const state: Caller = { running: new Set(), waiting: [], usedMs: 0, usedAt: 0, timer: undefined };
    this.#callers.set(caller, state);
    return state;
  }

  #begin(state: Caller, counts: boolean): EndTurn {
    const turn: Turn = { startedAt: performance.now(), counts };
    state.running.add(turn);
    this.#running.add(turn);
    return (leastMs = 0) => {
      if (!this.#end(state, turn, performance.now(), leastMs)) return;
      if (state.waiting.length > 0) this.#beginWaiting(state);
    };
  }

  #end(state: Caller, turn: Turn, now: number, leastMs = 0): boolean {
    if (!state.running.delete(turn)) return false;
    // Turns that nobody ends, such as those of operations that a client completes before they run, must not count for ever.
    for (const old of this.#running) {
      if (now - old.startedAt < MAX_TURN_MS) break;
      this.#running.delete(old);
    }
    if ((turn.counts || leastMs > 0) && now < this.#sharedUntil) {
      // What many run at once takes each of them longer.
      const took = (Math.min(MAX_TURN_MS, now - turn.startedAt) * MAX_TURNS_AT_ONCE) / Math.max(MAX_TURNS_AT_ONCE, this.#running.size);
      state.usedMs = Math.min(MAX_USED_MS, usedBy(state, now) + Math.max(leastMs, took));
      state.usedAt = now;
    }
    this.#running.delete(turn);
    return true;
  }

  #beginWaiting(state: Caller): void {
    clearTimeout(state.timer);
    state.timer = undefined;
    dropGone(state);
    while (state.waiting.length > 0) {
      const wait = this.#waitOf(state, performance.now());
      if (wait > 0) {
        state.timer = setTimeout(() => this.#beginWaiting(state), Math.ceil(wait));
        return;
      }
      state.waiting.shift()?.begin();
    }
  }

  /** Milliseconds until the next turn of this caller can begin, if none ends before. */
  #waitOf(state: Caller, now: number): number {
    for (const turn of state.running) {
      if (now - turn.startedAt < MAX_TURN_MS) break;
      this.#end(state, turn, now);
    }
    if (now >= this.#sharedUntil) return 0;
    const [oldest] = state.running;
    const forOthers = oldest && state.running.size >= MAX_TURNS_AT_ONCE ? oldest.startedAt + MAX_TURN_MS - now : 0;
    const forShare = usedBy(state, now) - BURST_MS;
    return Math.min(this.#sharedUntil - now, Math.max(forOthers, forShare));
  }
}

function dropGone(state: Caller): void {
  if (!state.waiting.some(({ isGone }) => isGone())) return;
  const [gone, left] = [state.waiting.filter(({ isGone }) => isGone()), state.waiting.filter(({ isGone }) => !isGone())];
  state.waiting = left;
  for (const { drop } of gone) drop();
}

const usedBy = (caller: Caller, now: number): number => Math.max(0, caller.usedMs - (now - caller.usedAt));
