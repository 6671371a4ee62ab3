import { Failure } from '../../../kernel/failure.ts';
import type { StepName } from '../job/job.states.ts';

/**
 * How long a step's work may say nothing of itself. The heartbeat proves no more than that the worker lives. Long, because in between lie
 * transfers and calls that have limits of their own; a silent ffmpeg is noticed much sooner, where it runs.
 */
export const STALLED_AFTER_MS: Readonly<Record<StepName, number>> = {
  SCRIPT: 600_000,
  VOICE: 600_000,
  VISUAL: 600_000,
  SEGMENT: 600_000,
  ASSEMBLE: 1_800_000,
  VERIFY: 1_800_000,
  DELIVER: 1_800_000,
  FETCH: 1_800_000,
  PROBE: 600_000,
  DERIVE: 1_800_000,
  GENERATE: 1_800_000,
  UPLOAD: 1_800_000,
};

/** Work that was told to stop has this long to leave; then the step goes on without it. */
const LEAVE_WITHIN_MS = 5_000;

/** Waits for work that must be heard of now and then. */
export class StepWatchdog {
  readonly #timer: NodeJS.Timeout;
  readonly #stalled = Promise.withResolvers<never>();
  #highest = 0;

  /** `stop` is called with the reason when nothing was heard for so long. */
  constructor(name: StepName, afterMs: number, stop: (reason: Failure) => void) {
    // Nobody may be waiting any more when it comes.
    this.#stalled.promise.catch(() => undefined);
    this.#timer = setTimeout(() => {
      const reason = stalled(name);
      stop(reason);
      setTimeout(() => this.#stalled.reject(reason), LEAVE_WITHIN_MS).unref();
    }, afterMs);
  }

  /** The same fraction again is no progress. */
  hear(fraction: number): void {
    if (fraction <= this.#highest) return;
    this.#highest = fraction;
    this.#timer.refresh();
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  /** What the work gives. Rejects with the reason when it stalled and does not even stop. */
  over<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#stalled.promise]);
  }
}

const stalled = (name: StepName): Failure =>
  new Failure('STALLED', `Nothing was heard of ${name} for too long; it was stopped.`, {
    category: 'RESOURCE',
    retryable: true,
    hint: 'The machine may be overloaded, or hang. Try again.',
  });
