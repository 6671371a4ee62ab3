import type { JobStepRow } from './job.entity.ts';
import type { StepName, StepStatus } from './job.states.ts';

/** A stage as clients see it: all steps of one name. */
export interface JobStage {
  readonly name: StepName;
  readonly status: StepStatus;
  readonly progress: number;
  readonly done: number;
  readonly total: number;
  readonly reused: number;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

/** Tolerance when weights are compared: they are sums of fractions. */
const ALMOST = 1e-6;

/**
 * Combines rows of steps into stages, in the order of `names`. A stage whose steps are not known yet is PENDING with a total of 0. A stage
 * that the job does not need is left out once all steps are known, that is, when their weights sum to 1.
 */
export function foldStages(names: readonly StepName[], rows: readonly JobStepRow[]): readonly JobStage[] {
  const areAllKnown = rows.reduce((sum, { weight }) => sum + weight, 0) >= 1 - ALMOST;
  return names.flatMap((name) => {
    const ofStage = rows.filter((row) => row.name === name);
    return ofStage.length === 0 && areAllKnown ? [] : [foldStage(name, ofStage)];
  });
}

function foldStage(name: StepName, rows: readonly JobStepRow[]): JobStage {
  const done = rows.filter(({ status }) => status === 'COMPLETED').length;
  const finished = rows.flatMap(({ finishedAt }) => finishedAt ?? []);
  const started = rows.flatMap(({ startedAt }) => startedAt ?? []);
  const status = stageStatus(rows, done);
  const over = status !== 'PENDING' && status !== 'RUNNING';
  return {
    name,
    status,
    progress: rows.length === 0 ? 0 : rows.reduce((sum, row) => sum + row.progress, 0) / rows.length,
    done,
    total: rows.length,
    reused: rows.filter(({ reused }) => reused).length,
    startedAt: started.toSorted(byTime)[0] ?? null,
    finishedAt: (over ? finished.toSorted(byTime).at(-1) : undefined) ?? null,
  };
}

function stageStatus(rows: readonly JobStepRow[], done: number): StepStatus {
  const any = (status: StepStatus): boolean => rows.some((row) => row.status === status);
  if (any('FAILED')) return 'FAILED';
  if (any('CANCELED')) return 'CANCELED';
  if (rows.length > 0 && done === rows.length) return 'COMPLETED';
  return any('RUNNING') || done > 0 ? 'RUNNING' : 'PENDING';
}

const byTime = (a: Date, b: Date): number => a.getTime() - b.getTime();
