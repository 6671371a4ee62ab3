import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../../kernel/failure.ts';
import type { LeftCall, LeftEnd, ProviderCall, ProviderCost, SentAttempt } from '../provider.ts';
import { paidCall } from './paid-call.ts';
import type { PaidAnswer, PaidCall } from './paid-call.ts';
import { timedOut } from './vendor-failures.ts';
import { NoAnswer, UnreadableAnswer } from './vendor-http.ts';

/** Work that a vendor accepts with an id, and does after it has answered. */
export interface PaidTask<Answer> extends Pick<PaidCall<Answer>, 'vendor' | 'key' | 'model' | 'isFree' | 'expected' | 'prepare'> {
  /** Submits the work by one request that may cost money, and returns the vendor's id of it. `attemptId` is a UUID. */
  readonly submit: (attemptId: string, signal: AbortSignal) => Promise<string>;
  /** Asks for the state of the work, and fetches the result once there is one. Its failures are repeated a few times. */
  readonly look: (taskId: string, signal: AbortSignal) => Promise<TaskState<Answer>>;
  /** Finds work whose submission was not answered, if the vendor can report it. `UNKNOWN`: its report is not complete. */
  readonly search?: (earlier: SentAttempt) => Promise<{ readonly taskId: string } | 'NEVER_ARRIVED' | 'UNKNOWN'>;
  /**
   * Cancels the work and returns what is charged for it, if the vendor states that; undefined when the vendor does not confirm that it has
   * ended.
   */
  readonly cancel: (taskId: string) => Promise<{ readonly cost?: ProviderCost | undefined } | undefined>;
  readonly polling: Polling;
}

/** The part of a task that asks for work which was submitted before. */
export type SubmittedWork<Answer> = Pick<PaidTask<Answer>, 'look' | 'search' | 'cancel'>;

/** The answer, or that it is still to come. */
export type TaskState<Answer> = PaidAnswer<Answer> | Waiting;

interface Waiting {
  /** From 0 to 1, where the vendor states it. */
  readonly progress?: number | undefined;
}

export interface Polling {
  /** Milliseconds between two questions for the state, and until the work counts as too slow. */
  readonly everyMs: number;
  readonly atMostMs: number;
  /** Milliseconds for which a submission goes on after the step was stopped, so that the id of the work is learned. */
  readonly graceMs?: number;
}

/** Most vendors ask for no more than one question in five seconds. Work may wait for an hour in the queue of a busy vendor. */
export const POLLING: Polling = { everyMs: 5_000, atMostMs: 3_600_000 };

/** Failures to learn the state, one after the other, after which the engine repeats the step later. */
const MAX_FAILED_LOOKS = 5;
const MAX_PAUSE_MS = 60_000;
const GRACE_MS = 5_000;
/** For questions after the step was stopped. */
const LAST_LOOK_MS = 30_000;
/** After this time half of the progress bar is full, if the vendor states no progress. */
const HALF_MS = 90_000;

/**
 * Makes a vendor do work that may cost money and waits for it. The id of the work is stored before anything else, so that a step that begins
 * again waits for the same work; it is never submitted twice. When the job was canceled, the work is canceled too. @throws Failure UNCERTAIN
 * when the submission was not answered and the vendor cannot report it
 */
export function paidTask<Answer>(call: ProviderCall, task: PaidTask<Answer>): Promise<Answer> {
  const { vendor, key, model, isFree, expected, prepare, search } = task;
  let isFindable = search !== undefined;
  const store = async (id: string, taskId: string): Promise<void> => {
    isFindable = true;
    await call.attempts?.submitted(id, taskId);
  };
  return paidCall<Answer>(call, {
    ...{ vendor, key, model, isFree, expected, ...(prepare && { prepare }) },
    isFindable: () => isFindable,
    send: async (id) => {
      const taskId = await task.submit(id, outliving(call.signal, task.polling.graceMs ?? GRACE_MS)).catch((error: unknown) => {
        throw error instanceof UnreadableAnswer ? new NoAnswer(repeatable(error), error) : error;
      });
      await store(id, taskId);
      return waitFor(call, task, id, taskId);
    },
    find: async (earlier) => {
      const { id } = earlier;
      if (earlier.taskId !== undefined) return waitFor(call, task, id, earlier.taskId);
      if (!search) return 'UNKNOWN';
      const found = await searched(search, earlier);
      if (typeof found === 'string') return found;
      await store(id, found.taskId);
      return waitFor(call, task, id, found.taskId);
    },
  });
}

/** Waits for the end of the work. The work goes on at the vendor whatever happens here, unless it is canceled. */
async function waitFor<Answer>(call: ProviderCall, task: PaidTask<Answer>, id: string, taskId: string): Promise<PaidAnswer<Answer>> {
  const { everyMs, atMostMs } = task.polling;
  const startedAt = performance.now();
  const elapsed = (): number => performance.now() - startedAt;
  let failures = 0;
  try {
    // The last question comes after the deadline, so that a result that is there is not canceled.
    for (let isLate = false; !isLate;) {
      isLate = elapsed() >= atMostMs;
      let pauseMs = everyMs;
      try {
        const seen = await task.look(taskId, call.signal);
        if ('value' in seen || 'failure' in seen) return seen;
        failures = 0;
        // The time counts too, because a step without any progress is stopped as stalled.
        call.report(0.95 * Math.max(seen.progress ?? 0, elapsed() / (elapsed() + HALF_MS)));
      } catch (error) {
        call.signal.throwIfAborted();
        if (!(error instanceof Failure)) throw error;
        failures += 1;
        if (failures === MAX_FAILED_LOOKS || error.code === 'BAD_KEY') throw new NoAnswer(error, error);
        pauseMs = Math.min(MAX_PAUSE_MS, Math.max(everyMs, (error.retryAfterSeconds ?? 0) * 1_000));
      }
      if (!isLate) await pause(pauseMs, undefined, { signal: call.signal });
    }
  } catch (error) {
    if (call.signal.aborted) await cancelIfOver(call, task, id, taskId);
    call.signal.throwIfAborted();
    throw error;
  }
  const ended = await task.cancel(taskId).catch(() => undefined);
  if (!ended) throw new NoAnswer(timedOut(task.vendor), undefined);
  return { failure: timedOut(task.vendor), cost: ended.cost ?? 'UNKNOWN' };
}

/**
 * A worker that stops, or that lost the step to another one, leaves the work alone: the next attempt of the step waits for it. A retry of a
 * failed job uses what is finished.
 */
async function cancelIfOver<Answer>({ attempts }: ProviderCall, task: PaidTask<Answer>, id: string, taskId: string): Promise<void> {
  const end = await attempts?.jobEnd();
  if (!end) return;
  if (end === 'FAILED') {
    const seen = await task.look(taskId, AbortSignal.timeout(LAST_LOOK_MS)).catch(() => undefined);
    if (!seen || 'value' in seen) return;
    if ('failure' in seen) return attempts?.failed(id, seen.failure.code, task.isFree ? undefined : seen.cost);
  }
  const ended = await task.cancel(taskId).catch(() => undefined);
  if (ended) await attempts?.failed(id, 'CANCELED', task.isFree ? undefined : (ended.cost ?? 'UNKNOWN'));
  else await attempts?.uncertain(id);
}

/** Learns how work has ended that nobody waits for, and cancels it if nobody wants it. @throws Failure when the vendor does not answer */
export async function settleTask<Answer>({ earlier, isWanted, signal }: LeftCall, work: SubmittedWork<Answer>): Promise<LeftEnd> {
  const found = earlier.taskId === undefined ? await searched(work.search, earlier) : { taskId: earlier.taskId };
  if (typeof found === 'string') return found;
  const { taskId } = found;
  const ended = isWanted ? undefined : await work.cancel(taskId).catch(() => undefined);
  if (ended) return { taskId, failure: 'CANCELED', cost: ended.cost ?? 'UNKNOWN' };
  // Work that cannot be canceled ends by itself.
  const seen = await work.look(taskId, signal);
  if ('failure' in seen) return { taskId, failure: seen.failure.code, cost: seen.cost };
  return 'value' in seen ? { taskId, cost: seen.cost } : 'RUNNING';
}

type Search = NonNullable<PaidTask<unknown>['search']>;

/** Asks for work whose submission was not answered. Another account does not list it, so that nothing is submitted again then. */
async function searched(search: Search | undefined, earlier: SentAttempt): ReturnType<Search> {
  const found = (await search?.(earlier)) ?? 'UNKNOWN';
  return found === 'NEVER_ARRIVED' && earlier.hasOtherKey ? 'UNKNOWN' : found;
}

/** A signal that aborts this many milliseconds after the other one. */
function outliving(signal: AbortSignal, graceMs: number): AbortSignal {
  signal.throwIfAborted();
  const later = new AbortController();
  signal.addEventListener('abort', () => void globalThis.setTimeout(() => later.abort(signal.reason), graceMs).unref(), { once: true });
  return later.signal;
}

/** The same failure for work whose outcome is asked for by the next attempt of the step. */
const repeatable = ({ code, message, category, hint }: Failure): Failure => new Failure(code, message, { category, retryable: true, hint });
