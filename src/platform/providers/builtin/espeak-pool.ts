import { fork, type ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../../kernel/failure.ts';
import type { EspeakAnswer, EspeakOrder } from './espeak-process.ts';

export interface SpokenSamples {
  /** Mono, 16 bit. */
  readonly samples: Int16Array;
  readonly sampleRate: number;
}

/** A process takes 0.2 s to start and 160 MB, so it is kept briefly for the next scene. */
const KEPT_IDLE_MS = 5_000;
/** Start and first phrase take 0.3 s; a longer silence means the process hangs. */
const SILENCE_LIMIT_MS = 20_000;

const PROCESS_FILE = fileURLToPath(new URL(`./espeak-process${extname(import.meta.url)}`, import.meta.url));

const speechFailed = (cause?: unknown): Failure =>
  new Failure('SPEECH_FAILED', 'The built-in voice stopped before the end.', {
    category: 'PROVIDER',
    retryable: true,
    hint: 'Try again. If the same text fails every time, choose another voice or change the sentence.',
    cause,
  });

/** Speech processes: one request each at a time, at most one per CPU, started on demand. */
export class EspeakPool {
  readonly #enginePath: string;
  readonly #silenceLimitMs: number;
  readonly #limit = availableParallelism();
  /** Each with a function that removes it from the pool. */
  readonly #idle = new Map<ChildProcess, () => void>();
  readonly #waiting: (() => void)[] = [];
  #busy = 0;

  constructor(enginePath: string, { silenceLimitMs = SILENCE_LIMIT_MS }: { silenceLimitMs?: number } = {}) {
    this.#enginePath = enginePath;
    this.#silenceLimitMs = silenceLimitMs;
  }

  /** Speaks the phrases in order. Rejects with the abort reason (the process is killed at once), else with a retryable `Failure`. */
  async speak(order: EspeakOrder, signal: AbortSignal, onPhrase: (done: number) => void): Promise<SpokenSamples[]> {
    await this.#turn(signal);
    const child = this.#reuse() ?? this.#start();
    try {
      const spoken = await this.#converse(child, order, signal, onPhrase);
      this.#keep(child);
      return spoken;
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    } finally {
      this.#endTurn();
    }
  }

  #start(): ChildProcess {
    const child = fork(PROCESS_FILE, [this.#enginePath], {
      // Inherits neither our environment nor loader options.
      env: {},
      execArgv: ['--disable-warning=ExperimentalWarning'],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    // A late error without listeners must not end this process.
    child.on('error', () => undefined);
    return child;
  }

  /** An idle child does not keep this process alive, and exits when its channel closes. */
  #keep(child: ChildProcess): void {
    child.unref();
    child.channel?.unref();
    const release = (): void => {
      clearTimeout(timer);
      child.off('exit', release);
      this.#idle.delete(child);
    };
    const timer = setTimeout(() => {
      release();
      child.kill('SIGKILL');
    }, KEPT_IDLE_MS).unref();
    child.once('exit', release);
    this.#idle.set(child, release);
  }

  #reuse(): ChildProcess | undefined {
    const [kept] = this.#idle;
    if (kept === undefined) return undefined;
    const [child, release] = kept;
    release();
    child.ref();
    child.channel?.ref();
    return child;
  }

  async #converse(
    child: ChildProcess,
    order: EspeakOrder,
    signal: AbortSignal,
    onPhrase: (done: number) => void,
  ): Promise<SpokenSamples[]> {
    const spoken: SpokenSamples[] = [];
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const fail = (cause: unknown): void => {
      reject(speechFailed(cause));
    };
    const abort = (): void => {
      reject(signal.reason as Error);
    };
    const silence = setTimeout(fail, this.#silenceLimitMs, new Error('no answer in time'));
    const hear = (answer: EspeakAnswer): void => {
      if (answer.kind === 'failed') {
        fail(new Error(answer.reason));
        return;
      }
      silence.refresh();
      spoken.push({ samples: toSamples(answer.samples), sampleRate: answer.sampleRate });
      onPhrase(spoken.length);
      if (spoken.length === order.phrases.length) resolve();
    };
    child.on('message', hear).on('exit', fail).on('error', fail);
    signal.addEventListener('abort', abort);
    try {
      signal.throwIfAborted();
      child.send(order, (error) => error && fail(error));
      await promise;
      return spoken;
    } finally {
      clearTimeout(silence);
      child.off('message', hear).off('exit', fail).off('error', fail);
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

  /** The slot passes directly to the next waiter. */
  #endTurn(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#busy--;
  }
}

/** Copied, because samples need an even offset, which messages do not guarantee. */
const toSamples = (bytes: Uint8Array): Int16Array => new Int16Array(bytes.slice().buffer, 0, bytes.byteLength >> 1);
