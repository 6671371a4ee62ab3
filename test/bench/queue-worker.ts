import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkerOrder, WorkerReport } from './queue-worker-process.ts';

/** A queue's worker in a process of its own, and what it says. */
export class QueueWorker {
  readonly #child: ChildProcess;
  readonly #workDir: string;
  /** When each piece of work was begun, by its id. */
  readonly started = new Map<string, number>();
  /** When each piece ended. */
  readonly done: number[] = [];
  #hear: () => void = () => undefined;

  private constructor(child: ChildProcess, workDir: string) {
    this.#child = child;
    this.#workDir = workDir;
    child.on('message', (report: WorkerReport) => {
      if (typeof report === 'string') return;
      if ('done' in report) this.done.push(report.done);
      else this.started.set(report.started, report.at);
      this.#hear();
    });
  }

  /** Resolves when it has connected; it takes nothing yet. */
  static async open(order: Omit<WorkerOrder, 'workDir'>): Promise<QueueWorker> {
    const workDir = await mkdtemp(join(tmpdir(), 'reelwright-bench-work-'));
    const child = fork(join(import.meta.dirname, 'queue-worker-process.ts'), [JSON.stringify({ ...order, workDir })]);
    const worker = new QueueWorker(child, workDir);
    const [first] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [unknown];
    if (first !== 'ready') throw new Error(`the worker of ${order.kind} did not start`);
    return worker;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Takes work from now on. Returns that moment. */
  async go(): Promise<number> {
    const startedAt = now();
    const going = once(this.#child, 'message');
    this.#child.send('go');
    await going;
    return startedAt;
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#hear = resolve;
      await promise;
    }
  }

  async end(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill(signal);
    await ended;
    await rm(this.#workDir, { recursive: true, force: true });
  }
}

/** Milliseconds of the clock that all processes of a machine share. */
export const now = (): number => Number(process.hrtime.bigint()) / 1e6;
