import type { EntityManager } from '@mikro-orm/postgresql';
import { Failure } from '../../../kernel/failure.ts';
import type { Log } from '../../../kernel/log.ts';
import type { ProviderKind } from '../../../platform/catalogue/providers.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { ProviderAttempts } from '../../../platform/providers/provider.ts';
import type { JobRow, JobStepRow } from '../job/job.entity.ts';
import type { JobType, StepCost, StepName } from '../job/job.states.ts';
import { countFailure, retryAfterSeconds } from './retry-policy.ts';

/** The interface for features with steps: plans and handlers. */

/** A planned step of the feature that owns the job type. */
export interface StepPlan {
  readonly id: string;
  readonly name: StepName;
  readonly sceneId?: string;
  /** Order within the stage, from 0. */
  readonly position?: number;
  /** The format of the film that the step makes, from 0; 0 when omitted, and for steps that all formats share. */
  readonly format?: number;
  /** Among the steps of the job that may start, those with a higher value are dispatched sooner. 0 by default. */
  readonly urgency?: number;
  /** Share of the job's progress; all weights of a job sum to 1. */
  readonly weight: number;
  /** Steps of this plan, or existing ones, that must not start before this one has finished. */
  readonly unlocks: readonly string[];
}

/** A step that this worker holds, with the attempt that fences its writes. */
export interface BegunStep {
  readonly job: JobRow;
  readonly step: JobStepRow;
  readonly attempt: number;
}

/** A workspace's own key of a provider. A key that replaces it has another id. */
export interface OwnKey {
  readonly id: string;
  readonly key: string;
  /** When it was last stored: calls that were sent before may have been paid by another key, at another account. */
  readonly setAt: Date;
}

/** A call to a provider, by whom and with whose key. */
export interface ProviderCallUse {
  readonly kind: ProviderKind;
  readonly provider: string;
  /** The workspace's own key that paid it; undefined for the installation's. */
  readonly keyId: string | undefined;
}

/** The argument of a step handler: its rows, its own folder, and functions to report progress and to notice a stop. */
export interface StepRun extends BegunStep {
  readonly scope: Scope;
  /** A folder for temporary files of this step, created on first use and deleted when the step ends. */
  readonly workDir: string;
  /** Aborted on cancel, when another worker has taken the step, and at shutdown. */
  readonly signal: AbortSignal;
  /** Reports a fraction from 0 to 1; may be called any number of times. */
  readonly report: (fraction: number) => void;
  /** Results of the job's finished steps, by position. */
  readonly results: () => Promise<readonly JobStepRow[]>;
  /**
   * Records progress that outlives the worker, such as bytes that the other side has confirmed: failures, crashes and outages before it no longer
   * count, so that only a step that stands still is given up. `within` runs in the same transaction. @throws FencedError
   */
  readonly advanced: (within?: (em: EntityManager) => Promise<unknown>) => Promise<void>;
  /** Stores the cost of a call to a vendor, in addition to those of earlier calls and attempts of the step. */
  readonly recordCost: (cost: StepCost) => Promise<void>;
  /** The record of the step's calls to one provider that may cost money; `own` is the key of the workspace that pays them. */
  readonly attempts: (kind: string, provider: string, own: OwnKey | undefined) => ProviderAttempts;
  /** The workspace's own key of a provider; undefined where it has none. */
  readonly apiKeyOf: (provider: string) => Promise<OwnKey | undefined>;
  /** Counts a call to a provider; `failure` is its code, undefined when it succeeded. Never rejects. */
  readonly recordCall: (use: ProviderCallUse, failure: string | undefined) => Promise<void>;
  /** Counts how long a call to a provider took, and how it ended; `outcome` is one of the metric's. */
  readonly observeCall: (
    call: { readonly kind: ProviderKind; readonly provider: string; readonly outcome: string },
    seconds: number,
  ) => void;
  readonly log: Log;
}

/** Whether the step is not tried again after this failure, so that it fails the job unless the handler can do without. */
export const endsStep = ({ step }: Pick<StepRun, 'step'>, failure: Failure): boolean =>
  retryAfterSeconds(countFailure(step, failure), failure) === undefined;

export type StepHandler = (run: StepRun) => Promise<StepOutcome>;

/** Step handlers by job type and stage. */
export type StepHandlers = Readonly<Partial<Record<JobType, Readonly<Partial<Record<StepName, StepHandler>>>>>>;

/** The steps of the job that have not started. */
export interface WaitingSteps {
  /** The id of the last step of a stage, of one format; the first format by default. */
  get(name: StepName, format?: number): string | undefined;
}

export interface StepOutcome {
  /** Data for later steps. */
  readonly result?: object;
  /** Whether everything came from the cache. */
  readonly reused?: boolean;
  /** A message for people, for example "Scene 3 of 12". */
  readonly message?: string;
  /** Data for all later steps of the job; it is stored once and never changes. */
  readonly spec?: { readonly value: object; /** Replaces the job's title. */ readonly title?: string };
  /** Results of the checks of the output: `Job.checks`. */
  readonly checks?: readonly object[];
  /** Credits that the whole job has used, set by its last step; charged on completion, at most the reserved amount. */
  readonly creditsUsed?: number;
  /** Plans steps that become known now. */
  readonly addSteps?: (waiting: WaitingSteps) => readonly StepPlan[];
  /** Runs in the transaction that finishes the step. */
  readonly inTransaction?: (em: EntityManager) => Promise<void>;
}

/** A permanent failure that also changes other rows. */
export class VerdictFailure extends Failure {
  /** Runs in the transaction that ends the job, so that both become visible together. */
  readonly within: (em: EntityManager) => Promise<void>;
  /** Runs after that transaction is committed. It is not repeated after a crash: a background task must find what it would have removed. */
  readonly afterwards: () => Promise<void>;

  constructor(failure: Failure, { within, afterwards }: Pick<VerdictFailure, 'within' | 'afterwards'>) {
    super(failure.code, failure.message, failure);
    this.within = within;
    this.afterwards = afterwards;
  }
}

interface Postponement {
  /** When the step is dispatched again, by the clock of the database. */
  readonly until: Date;
  /** A message for people, written to the log of the job; none for a wait that is part of the work. */
  readonly note?: string;
  /** Runs in the transaction that postpones the step. */
  readonly within?: (em: EntityManager) => Promise<void>;
}

/** Thrown by a step that cannot continue before a certain time. It occupies no worker meanwhile, and no attempt counts as failed. */
export class Postponed extends Error {
  override readonly name = 'Postponed';
  readonly until: Date;
  readonly note: string | undefined;
  readonly within: ((em: EntityManager) => Promise<void>) | undefined;

  constructor({ until, note, within }: Postponement) {
    super(note ?? `postponed until ${until.toISOString()}`);
    this.until = until;
    this.note = note;
    this.within = within;
  }
}

/**
 * Thrown when this worker no longer has the step, because it was canceled, failed elsewhere, or given to another worker. Its result is
 * discarded.
 */
export class FencedError extends Error {
  override readonly name = 'FencedError';
}
