import { setTimeout as pause } from 'node:timers/promises';
import { isAlive } from '../support/postgres.ts';
import { descendants, ffmpegsOf } from '../support/processes.ts';
import { launch, type LogLine, type Program } from '../support/program.ts';
import type { Stack } from '../support/stack.ts';

/** Of five kills one meets the worker of `npm start`: its supervisor waits longer from crash to crash unless they are a minute apart. */
const SUPERVISED_EVERY = 5;
/** An encoder ends with its worker; on a busy machine it may take the kernel a moment to bury it. */
const ENCODER_ENDS_WITHIN_MS = 5_000;

interface Kill {
  readonly pid: number;
  readonly at: number;
}

/** A piece of work in a worker's hands. */
interface HeldStep {
  readonly jobId: string;
  readonly place: string;
  readonly attempt: number;
}

/** Two workers: the one of `npm start`, started again by its supervisor, and one beside it, started again by us. */
export class SoakWorkers {
  readonly faults: string[] = [];
  readonly #killed: Kill[] = [];
  readonly #stack: Stack;
  readonly #own: Program[] = [];
  readonly #checks: Promise<void>[] = [];

  constructor(stack: Stack) {
    this.#stack = stack;
  }

  get kills(): number {
    return this.#killed.length;
  }

  async start(): Promise<void> {
    const worker = launch(['worker'], { DATA_DIR: this.#stack.dataDir });
    this.#own.push(worker);
    await worker.heard(({ msg }) => msg === 'worker is ready');
  }

  /** Kills one of them by `kill -9`, starts it again, and looks that its encoders are gone. Says which one it was. */
  async kill(): Promise<string> {
    const isSupervised = this.kills % SUPERVISED_EVERY === 1;
    const pid = isSupervised ? this.#supervisedPid() : this.#own.at(-1)?.pid;
    // The supervisor may not have it back yet.
    if (!pid || !isAlive(pid)) return 'nobody: it is not back yet';
    const encoders = ffmpegsOf(pid);
    process.kill(pid, 'SIGKILL');
    this.#killed.push({ pid, at: Date.now() });
    this.#checks.push(this.#expectEnded(encoders.map((one) => one.pid)));
    if (!isSupervised) await this.start();
    return `${isSupervised ? 'the worker of npm start' : 'the worker beside it'}, ${encoders.length} encoders at work`;
  }

  /** From each kill to the moment at which a step began again; steps of jobs that ended meanwhile never do. */
  restartsMs(): readonly number[] {
    const log = this.#log();
    const begun = log.filter(({ msg }) => msg === 'step started');
    return this.#killed.flatMap(({ pid, at }) =>
      heldBy(log, pid).flatMap(({ jobId, place, attempt }) => {
        const next = begun.find((line) => line['jobId'] === jobId && placeOf(line) === place && Number(line['attempt']) > attempt);
        return next ? [Date.parse(next.time) - at] : [];
      }),
    );
  }

  /** How often a worker was killed with the same step of this job in its hands; the unluckiest step counts. */
  hits(jobId: string): number {
    const log = this.#log();
    const places = this.#killed.flatMap(({ pid }) => heldBy(log, pid)).flatMap((step) => (step.jobId === jobId ? [step.place] : []));
    return Math.max(0, ...places.map((place) => places.filter((other) => other === place).length));
  }

  /** Pids of those that live, in a moment in which nobody is killed. */
  pids(): readonly number[] {
    return [this.#supervisedPid(), this.#own.at(-1)?.pid].flatMap((pid) => (pid && isAlive(pid) ? [pid] : []));
  }

  /** Ends the one that is ours, as Ctrl-C would. */
  async stop(): Promise<void> {
    await Promise.all(this.#checks);
    const ending = await this.#own.at(-1)?.end();
    if (ending !== 0) this.faults.push(`the last worker ended with ${String(ending)}`);
  }

  #supervisedPid(): number | undefined {
    return descendants(this.#stack.program.pid).find(({ command }) => command.endsWith(' worker'))?.pid;
  }

  #log(): readonly LogLine[] {
    return [this.#stack.program, ...this.#own].flatMap((program) => program.log());
  }

  async #expectEnded(pids: readonly number[]): Promise<void> {
    const deadline = Date.now() + ENCODER_ENDS_WITHIN_MS;
    while (pids.some(isAlive)) {
      if (Date.now() > deadline) {
        this.faults.push(`ffmpeg outlived its killed worker: ${pids.filter(isAlive).join(', ')}`);
        return;
      }
      await pause(50);
    }
  }
}

const placeOf = ({ step, position }: LogLine): string => `${String(step)} ${String(position)}`;

/** What a process began and has said nothing more of when it ended. */
function heldBy(log: readonly LogLine[], pid: number): readonly HeldStep[] {
  const held = new Map<string, HeldStep>();
  for (const line of log) {
    if (line.pid !== pid || line['attempt'] === undefined) continue;
    const { jobId, place, attempt } = { jobId: String(line['jobId']), place: placeOf(line), attempt: Number(line['attempt']) };
    if (line.msg === 'step started') held.set(`${jobId} ${place}`, { jobId, place, attempt });
    else if (/^step (finished|failed|stopped|handed back)/.test(line.msg)) held.delete(`${jobId} ${place}`);
  }
  return [...held.values()];
}
