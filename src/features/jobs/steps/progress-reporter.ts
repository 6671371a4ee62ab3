/** The database throttles too, by its own clock; this only avoids a hundred calls per second from a frequently reporting step. */
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
    // Not Math.max: one NaN from a tool's output would stick.
    if (fraction > this.#newest) this.#newest = Math.min(1, fraction);
    const due = performance.now() - this.#lastAt >= MIN_INTERVAL_MS;
    if (due && !this.#writing && this.#newest > this.#written) this.#writing = this.#send();
  }

  /** Waits for the running write, so that nothing of this step is written after its end. */
  async settle(): Promise<void> {
    await this.#writing;
  }

  async #send(): Promise<void> {
    this.#lastAt = performance.now();
    this.#written = this.#newest;
    try {
      if (!(await this.write(this.#written))) this.onFenced();
    } catch {
      // Progress is optional: an unavailable database is noticed by the write that matters.
    } finally {
      this.#writing = undefined;
    }
  }
}
