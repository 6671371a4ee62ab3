import type { Log } from '../../../kernel/log.ts';
import type { QueueBatches } from '../../../platform/queue/queue.ts';
import { stepQueue } from '../steps/step.queue.ts';
import type { StepMessage } from './round.ts';

/** Milliseconds between two heartbeats. The limit of the queue allows three missed ones. */
const HEARTBEAT_MS = 2_000;
/**
 * Milliseconds until a failed heartbeat is repeated. Together with the queue's timeout it stays below the limit, so that one broken
 * connection loses no message.
 */
const RETRY_MS = 500;

/** A message that this worker has taken and not ended. */
export class HeldMessage {
  readonly #stop = new AbortController();
  /** Set when another worker has the message, so that it needs no heartbeat. */
  #isLost = false;
  /** Set while the end of the message is being written: a heartbeat may then find it deleted. */
  isEnding = false;

  constructor(readonly message: StepMessage) {}

  /** Aborted when the message was lost, and at shutdown. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  stop(reason: string): void {
    this.#stop.abort(new Error(reason));
  }

  lose(): void {
    this.#isLost = true;
    this.stop('the message was delivered again');
  }
}

/** The messages that this worker holds; one timer sends their heartbeats. */
export class HeldMessages {
  /** Messages that are held. One that was lost and taken again is in the set twice, until its first handler has stopped. */
  readonly #held = new Set<HeldMessage>();
  #timer: NodeJS.Timeout | undefined;
  #empty: PromiseWithResolvers<void> | undefined;

  constructor(
    private readonly queue: QueueBatches,
    private readonly log: Log,
  ) {}

  get size(): number {
    return this.#held.size;
  }

  add(message: StepMessage): HeldMessage {
    const held = new HeldMessage(message);
    this.#held.add(held);
    return held;
  }

  delete(held: HeldMessage): void {
    this.#held.delete(held);
    if (this.#held.size === 0) this.#empty?.resolve();
  }

  stopAll(reason: string): void {
    for (const held of this.#held) held.stop(reason);
  }

  /** Resolves when no message is held. */
  async empty(): Promise<void> {
    if (this.#held.size === 0) return;
    this.#empty ??= Promise.withResolvers();
    await this.#empty.promise;
  }

  startHeartbeats(): void {
    this.#timer = setTimeout(() => void this.#heartbeat(), HEARTBEAT_MS);
  }

  endHeartbeats(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /**
   * Sends heartbeats, and stops the work on messages that another worker has by now, for example after this process was suspended. One at a
   * time: two statements that update the same rows may deadlock, and during an outage they would occupy every connection.
   */
  async #heartbeat(): Promise<void> {
    const held = [...this.#held].filter(({ isLost }) => !isLost);
    let pauseMs = HEARTBEAT_MS;
    try {
      const lost = await this.queue.heartbeat(
        stepQueue,
        held.map(({ message }) => message),
      );
      for (const one of held) if (lost.includes(one.message) && !one.isEnding) one.lose();
    } catch (error) {
      pauseMs = RETRY_MS;
      this.log.debug({ event: 'heartbeats_failed', err: error }, 'failed to record heartbeats');
    }
    if (this.#timer) this.#timer = setTimeout(() => void this.#heartbeat(), pauseMs);
  }
}
