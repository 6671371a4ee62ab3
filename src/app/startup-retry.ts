import type { Log } from '../kernel/log.ts';
import { AwayError } from '../kernel/start-error.ts';

/** What a process cannot do without. */
export type Dependency = 'database' | 'storage';

/** Pause between two tries. Milliseconds. */
const AGAIN_MS = 500;
/** How often it is said who is missing. Milliseconds. */
const SAY_EVERY_MS = 5_000;

export interface StartupRetryOptions {
  /** Seconds that everything together may take; 0 tries once. */
  readonly seconds: number;
  /** Ends the waiting: the process was told to stop. */
  readonly signal: AbortSignal;
  readonly log: Log;
}

/**
 * The patience of a start: a machine that comes up starts everything at once, and a database takes its time.
 * What only the operator can mend (a refused login, a bad address) is no AwayError and ends the start as before.
 */
export class StartupRetry {
  readonly #over = new AbortController();
  readonly #deadline: number;
  readonly #missing = new Map<Dependency, string>();
  readonly #there = new Set<Dependency>();
  #saidAt = -Infinity;

  constructor(private readonly options: StartupRetryOptions) {
    this.#deadline = performance.now() + options.seconds * 1_000;
  }

  /** Opens it as soon as it is there. Rejects with what no waiting mends, with AwayError at the end of the patience, and when told to stop. */
  async until<T>(dependency: Dependency, open: () => Promise<T>): Promise<T> {
    const signal = AbortSignal.any([this.options.signal, this.#over.signal]);
    for (;;) {
      signal.throwIfAborted();
      try {
        const opened = await orAborted(open(), signal);
        this.#missing.delete(dependency);
        this.#there.add(dependency);
        return opened;
      } catch (error) {
        if (!(error instanceof AwayError) || performance.now() + AGAIN_MS > this.#deadline) throw error;
        this.#missing.set(dependency, error.message);
        this.#say();
        await orAborted(new Promise((resolve) => setTimeout(resolve, AGAIN_MS)), signal);
      }
    }
  }

  /** Nobody waits any more: a part that could not be opened has ended the start. */
  giveUp(): void {
    this.#over.abort(new Error('the start has ended'));
  }

  /** For readiness, while there is nothing else to ask. */
  states(): Readonly<Record<Dependency, string>> {
    const stateOf = (dependency: Dependency): string => (this.#there.has(dependency) ? 'ok' : 'unavailable');
    return { database: stateOf('database'), storage: stateOf('storage') };
  }

  /** One line for all that are missing, whoever of them has just been tried. */
  #say(): void {
    const now = performance.now();
    if (now - this.#saidAt < SAY_EVERY_MS) return;
    this.#saidAt = now;
    const givingUpIn = Math.round((this.#deadline - now) / 1_000);
    this.options.log.warn({ missing: Object.fromEntries(this.#missing), givingUpIn: `${givingUpIn} s` }, 'waiting for what is missing');
  }
}

/** A try may hang for seconds where nothing answers at all; nobody who is told to stop waits for that. Rejects with the signal's own reason. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
