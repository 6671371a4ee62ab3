import type { Log } from '../kernel/log.ts';
import { untilAborted } from '../kernel/signals.ts';
import { AwayError } from '../kernel/start-error.ts';

/** A dependency without which a process cannot run. */
export type Dependency = 'database' | 'storage';

/** Milliseconds between two attempts. */
const RETRY_MS = 500;
/** Milliseconds between two log lines about missing dependencies. */
const LOG_EVERY_MS = 5_000;

export interface StartupRetryOptions {
  /** Seconds to wait for all dependencies together; 0 tries once. */
  readonly seconds: number;
  /** Aborts the wait when the process is asked to stop. */
  readonly signal: AbortSignal;
  readonly log: Log;
}

/**
 * Retries a dependency at start-up, because a booting machine starts everything at once. Errors that only the operator can fix (a rejected
 * login, a wrong URL) are not AwayErrors and end the start at once.
 */
export class StartupRetry {
  readonly #over = new AbortController();
  readonly #deadline: number;
  readonly #missing = new Map<Dependency, string>();
  readonly #there = new Set<Dependency>();
  #loggedAt = -Infinity;

  constructor(private readonly options: StartupRetryOptions) {
    this.#deadline = performance.now() + options.seconds * 1_000;
  }

  /**
   * Resolves as soon as the dependency opens. Rejects with an error that no retry fixes, with AwayError after the time limit, or with the
   * abort reason.
   */
  async until<T>(dependency: Dependency, open: () => Promise<T>): Promise<T> {
    const signal = AbortSignal.any([this.options.signal, this.#over.signal]);
    for (;;) {
      signal.throwIfAborted();
      try {
        const opened = await untilAborted(open(), signal);
        this.#missing.delete(dependency);
        this.#there.add(dependency);
        return opened;
      } catch (error) {
        if (!(error instanceof AwayError) || performance.now() + RETRY_MS > this.#deadline) throw error;
        this.#missing.set(dependency, error.message);
        this.#logMissing();
        await untilAborted(new Promise((resolve) => setTimeout(resolve, RETRY_MS)), signal);
      }
    }
  }

  /** Ends the wait of all parts, because one of them has ended the start. */
  giveUp(): void {
    this.#over.abort(new Error('the start has ended'));
  }

  /** State of each dependency, for readiness checks while the start waits. */
  states(): Readonly<Record<Dependency, string>> {
    const stateOf = (dependency: Dependency): string => (this.#there.has(dependency) ? 'ok' : 'unavailable');
    return { database: stateOf('database'), storage: stateOf('storage') };
  }

  /** Logs one line that names all missing dependencies. */
  #logMissing(): void {
    const now = performance.now();
    if (now - this.#loggedAt < LOG_EVERY_MS) return;
    this.#loggedAt = now;
    const givingUpIn = Math.round((this.#deadline - now) / 1_000);
    this.options.log.warn(
      { event: 'waiting_for_dependencies', missing: Object.fromEntries(this.#missing), givingUpIn: `${givingUpIn} s` },
      'waiting for dependencies',
    );
  }
}
