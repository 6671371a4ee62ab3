import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StepRounds } from '../../src/features/jobs/rounds/step-rounds.ts';
import type { StepHandler, StepPlan } from '../../src/features/jobs/steps/step-handler.ts';
import { newId } from '../../src/kernel/id.ts';
import type { Log } from '../../src/kernel/log.ts';
import { silentLog } from '../../src/kernel/log.ts';
import type { Transactions } from '../../src/platform/database/prepared-transactions.ts';
import type { Engine } from './engine.ts';

export interface RoundsOptions {
  readonly concurrency?: number;
  /** Wraps the transactions of the rounds. */
  readonly wrap?: (real: Transactions) => Transactions;
  readonly isPaused?: () => Promise<boolean>;
  /** Receives the messages of the log. */
  readonly onLog?: (message: string) => void;
}

/** A worker of this process whose steps all have this handler. Not started. */
export function openRounds(
  engine: Engine,
  work: StepHandler,
  { concurrency = 8, wrap = (real) => real, isPaused, onLog }: RoundsOptions = {},
): StepRounds {
  const say = (_: object, message: string): void => onLog?.(message);
  const log: Log = onLog ? { debug: say, info: say, warn: say, error: say, child: () => log } : silentLog;
  const database = { ...engine.database, openTransactions: () => wrap(engine.database.openTransactions()) };
  const workDir = join(tmpdir(), `reelwright-rounds-${newId()}`);
  const pauses = isPaused ? { isPaused } : {};
  return new StepRounds({ ...engine, database, stepHandlers: { VIDEO: { SEGMENT: work } }, workDir, concurrency, log, ...pauses });
}

/** Steps that wait for each other, one after the other. */
export function chainedSteps(count: number): readonly StepPlan[] {
  const ids = Array.from({ length: count }, newId);
  return ids.map((id, position) => ({ id, name: 'SEGMENT', position, weight: 1 / count, unlocks: ids.slice(position + 1, position + 2) }));
}
