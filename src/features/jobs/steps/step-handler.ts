import type { EntityManager } from '@mikro-orm/postgresql';
import { Failure } from '../../../kernel/failure.ts';
import type { Log } from '../../../kernel/log.ts';
import type { ProviderKind } from '../../../platform/catalogue/providers.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { ProviderAttempts } from '../../../platform/providers/provider.ts';
import type { JobRow, JobStepRow } from '../job/job.entity.ts';
import type { JobType, StepCost, StepName } from '../job/job.states.ts';

/** Interface for features with steps: their plans and handlers. */

/** A planned step of the feature that owns the job type. */
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
  /** Steps that may not start before this one has finished: of this plan, or existing rows. */
  readonly unlocks: readonly string[];
}

/** A step held by this worker, with the attempt that fences its writes. */
export interface BegunStep {
  readonly job: JobRow;
  readonly step: JobStepRow;
  readonly attempt: number;
}

/** A call to a provider, by whom and with whose key. */
export interface ProviderCallUse {
  readonly kind: ProviderKind;
  readonly provider: string;
  readonly hasOwnKey: boolean;
}

/** What a step handler receives: its rows, its own folder, and functions to report progress and to notice a stop. */
export interface StepRun extends BegunStep {
  readonly scope: Scope;
  /** A folder of the step's own for temporary files, made on first use and removed when the step ends. */
  readonly workDir: string;
  /** Aborted on cancel, on fencing by another worker, and on shutdown. */
  readonly signal: AbortSignal;
  /** 0 to 1; may be called as often as you like. */
  readonly report: (fraction: number) => void;
  /** Results of the job's finished steps, by position. */
  readonly results: () => Promise<readonly JobStepRow[]>;
  /** Stores the vendor's id of this work before waiting for it. */
  readonly rememberRemote: (remoteId: string) => Promise<void>;
  /** Stores what a call to a vendor cost, beside the costs of earlier calls and attempts of the step. */
  readonly recordCost: (cost: StepCost) => Promise<void>;
  /** The record of the step's calls to one provider that may cost money. */
  readonly attempts: (kind: string, provider: string) => ProviderAttempts;
  /** The workspace's own key of a provider; undefined where it has none. */
  readonly apiKeyOf: (provider: string) => Promise<string | undefined>;
  /** Counts a call to a provider; `failure` is its code, undefined when it succeeded. Never rejects. */
  readonly recordCall: (use: ProviderCallUse, failure: string | undefined) => Promise<void>;
  readonly log: Log;
}

export type StepHandler = (run: StepRun) => Promise<StepOutcome>;

/** Step handlers by job type and stage. */
export type StepHandlers = Readonly<Partial<Record<JobType, Readonly<Partial<Record<StepName, StepHandler>>>>>>;

export interface StepOutcome {
  /** What later steps read. */
  readonly result?: object;
  /** Everything came from the cache. */
  readonly reused?: boolean;
  /** For people: "Scene 3 of 12". */
  readonly message?: string;
  /** Freezes what the job's later steps read. */
  readonly spec?: { readonly value: object; /** Replaces the job's title. */ readonly title?: string };
  /** The proof of what was made: `Job.checks`. */
  readonly checks?: readonly object[];
  /** Credits used by the whole job, set by its last step; charged on completion, at most the reserved amount. */
  readonly creditsUsed?: number;
  /** Steps that become known now; `waiting` gives the ids of waiting stages. */
  readonly addSteps?: (waiting: ReadonlyMap<StepName, string>) => readonly StepPlan[];
  /** Runs in the transaction that finishes the step. */
  readonly inTransaction?: (em: EntityManager) => Promise<void>;
}

/** A permanent failure that means something for other rows too. */
export class VerdictFailure extends Failure {
  /** Runs in the transaction that ends the job, so that nobody sees the one without the other. */
  readonly within: (em: EntityManager) => Promise<void>;
  /** Runs once that is committed. Not repeated after a crash: what it would have removed must be found by a background task. */
  readonly afterwards: () => Promise<void>;

  constructor(failure: Failure, { within, afterwards }: Pick<VerdictFailure, 'within' | 'afterwards'>) {
    super(failure.code, failure.message, failure);
    this.within = within;
    this.afterwards = afterwards;
  }
}

/** The step was taken from this worker: canceled, failed elsewhere, or given to another worker. Its result is discarded. */
export class FencedError extends Error {
  override readonly name = 'FencedError';
}
