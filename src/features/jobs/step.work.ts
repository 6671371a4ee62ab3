import type { EntityManager } from '@mikro-orm/postgresql';
import { Failure } from '../../kernel/failure.ts';
import type { Log } from '../../kernel/log.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { JobRow, JobStepRow } from './job.entity.ts';
import type { JobType, StepCost, StepName } from './job.states.ts';

/** What a feature writes that has steps: plans of them, and the work of each. */

/** One step to come, as the feature that owns the job's type asks for it. */
export interface StepPlan {
  readonly id: string;
  readonly name: StepName;
  readonly sceneId?: string;
  /** Order within the stage, from 0. */
  readonly position?: number;
  /** Among the job's steps that may start, higher is dispatched sooner; 0 when left out. */
  readonly urgency?: number;
  /** Share of the job's progress; all weights of a job sum to 1. */
  readonly weight: number;
  /** Steps that may not start before this one has finished: of this plan, or rows that exist. */
  readonly unlocks: readonly string[];
}

/** A step that this worker holds, with the attempt that fences its writes. */
export interface BegunStep {
  readonly job: JobRow;
  readonly step: JobStepRow;
  readonly attempt: number;
}

/** What a step's work is given: its rows, a folder of its own, and the ways to tell how far it is and that it must stop. */
export interface StepRun extends BegunStep {
  readonly scope: Scope;
  readonly workDir: string;
  /** Aborted on cancel, when the step was given to another worker, and on shutdown. */
  readonly signal: AbortSignal;
  /** 0 to 1; as often as you like. */
  readonly report: (fraction: number) => void;
  /** What finished steps of the same job left behind, by position. */
  readonly results: () => Promise<readonly JobStepRow[]>;
  /** Keeps the id that a vendor gave to this work, before we wait for it. */
  readonly rememberRemote: (remoteId: string) => Promise<void>;
  /** Stores what a call to a vendor cost, beside the costs of earlier calls and attempts of the step. */
  readonly recordCost: (cost: StepCost) => Promise<void>;
  readonly log: Log;
}

export type StepWork = (run: StepRun) => Promise<StepOutcome>;

/** The work of each stage, by type of job. */
export type StepWorks = Readonly<Partial<Record<JobType, Readonly<Partial<Record<StepName, StepWork>>>>>>;

export interface StepOutcome {
  /** What later steps read of it. */
  readonly result?: object;
  /** Nothing was made: everything was there already. */
  readonly reused?: boolean;
  /** For people: "Scene 3 of 12". */
  readonly message?: string;
  /** Freezes what the later steps of the job read. */
  readonly spec?: { readonly value: object; /** Better than the one the job has. */ readonly title?: string };
  /** The proof of what was made: `Job.checks`. */
  readonly checks?: readonly object[];
  /** What the whole job has used, said by its last step; charged when it completes, at most what was reserved. */
  readonly creditsUsed?: number;
  /** Steps that are known only now; `waiting` gives the ids of the stages that wait already. */
  readonly more?: (waiting: ReadonlyMap<StepName, string>) => readonly StepPlan[];
  /** Written in the transaction that finishes the step, or not at all. */
  readonly within?: (em: EntityManager) => Promise<void>;
}

/** A permanent failure that means something for other rows too. */
export class VerdictFailure extends Failure {
  /** Runs in the transaction that ends the job, so that nobody sees the one without the other. */
  readonly within: (em: EntityManager) => Promise<void>;
  /** Runs once that is committed. Not repeated after a crash: what it would have removed must be found by a sweep. */
  readonly afterwards: () => Promise<void>;

  constructor(failure: Failure, { within, afterwards }: Pick<VerdictFailure, 'within' | 'afterwards'>) {
    super(failure.code, failure.message, failure);
    this.within = within;
    this.afterwards = afterwards;
  }
}

/** The step was taken from this worker: canceled, failed elsewhere, or given to another after a silence. Nothing of it counts. */
export class FencedError extends Error {
  override readonly name = 'FencedError';
}
