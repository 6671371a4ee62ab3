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
  /** False after a round failed: the messages are then only taken, and each step is started alone. */
  readonly startsTogether: boolean;
}

export interface RoundResult {
  /** Ids of the finished steps. A step that is missing was fenced. */
  readonly finished: ReadonlySet<string>;
  readonly taken: readonly TakenStep[];
}

/**
 * Writes everything that is due between two steps of a worker, in one transaction: finishes steps, ends their messages, takes redelivered
 * messages, and dispatches and starts other steps. Lock order: jobs by id, balances, the scheduler's lock, and after that nothing that can
 * wait.
 */
export const runRound = (transactions: Transactions, queue: QueueBatches, input: RoundInput): Promise<RoundResult> =>
  transactions.transaction(async (transaction) => {
    const messages = input.ended.map(({ message }) => message);
    // These statements do not depend on each other, so they share a round trip.
    const [finished, waiting] = await Promise.all([
      finishSteps(transaction, input.ended),
      input.slots > 0 ? queue.take(transaction.run, stepQueue, input.slots) : [],
      queue.end(transaction.run, stepQueue, messages),
    ]);
    const taken = [...waiting, ...(await takeSteps(transaction, queue, input.slots - waiting.length))];
    return { finished, taken: input.startsTogether ? await startSteps(transaction, taken) : taken.map(alone) };
  });

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

/** Dispatches steps of the backlog in their fair order and takes their messages. */
async function takeSteps({ run }: PreparedTransaction, queue: QueueBatches, slots: number): Promise<readonly StepMessage[]> {
  if (slots === 0) return [];
  const steps = await run<{ step_id: string; job_id: string; workspace_id: string }>('select * from dispatch_steps($1)', [slots]);
  if (steps.length === 0) return [];
  const [, taken] = await Promise.all([queue.send(run, stepQueue, steps.map(payloadOf)), queue.take(run, stepQueue, steps.length)]);
  return taken;
}

async function startSteps({ run, see }: PreparedTransaction, messages: readonly StepMessage[]): Promise<readonly TakenStep[]> {
  const items = messages.flatMap(({ id, payload }) => (payload ? [startItem(payload, id, { isJudged: false })] : []));
  if (items.length === 0) return messages.map(alone);
  const [, rows] = await Promise.all([
    see(distinct(messages.flatMap(({ payload }) => payload?.workspaceId ?? []))),
    run<StartedRow>('select * from start_steps($1::jsonb)', [JSON.stringify(items)]),
  ]);
  const begun = new Map(rows.map(startedStep).map((started) => [started.step.deliveryId, started]));
  return messages.map((message) => ({ message, begun: begun.get(message.id) }));
}

const alone = (message: StepMessage): TakenStep => ({ message, begun: undefined });

const payloadOf = (step: { step_id: string; job_id: string; workspace_id: string }): StepPayload => ({
  version: 1,
  workspaceId: step.workspace_id,
  jobId: step.job_id,
  stepId: step.step_id,
});

const distinct = (ids: readonly string[]): readonly string[] => [...new Set(ids)];
