import type { Log } from '../../../kernel/log.ts';
import type { QueueBatches } from '../../../platform/queue/queue.ts';
import { stepQueue } from '../steps/step.queue.ts';
import type { StepMessage } from './round.ts';

/** A queue's heartbeat limit allows three missed ones. */
const HEARTBEAT_MS = 2_000;

/** A message that this worker has taken and not ended. */
export class HeldMessage {
  readonly #stop = new AbortController();
  /** Its end is being written; a heartbeat may find it gone. */
  isEnding = false;

  constructor(readonly message: StepMessage) {}

  /** Aborted when the message was lost, and on shutdown. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  stop(reason: string): void {
    this.#stop.abort(new Error(reason));
  }
}

/** The messages that this worker holds, kept alive by one timer. */
export class HeldMessages {
  /** A message that is lost and taken again is held twice, until its first handler has stopped. */
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
    this.#timer = setInterval(() => void this.#heartbeat(), HEARTBEAT_MS);
  }

  endHeartbeats(): void {
    clearInterval(this.#timer);
  }

  /** Stops the work on messages that belong to another worker by now. */
  async #heartbeat(): Promise<void> {
    const held = [...this.#held];
    try {
      const lost = await this.queue.heartbeat(
        stepQueue,
        held.map(({ message }) => message),
      );
      for (const one of held) if (lost.includes(one.message) && !one.isEnding) one.stop('the message was delivered again');
    } catch (error) {
      this.log.debug({ err: error }, 'failed to record heartbeats');
    }
  }
}
