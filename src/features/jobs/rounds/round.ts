import type { PreparedTransaction, Transactions } from '../../../platform/database/prepared-transactions.ts';
import type { QueueBatches, TakenMessage } from '../../../platform/queue/queue.ts';
import type { BegunStep, StepOutcome } from '../steps/step-handler.ts';
import { stepQueue } from '../steps/step.queue.ts';
import type { StepPayload } from '../steps/step.queue.ts';
import { finishItem, startItem, startedStep } from '../steps/step-statements.ts';
import type { StartedRow } from '../steps/step-statements.ts';

export type StepMessage = TakenMessage<StepPayload>;

/** A message that needs no further work. */
export interface EndedMessage {
  readonly message: StepMessage;
  /** The step to finish; undefined when its end is already written. */
  readonly finish?: { readonly begun: BegunStep; readonly outcome: StepOutcome };
}

export interface TakenStep {
  readonly message: StepMessage;
  /** The started step; undefined when it must be started alone. */
  readonly begun: BegunStep | undefined;
}

interface RoundInput {
  readonly ended: readonly EndedMessage[];
  /** Maximum number of steps to start. */
  readonly slots: number;
  /**
   * Whether to take messages that already wait before others are dispatched, at the price of a round trip. Set after a round that met some:
   * a worker died, and dispatched steps would queue up behind its steps.
   */
  readonly takesWaiting: boolean;
  /** False after a round failed: the messages are then only taken, and each step is started alone. */
  readonly startsTogether: boolean;
}

export interface RoundResult {
  /** Ids of the finished steps. A step that is missing was fenced. */
  readonly finished: ReadonlySet<string>;
  readonly taken: readonly TakenStep[];
  /** Whether messages that this round did not dispatch were among the taken ones. */
  readonly metWaiting: boolean;
}

/** A row of `dispatch_steps`. */
interface DispatchedStep {
  readonly step_id: string;
  readonly job_id: string;
  readonly workspace_id: string;
}

/**
 * Writes everything that is due between two steps of a worker, in one transaction of three round trips: finishes steps, ends their
 * messages, dispatches other steps, takes their messages and redelivered ones, and starts them. Lock order: jobs by id, balances, the
 * scheduler's lock, and after that nothing that can wait.
 */
export const runRound = (transactions: Transactions, queue: QueueBatches, input: RoundInput): Promise<RoundResult> =>
  transactions.transaction(async (transaction) => {
    const { slots, takesWaiting } = input;
    const { run } = transaction;
    // These statements do not depend on each other's results, so they share a round trip.
    const [finished, , waiting, sent] = await Promise.all([
      finishSteps(transaction, input.ended),
      queue.end(
        run,
        stepQueue,
        input.ended.map(({ message }) => message),
      ),
      takesWaiting && slots > 0 ? queue.take(run, stepQueue, slots) : [],
      takesWaiting ? [] : dispatch(transaction, slots),
    ]);
    const free = slots - waiting.length;
    const dispatched = takesWaiting ? await dispatch(transaction, free) : sent;
    const taken = free > 0 ? [...waiting, ...(await takeMessages(transaction, queue, free, dispatched))] : waiting;
    const own = new Set(dispatched.map(({ step_id }) => step_id));
    const metWaiting = taken.some(({ payload }) => !payload || !own.has(payload.stepId));
    return { finished, metWaiting, taken: input.startsTogether ? await startSteps(transaction, taken) : taken.map(alone) };
  });

/** Selects steps of the backlog in their fair order. */
const dispatch = async ({ run }: PreparedTransaction, slots: number): Promise<readonly DispatchedStep[]> =>
  slots > 0 ? run<DispatchedStep>('select * from dispatch_steps($1)', [slots]) : [];

async function finishSteps({ run, see }: PreparedTransaction, ended: readonly EndedMessage[]): Promise<ReadonlySet<string>> {
  const finishing = ended.flatMap(({ finish }) => finish ?? []);
  if (finishing.length === 0) return new Set();
  const items = finishing.map(({ begun, outcome }) => finishItem(begun, outcome));
  const [, rows] = await Promise.all([
    see(distinct(finishing.map(({ begun }) => begun.step.workspaceId))),
    run<{ id: string }>('select finish_steps($1::jsonb) as id', [JSON.stringify(items)]),
  ]);
  return new Set(rows.map(({ id }) => id));
}

/**
 * Takes messages, those of the dispatched steps and those that are delivered again. Of the latter, each keeps a dispatched step waiting in
 * the queue, for the next free slot of any worker.
 */
async function takeMessages(
  { run }: PreparedTransaction,
  queue: QueueBatches,
  slots: number,
  dispatched: readonly DispatchedStep[],
): Promise<readonly StepMessage[]> {
  const [, taken] = await Promise.all([queue.send(run, stepQueue, dispatched.map(payloadOf)), queue.take(run, stepQueue, slots)]);
  return taken;
}

async function startSteps({ run, see, commit }: PreparedTransaction, messages: readonly StepMessage[]): Promise<readonly TakenStep[]> {
  const items = messages.flatMap(({ id, payload }) => (payload ? [startItem(payload, id, { isJudged: false })] : []));
  if (items.length === 0) return messages.map(alone);
  const [, rows] = await Promise.all([
    see(distinct(messages.flatMap(({ payload }) => payload?.workspaceId ?? []))),
    run<StartedRow>('select * from start_steps($1::jsonb)', [JSON.stringify(items)]),
    commit(),
  ]);
  const begun = new Map(rows.map(startedStep).map((started) => [started.step.deliveryId, started]));
  return messages.map((message) => ({ message, begun: begun.get(message.id) }));
}

const alone = (message: StepMessage): TakenStep => ({ message, begun: undefined });

const payloadOf = (step: DispatchedStep): StepPayload => ({
  version: 1,
  workspaceId: step.workspace_id,
  jobId: step.job_id,
  stepId: step.step_id,
});

const distinct = (ids: readonly string[]): readonly string[] => [...new Set(ids)];
