/**
 * Milliseconds between two writes. The database limits them too, by its own clock; this only avoids a hundred calls per second from a step
 * that reports often.
 */
const MIN_INTERVAL_MS = 200;

/** Sends the newest fraction, one write at a time and throttled. */
export class ProgressReporter {
  #newest = 0;
  #written = 0;
  #lastAt = -Infinity;
  #writing: Promise<void> | undefined;

  /** `write` returns false when the step was fenced; `onFenced` is then called. */
  constructor(
    private readonly write: (fraction: number) => Promise<boolean>,
    private readonly onFenced: () => void,
  ) {}

  report(fraction: number): void {
    // Not with Math.max: a single NaN from a tool's output would stay.
    if (fraction > this.#newest) this.#newest = Math.min(1, fraction);
    const due = performance.now() - this.#lastAt >= MIN_INTERVAL_MS;
    if (due && !this.#writing && this.#newest > this.#written) this.#writing = this.#send();
  }

  /** Waits for the running write, so that no progress of this step is written after its end. */
  async settle(): Promise<void> {
    await this.#writing;
  }

  async #send(): Promise<void> {
    this.#lastAt = performance.now();
    this.#written = this.#newest;
    try {
      if (!(await this.write(this.#written))) this.onFenced();
    } catch {
      // A failed write is ignored. Progress is optional, and the end of the step will notice an unavailable database.
    } finally {
      this.#writing = undefined;
    }
  }
}
