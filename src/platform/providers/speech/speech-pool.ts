import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { watchMemory } from './memory-watch.ts';

/** The phrases that a speech process must speak, in order. */
export interface SpeechOrder {
  /** A process serves orders of one key only, for example those for one model. */
  readonly key?: string;
  readonly phrases: readonly unknown[];
}

/** The answer for one phrase, in order; `failed` ends the order and the process. */
export type SpeechAnswer<Phrase> =
  { readonly kind: 'phrase'; readonly phrase: Phrase } | { readonly kind: 'failed'; readonly reason: string };

export interface SpeechPoolOptions {
  /** File of the process's program, and its arguments. */
  readonly file: string;
  readonly argv: readonly string[];
  /** Milliseconds without output that mean a hang. */
  readonly silenceLimitMs: number;
  /** Milliseconds that an idle process is kept for the next scene. */
  readonly keptIdleMs: number;
  /** Maximum processes at the same time; by default one per processor. */
  readonly limit?: number;
  /** MiB of resident memory of one process; watched only on Linux. */
  readonly memoryLimitMib?: number;
  /** Creates the error for callers when a process crashed, hung, or reported a failure. */
  readonly failed: (cause: unknown) => Error;
}

interface Idle {
  readonly key: string | undefined;
  /** Removes the process from the pool. */
  readonly release: () => void;
}

/** Characters of standard error that are kept, because engines write reasons there. */
const KEPT_COMPLAINT = 400;

/** Speech processes with one order each at a time. They are started on demand and killed when they hang, crash or use too much memory. */
export class SpeechPool<Order extends SpeechOrder, Phrase> {
  readonly #options: SpeechPoolOptions;
  readonly #limit: number;
  readonly #idle = new Map<ChildProcess, Idle>();
  readonly #complaints = new WeakMap<ChildProcess, string>();
  readonly #waiting: (() => void)[] = [];
  #busy = 0;

  constructor(options: SpeechPoolOptions) {
    this.#options = options;
    this.#limit = options.limit ?? availableParallelism();
  }

  /**
   * Speaks the phrases in order. Rejects with the abort reason (the process is killed at once), or with the error that `failed` creates.
   */
  async speak(order: Order, signal: AbortSignal, onPhrase: (done: number) => void): Promise<Phrase[]> {
    await this.#turn(signal);
    const child = this.#reuse(order.key) ?? this.#start();
    try {
      const spoken = await this.#converse(child, order, signal, onPhrase);
      this.#keep(child, order.key);
      return spoken;
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    } finally {
      this.#endTurn();
    }
  }

  #start(): ChildProcess {
    const child = fork(this.#options.file, this.#options.argv, {
      // The process inherits neither environment variables nor loader options.
      env: {},
      execArgv: ['--disable-warning=ExperimentalWarning'],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    // A late error without a listener would end this process.
    child.on('error', () => undefined);
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#complaints.set(child, `${this.#complaints.get(child) ?? ''}${chunk.toString()}`.slice(-KEPT_COMPLAINT));
    });
    return child;
  }

  /** Keeps an idle child, which does not keep this process alive and exits when its channel closes. */
  #keep(child: ChildProcess, key: string | undefined): void {
    held(child, false);
    const release = (): void => {
      clearTimeout(timer);
      child.off('exit', release);
      this.#idle.delete(child);
    };
    const timer = setTimeout(() => {
      release();
      child.kill('SIGKILL');
    }, this.#options.keptIdleMs).unref();
    child.once('exit', release);
    this.#idle.set(child, { key, release });
  }

  /** An idle child for orders of this key. Idle children of other keys are ended, because each may have a model in memory. */
  #reuse(wanted: string | undefined): ChildProcess | undefined {
    for (const [child, { key, release }] of this.#idle) {
      release();
      if (key === wanted) {
        held(child, true);
        return child;
      }
      child.kill('SIGKILL');
    }
    return undefined;
  }

  async #converse(child: ChildProcess, order: Order, signal: AbortSignal, onPhrase: (done: number) => void): Promise<Phrase[]> {
    const { silenceLimitMs, memoryLimitMib = Infinity } = this.#options;
    const spoken: Phrase[] = [];
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const fail = (cause: unknown): void => {
      reject(this.#options.failed(cause));
    };
    const exited = (code: number | null, by: string | null): void => {
      fail(new Error(`the process ended by ${by ?? `code ${String(code)}`}: ${this.#complaints.get(child) ?? ''}`));
    };
    const abort = (): void => {
      reject(signal.reason as Error);
    };
    const silence = setTimeout(fail, silenceLimitMs, new Error('no answer in time'));
    const memory = watchMemory(child, memoryLimitMib, fail);
    const hear = (answer: SpeechAnswer<Phrase>): void => {
      if (answer.kind === 'failed') {
        fail(new Error(answer.reason));
        return;
      }
      silence.refresh();
      spoken.push(answer.phrase);
      onPhrase(spoken.length);
      if (spoken.length === order.phrases.length) resolve();
    };
    child.on('message', hear).on('exit', exited).on('error', fail);
    signal.addEventListener('abort', abort);
    try {
      signal.throwIfAborted();
      child.send(order, (error) => error && fail(error));
      await promise;
      return spoken;
    } finally {
      clearTimeout(silence);
      memory.stop();
      child.off('message', hear).off('exit', exited).off('error', fail);
      signal.removeEventListener('abort', abort);
    }
  }

  async #turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#busy < this.#limit) {
      this.#busy++;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const go = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(go), 1);
        reject(signal.reason as Error);
      };
      this.#waiting.push(go);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  /** Ends the turn of an order, and passes its slot directly to the next one that waits. */
  #endTurn(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#busy--;
  }
}

/** Sets whether a child and its channels keep this process alive. */
function held(child: ChildProcess, isHeld: boolean): void {
  const stderr = child.stderr as { ref?(): void; unref?(): void } | null;
  for (const one of [child, child.channel, stderr]) {
    if (isHeld) one?.ref?.();
    else one?.unref?.();
  }
}
