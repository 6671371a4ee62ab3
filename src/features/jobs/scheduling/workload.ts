/** The steps that a worker runs now, for its heartbeat. */
export class Workload {
  #count: () => number = () => 0;

  get steps(): number {
    return this.#count();
  }

  /** Reads the number from the loop that runs the steps. */
  follow(count: () => number): void {
    this.#count = count;
  }
}
