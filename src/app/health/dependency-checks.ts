import { CheckError, failureReason } from './failure-reason.ts';

/** What a process depends on. */
export type DependencyName = 'database' | 'migrations' | 'queue' | 'storage' | 'mail' | 'ffmpeg';

/** OTHER_VERSION: the database belongs to another version of the program, as during an upgrade. */
export type DependencyState = 'ok' | 'unavailable' | 'not_configured' | 'other_version';

export interface DependencyCheck {
  readonly name: DependencyName;
  /** Whether the process cannot serve without it. */
  readonly isRequired: boolean;
  /** Milliseconds that a result is kept, for checks that cost the other side something; 0 by default. */
  readonly keptMs?: number;
  /** Rejects when the dependency does not work; resolves with another state than `ok` where there is one. */
  readonly run: (signal: AbortSignal) => Promise<DependencyState | void>;
}

export interface DependencyStatus {
  readonly name: DependencyName;
  readonly isRequired: boolean;
  readonly state: DependencyState;
  /** Milliseconds of the last check. */
  readonly latencyMs: number;
  /** When this process first found this state. */
  readonly since: Date;
  /** Why it does not work; for operators only. */
  readonly reason?: string;
}

/** Milliseconds until a dependency counts as unavailable. */
const CHECK_WITHIN_MS = 3_000;

interface Known {
  status: DependencyStatus;
  checkedAt: number;
}

/** The checks of everything that a process depends on: for `/readyz`, for `systemStatus` and for `doctor`. */
export class DependencyChecks {
  readonly #checks: DependencyCheck[];
  readonly #known = new Map<DependencyName, Known>();
  readonly #running = new Map<DependencyName, Promise<DependencyStatus>>();

  constructor(checks: readonly DependencyCheck[]) {
    this.#checks = [...checks];
  }

  /** Adds a dependency that only some processes have. */
  add(check: DependencyCheck): void {
    this.#checks.push(check);
  }

  /** Checks everything. Simultaneous callers share one check of each dependency. Never rejects. */
  check(): Promise<readonly DependencyStatus[]> {
    return Promise.all(this.#checks.map((check) => this.#statusOf(check)));
  }

  #statusOf(check: DependencyCheck): Promise<DependencyStatus> {
    const known = this.#known.get(check.name);
    if (known && performance.now() - known.checkedAt < (check.keptMs ?? 0)) return Promise.resolve(known.status);
    const running = this.#running.get(check.name) ?? this.#run(check).finally(() => this.#running.delete(check.name));
    this.#running.set(check.name, running);
    return running;
  }

  async #run({ name, isRequired, run }: DependencyCheck): Promise<DependencyStatus> {
    const startedAt = performance.now();
    const { state, reason } = await outcomeOf(run);
    const latencyMs = Math.round(performance.now() - startedAt);
    const before = this.#known.get(name)?.status;
    const since = before?.state === state ? before.since : new Date();
    const status = { name, isRequired, state, latencyMs, since, ...(reason === undefined ? {} : { reason }) };
    this.#known.set(name, { status, checkedAt: performance.now() });
    return status;
  }
}

/** Whether a process can serve: everything that it requires works. A database of another version works, as during an upgrade. */
export const isReady = (statuses: readonly DependencyStatus[]): boolean =>
  statuses.every(({ isRequired, state }) => !isRequired || state !== 'unavailable');

async function outcomeOf(run: DependencyCheck['run']): Promise<{ state: DependencyState; reason?: string }> {
  const late = Promise.withResolvers<never>();
  const giveUp = new AbortController();
  const timer = setTimeout(() => {
    late.reject(new CheckError(`No answer within ${CHECK_WITHIN_MS} ms.`));
    giveUp.abort();
  }, CHECK_WITHIN_MS);
  const checked = run(giveUp.signal);
  try {
    return { state: (await Promise.race([checked, late.promise])) ?? 'ok' };
  } catch (error) {
    return { state: 'unavailable', reason: failureReason(error) };
  } finally {
    clearTimeout(timer);
    checked.catch(() => undefined);
  }
}
