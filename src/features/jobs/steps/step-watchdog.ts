import { Failure } from '../../../kernel/failure.ts';
import type { StepName } from '../job/job.states.ts';

/**
 * Milliseconds without a report after which a step counts as stalled; a heartbeat only proves that the worker is alive. The times are long,
 * because transfers and calls have limits of their own. A silent ffmpeg is detected much sooner, where it runs.
 */
export const STALLED_AFTER_MS: Readonly<Record<StepName, number>> = {
  SCRIPT: 600_000,
  VOICE: 600_000,
  VISUAL: 600_000,
  SEGMENT: 600_000,
  STREAM: 1_800_000,
  ASSEMBLE: 1_800_000,
  VERIFY: 1_800_000,
  RENDITION: 1_800_000,
  DELIVER: 1_800_000,
  FETCH: 1_800_000,
  PROBE: 600_000,
  DERIVE: 1_800_000,
  GENERATE: 1_800_000,
  UPLOAD: 1_800_000,
  THUMBNAIL: 600_000,
  CAPTIONS: 600_000,
  PLAYLIST: 600_000,
  PROCESSING: 600_000,
};

/** Milliseconds in which stopped work must end; then the step continues without it. */
const LEAVE_WITHIN_MS = 5_000;

/** Watches work that must report progress regularly. */
export class StepWatchdog {
  readonly #timer: NodeJS.Timeout;
  readonly #stalled = Promise.withResolvers<never>();
  #highest = 0;

  /** `stop` is called with the reason after this much silence. */
  constructor(name: StepName, afterMs: number, stop: (reason: Failure) => void) {
    // Nobody may wait for the promise any longer when it rejects.
    this.#stalled.promise.catch(() => undefined);
    this.#timer = setTimeout(() => {
      const reason = stalled(name);
      stop(reason);
      setTimeout(() => this.#stalled.reject(reason), LEAVE_WITHIN_MS).unref();
    }, afterMs);
  }

  /** Records a report. The same fraction again is not progress. */
  reported(fraction: number): void {
    if (fraction <= this.#highest) return;
    this.#highest = fraction;
    this.#timer.refresh();
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  /** Resolves with the work's result. Rejects when the work stalled and did not stop. */
  over<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#stalled.promise]);
  }
}

const stalled = (name: StepName): Failure =>
  new Failure('STALLED', `${name} made no progress for too long and was stopped.`, {
    category: 'RESOURCE',
    retryable: true,
    hint: 'Retry the job when the machine has less to do. If it fails again, report the job id to the operator.',
  });
