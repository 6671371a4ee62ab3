import { launch, type Environment, type LogLine, type Program } from '../../support/program.ts';

/** Workers beside the one of `npm start`, each of which is replaced when it is killed. */
export class KilledWorkers {
  readonly #env: Environment;
  readonly #ready = new Set<Program>();
  readonly #starting = new Set<Promise<unknown>>();
  /** Jobs that a worker had in its hands when it was killed. */
  readonly killedJobs = new Set<string>();
  kills = 0;

  constructor(env: Environment) {
    this.#env = env;
  }

  async start(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => this.#startOne()));
  }

  /** Kills a worker that waits for the answer of a call for one of these jobs. Says whether there was one. */
  kill(waiting: ReadonlySet<string>): boolean {
    for (const worker of this.#ready) {
      const held = heldBy(worker.log());
      if (!held.some((jobId) => waiting.has(jobId))) continue;
      process.kill(worker.pid, 'SIGKILL');
      this.#ready.delete(worker);
      this.kills += 1;
      const next = Promise.all([this.#startOne(), this.#bury(worker)]).then(() => void this.#starting.delete(next));
      this.#starting.add(next);
      return true;
    }
    return false;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#starting);
    await Promise.all([...this.#ready].map((worker) => worker.end()));
  }

  /** Its log is whole only when it has ended. */
  async #bury(worker: Program): Promise<void> {
    await worker.ended;
    for (const jobId of heldBy(worker.log())) this.killedJobs.add(jobId);
  }

  async #startOne(): Promise<void> {
    const worker = launch(['worker'], this.#env);
    await worker.heard(({ msg }) => msg === 'worker is ready');
    this.#ready.add(worker);
  }
}

/** Jobs of steps that have begun and not ended. */
function heldBy(log: readonly LogLine[]): readonly string[] {
  const held = new Set<string>();
  for (const { msg, jobId } of log) {
    if (typeof jobId !== 'string') continue;
    if (msg === 'step started') held.add(jobId);
    else if (/^step (finished|failed|stopped|returned)/.test(msg)) held.delete(jobId);
  }
  return [...held];
}
