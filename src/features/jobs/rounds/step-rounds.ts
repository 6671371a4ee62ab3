import { setTimeout as pause } from 'node:timers/promises';
import { isConnectionTrouble, isTransactionConflict } from '../../../platform/database/connection-trouble.ts';
import type { Transactions } from '../../../platform/database/prepared-transactions.ts';
import type { Queue } from '../../../platform/queue/queue.ts';
import { STEPS_FREE } from '../scheduling/wake-workers.ts';
import type { Workload } from '../scheduling/workload.ts';
import { FencedError } from '../steps/step-handler.ts';
import type { BegunStep, StepOutcome } from '../steps/step-handler.ts';
import { StepRunner } from '../steps/step-runner.ts';
import type { StepRunnerOptions } from '../steps/step-runner.ts';
import { HeldMessages } from './held-messages.ts';
import type { HeldMessage } from './held-messages.ts';
import { runRound } from './round.ts';
import type { EndedMessage, RoundResult, TakenStep } from './round.ts';

export interface StepRoundsOptions extends StepRunnerOptions {
  readonly queue: Pick<Queue, 'batches'>;
  /** Number of steps that run at the same time. */
  readonly concurrency: number;
  /** Follows the number of running steps. */
  readonly workload?: Workload;
  /** Whether an administrator has paused the queue: nothing is started then. */
  readonly isPaused?: () => Promise<boolean>;
}

/**
 * Milliseconds between two polls. NOTIFY wakes a worker; polling covers lost notifications, retries after a backoff, and messages of dead
 * workers.
 */
const POLL_MS = 1_000;
/** Milliseconds to wait for further steps to end, because steps often end together and then share one transaction. */
const LINGER_MS = 1;
/** Milliseconds before a round that failed as a whole is repeated. */
const RETRY_MS = 500;
/** Milliseconds in which stopped steps can end and their ends be written. */
const LAST_WRITES_MS = 5_000;

/** An ended message and the handler that waits for the round. */
interface Ended extends EndedMessage {
  readonly held: HeldMessage;
  readonly settle?: { readonly resolve: () => void; readonly reject: (error: unknown) => void };
}

/** Runs a worker's steps. One loop writes their ends and starts in rounds, one transaction after the other. */
export class StepRounds {
  readonly #runner: StepRunner;
  readonly #held: HeldMessages;
  readonly #transactions: Transactions;
  readonly #stopListening: (() => void)[];
  #ended: Ended[] = [];
  /** Jobs that were stopped during the round, whose steps may not be registered with the runner yet. */
  readonly #stoppedJobs = new Set<string | undefined>();
  #isAsked = false;
  #loop: Promise<void> | undefined;
  #poll: NodeJS.Timeout | undefined;
  /** Set while messages that were delivered again may wait in the queue. */
  #takesWaiting = false;
  /** Set when no further step is started; ends are still written. */
  #isClosing = false;
  /** Set when nothing further is written. */
  #isClosed = false;

  constructor(private readonly options: StepRoundsOptions) {
    this.#runner = new StepRunner(options);
    this.#held = new HeldMessages(options.queue.batches, options.log);
    options.workload?.follow(() => this.#held.size);
    this.#transactions = options.database.openTransactions();
    this.#stopListening = [options.pubsub.listen('job_stopped', (jobId) => this.#stoppedJobs.add(jobId))];
  }

  /** Starts the loop; no step is taken before. */
  start(): void {
    this.#stopListening.push(this.options.pubsub.listen(STEPS_FREE, () => this.wake()));
    this.#held.startHeartbeats();
    this.#poll = setInterval(() => this.wake(), POLL_MS);
    this.wake();
  }

  /** Runs a round, now or after the current one. */
  wake(): void {
    this.#isAsked = true;
    this.#loop ??= this.#run();
  }

  /** Starts no further step. Running steps may end within `graceMs`; then they are stopped and returned to the backlog. */
  async close(graceMs: number): Promise<void> {
    this.#isClosing = true;
    clearInterval(this.#poll);
    const stopping = setTimeout(() => this.#held.stopAll('shutting down'), graceMs);
    const late = new AbortController();
    await Promise.race([this.#idle(), pause(graceMs + LAST_WRITES_MS, undefined, { signal: late.signal })]);
    late.abort();
    clearTimeout(stopping);
    this.#isClosed = true;
    for (const end of this.#stopListening) end();
    this.#held.endHeartbeats();
    await this.#loop;
    await this.#transactions.close();
  }

  /** Resolves when no round runs and no step is held. A round that began before `close` may still start steps. */
  async #idle(): Promise<void> {
    await this.#loop;
    await this.#held.empty();
  }

  async #run(): Promise<void> {
    while (this.#isAsked && !this.#isClosed) {
      if (this.#ended.length > 0 && this.#ended.length < this.#held.size) await pause(LINGER_MS);
      this.#isAsked = false;
      const ended = this.#ended.splice(0);
      try {
        await this.#round(ended);
      } catch (error) {
        await this.#recover(ended, error);
      }
    }
    this.#loop = undefined;
  }

  async #round(ended: readonly Ended[], startsTogether = true, free = this.#freeSlots(ended.length)): Promise<void> {
    // `dispatch_steps` checks it too; steps that are delivered again are not dispatched.
    const slots = free > 0 && (await this.options.isPaused?.()) === true ? 0 : free;
    if (ended.length === 0 && slots === 0) return;
    this.#stoppedJobs.clear();
    const takesWaiting = this.#takesWaiting;
    const result = await runRound(this.#transactions, this.options.queue.batches, { ended, slots, takesWaiting, startsTogether });
    this.#takesWaiting = result.metWaiting;
    this.#settle(ended, result);
    for (const step of result.taken) this.#start(step);
  }

  #freeSlots(ending: number): number {
    return this.#isClosing ? 0 : this.options.concurrency - (this.#held.size - ending);
  }

  #settle(ended: readonly Ended[], { finished }: RoundResult): void {
    for (const { held, finish, settle } of ended) {
      this.#held.delete(held);
      if (!finish || finished.has(finish.begun.step.id)) settle?.resolve();
      else settle?.reject(new FencedError());
    }
  }

  /**
   * Handles a failed round. Lost connections and conflicts concern all its steps, so it is repeated. Any other error may come from one of
   * them, so each is written alone.
   */
  async #recover(ended: readonly Ended[], error: unknown): Promise<void> {
    const { log } = this.options;
    if (isConnectionTrouble(error) || isTransactionConflict(error)) {
      log.warn({ event: 'round_failed', err: error }, 'failed to write a round of steps; retrying');
      this.#again(ended);
      await pause(RETRY_MS);
      return;
    }
    log.warn({ event: 'round_split', err: error, steps: ended.length }, 'failed to write a round of steps; writing each alone');
    for (const one of ended) await this.#alone(one);
    await this.#round([], false).catch(async (cause: unknown) => {
      log.warn({ event: 'steps_start_failed', err: cause }, 'failed to start steps; retrying');
      this.#again([]);
      await pause(RETRY_MS);
    });
  }

  async #alone(one: Ended): Promise<void> {
    try {
      await this.#round([one], true, 0);
    } catch (error) {
      if (isConnectionTrouble(error) || isTransactionConflict(error)) return this.#again([one]);
      one.held.isEnding = false;
      // Without a heartbeat, the queue delivers its message again.
      if (!one.settle) this.#held.delete(one.held);
      one.settle?.reject(error);
    }
  }

  #again(ended: readonly Ended[]): void {
    this.#ended.unshift(...ended);
    this.#isAsked = true;
  }

  #start({ message, begun }: TakenStep): void {
    const held = this.#held.add(message);
    if (this.#stoppedJobs.has(message.payload?.jobId)) held.stop('the job was stopped');
    void this.#work(held, begun);
  }

  async #work(held: HeldMessage, begun: BegunStep | undefined): Promise<void> {
    const { message, signal } = held;
    const { log } = this.options;
    try {
      if (message.payload)
        await this.#runner.run(message.payload, {
          id: message.id,
          signal,
          begun,
          finish: (step, outcome) => this.#finish(held, step, outcome),
        });
      else log.error({ event: 'payload_dropped', queue: 'step', messageId: message.id }, 'dropped a payload of an unknown version');
      if (!held.isEnding) this.#end({ held, message });
    } catch (error) {
      // Without a heartbeat, the queue delivers the message again.
      log.warn({ event: 'step_run_failed', err: error, messageId: message.id }, 'failed to run a step; the queue delivers it again');
      this.#held.delete(held);
      this.wake();
    }
  }

  #finish(held: HeldMessage, begun: BegunStep, outcome: StepOutcome): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#end({ held, message: held.message, finish: { begun, outcome }, settle: { resolve, reject } });
    return promise;
  }

  #end(ended: Ended): void {
    ended.held.isEnding = true;
    this.#ended.push(ended);
    this.wake();
  }
}
