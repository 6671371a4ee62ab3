import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../kernel/log.ts';
import { StartError } from '../kernel/start-error.ts';

/** One process of the group. Its output is passed through. */
export interface ChildCommand {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the process; nothing is added. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

interface Stoppable {
  stop(): Promise<void>;
}

interface SupervisorOptions {
  readonly log: Log;
  /** Milliseconds that children may take to end after SIGTERM before they are killed. */
  readonly graceMs?: number;
}

const BACKOFF_FIRST_MS = 500;
const BACKOFF_LAST_MS = 30_000;
/** Milliseconds after which a crash resets the backoff. */
const STABLE_MS = 60_000;

/**
 * Supervises a group of embedded services and then processes. On SIGTERM, SIGINT or SIGHUP, or when a process cannot start, the processes
 * end first and then the services in reverse order. A second signal skips the grace period.
 */
export class Supervisor {
  readonly #log: Log;
  #graceMs: number;
  readonly #services: Stoppable[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #children = new Set<ChildProcess>();
  readonly #stopping = new AbortController();
  readonly #ended = Promise.withResolvers<number>();
  readonly #onSignal = (): void => (this.#stopping.signal.aborted ? this.#killChildren() : this.stop());
  #starting: Promise<unknown> = Promise.resolve();

  constructor({ log, graceMs = 20_000 }: SupervisorOptions) {
    this.#log = log;
    this.#graceMs = graceMs;
    for (const signal of SIGNALS) process.on(signal, this.#onSignal);
  }

  /** Resolves with this process's exit code when everything has ended. */
  get ended(): Promise<number> {
    return this.#ended.promise;
  }

  /** Aborts when the group starts to stop. */
  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  /** Starts an embedded service. A concurrent stop waits for it, stops it and makes this reject. */
  async start<Service extends Stoppable>(begin: () => Promise<Service>): Promise<Service> {
    this.signal.throwIfAborted();
    const beginning = begin().then((service) => (this.#services.push(service), service));
    this.#starting = Promise.allSettled([this.#starting, beginning]);
    const service = await beginning;
    this.signal.throwIfAborted();
    return service;
  }

  /**
   * Runs the processes and resolves when each has sent `{ ready: true }` (see `reportReady`). A later crash restarts the process with
   * exponential backoff. Exit code 1 before readiness means that the process has reported its error: the group ends with code 1 and this
   * rejects with a `StartError`. `graceMs` replaces that of the constructor.
   */
  async run(commands: readonly ChildCommand[], graceMs = this.#graceMs): Promise<void> {
    this.signal.throwIfAborted();
    this.#graceMs = graceMs;
    await Promise.all(commands.map((command) => this.#keepRunning(command)));
  }

  /** Ends the group; idempotent. */
  stop(exitCode = 0): void {
    if (this.#stopping.signal.aborted) return;
    this.#stopping.abort(new StartError('Stopped.'));
    void this.#endAll(exitCode).then(this.#ended.resolve, this.#ended.reject);
  }

  #keepRunning(command: ChildCommand): Promise<void> {
    const ready = Promise.withResolvers<void>();
    const life = this.#lives(command, ready.resolve).catch((error: unknown) => {
      this.stop(1);
      ready.reject(error);
    });
    this.#running.add(life);
    return ready.promise;
  }

  async #lives(command: ChildCommand, onReady: () => void): Promise<void> {
    let everReady = false;
    let backoffMs = BACKOFF_FIRST_MS;
    for (;;) {
      this.signal.throwIfAborted();
      const began = performance.now();
      const code = await this.#liveOnce(command, () => {
        everReady = true;
        onReady();
      });
      this.signal.throwIfAborted();
      if (code === 1 && !everReady) throw new StartError(`${command.name} could not start.`);
      if (performance.now() - began > STABLE_MS) backoffMs = BACKOFF_FIRST_MS;
      this.#log.error({ event: 'child_exited', child: command.name, exit: code, againInMs: backoffMs }, 'child exited; restarting');
      await sleep(backoffMs, undefined, { signal: this.signal }).catch(() => undefined);
      backoffMs = Math.min(backoffMs * 2, BACKOFF_LAST_MS);
    }
  }

  /** Runs a process from spawn to exit; resolves with the exit code, or the name of the signal. */
  async #liveOnce({ name, command, args, env }: ChildCommand, onReady: () => void): Promise<number | string> {
    // Detached: Ctrl-C in a terminal reaches the whole foreground group at once, and a child that ends before the supervisor stops it looks
    // like a crash. The channel ends the child if the supervisor is killed (`endWithParent`).
    const child = spawn(command, args, { env, detached: true, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#children.add(child);
    child.on('message', (message) => {
      if (isReady(message)) onReady();
    });
    try {
      await once(child, 'spawn');
      this.#log.debug({ event: 'process_started', child: name, pid: child.pid }, 'process started');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      return child.exitCode ?? child.signalCode ?? 'unknown';
    } finally {
      this.#children.delete(child);
    }
  }

  async #endAll(exitCode: number): Promise<number> {
    for (const child of this.#children) child.kill('SIGTERM');
    const hurry = setTimeout(() => this.#killChildren(), this.#graceMs);
    await Promise.all(this.#running);
    clearTimeout(hurry);
    await this.#starting;
    let code = exitCode;
    for (const service of this.#services.toReversed()) {
      await service.stop().catch((error: unknown) => {
        this.#log.error({ event: 'service_stop_failed', err: error }, 'an embedded service did not stop cleanly');
        code = 1;
      });
    }
    for (const signal of SIGNALS) process.off(signal, this.#onSignal);
    return code;
  }

  #killChildren(): void {
    for (const child of this.#children) child.kill('SIGKILL');
  }
}

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

const isReady = (message: unknown): boolean =>
  typeof message === 'object' && message !== null && 'ready' in message && message.ready === true;
