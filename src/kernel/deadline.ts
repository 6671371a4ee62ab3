import { operationTimeout } from './errors.ts';

/** The moment at which the time of an operation is used up. */
export class Deadline {
  readonly #at: number;

  constructor(seconds: number) {
    this.#at = performance.now() + seconds * 1_000;
  }

  get isOver(): boolean {
    return performance.now() >= this.#at;
  }

  /** Whole milliseconds that are left. @throws ReelwrightError TIMEOUT when none is */
  left(): number {
    if (this.isOver) throw operationTimeout();
    return Math.ceil(this.#at - performance.now());
  }
}
