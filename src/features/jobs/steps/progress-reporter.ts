/** The database throttles too, by its own clock; this only keeps a chatty step from asking it a hundred times a second. */
const AT_MOST_EVERY_MS = 200;

/** Sends the newest fraction, one write at a time and not too often. */
export class ProgressReporter {
  #newest = 0;
  #written = 0;
  #lastAt = -Infinity;
  #writing: Promise<void> | undefined;

  /** `write` answers false when the step is no longer ours; then `onFenced` is called. */
  constructor(
    private readonly write: (fraction: number) => Promise<boolean>,
    private readonly onFenced: () => void,
  ) {}

  report(fraction: number): void {
    // Not Math.max: one NaN of a tool's odd output would stand for ever.
    if (fraction > this.#newest) this.#newest = Math.min(1, fraction);
    const due = performance.now() - this.#lastAt >= AT_MOST_EVERY_MS;
    if (due && !this.#writing && this.#newest > this.#written) this.#writing = this.#send();
  }

  /** Waits for the write under way, so that nothing of this step comes after its end. */
  async settle(): Promise<void> {
    await this.#writing;
  }

  async #send(): Promise<void> {
    this.#lastAt = performance.now();
    this.#written = this.#newest;
    try {
      if (!(await this.write(this.#written))) this.onFenced();
    } catch {
      // Progress is a courtesy: a database that is away will be noticed by the write that matters.
    } finally {
      this.#writing = undefined;
    }
  }
}
