import type { FailureCategory } from '../../../kernel/failure.ts';

export const JOB_TYPES = [
  'VIDEO',
  'SCRIPT',
  'IMAGE',
  'SPEECH',
  'CLIP',
  'AVATAR',
  'TRANSCRIPTION',
  'INGEST',
  'IMPORT',
  'PUBLISH',
  'EXPORT',
] as const;
export type JobType = (typeof JOB_TYPES)[number];

export const JOB_STATUSES = ['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELED'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** Priority among the jobs of a workspace; higher is sooner. */
export const PRIORITY = { lowest: 0, default: 5, highest: 9 } as const;

/** The only allowed transitions; `FAILED → QUEUED` is a retry. docs/architecture.md has a diagram. */
export const JOB_MOVES: Readonly<Record<JobStatus, readonly JobStatus[]>> = {
  QUEUED: ['RUNNING', 'FAILED', 'CANCELED'],
  RUNNING: ['COMPLETED', 'FAILED', 'CANCELED'],
  COMPLETED: [],
  FAILED: ['QUEUED'],
  CANCELED: [],
};

export const isTerminal = (status: JobStatus): boolean => status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELED';

/** Stages of all types of job. */
export const STEP_NAMES = [
  'SCRIPT',
  'VOICE',
  'VISUAL',
  'SEGMENT',
  'STREAM',
  'ASSEMBLE',
  'VERIFY',
  'RENDITION',
  'DELIVER',
  'FETCH',
  'PROBE',
  'DERIVE',
  'GENERATE',
  'UPLOAD',
  'THUMBNAIL',
  'CAPTIONS',
  'PLAYLIST',
  'PROCESSING',
] as const;
export type StepName = (typeof STEP_NAMES)[number];

/** The stages of each type of job, in the order in which a job passes them; each feature defines those of its own types. */
export type JobStages = Readonly<Partial<Record<JobType, readonly StepName[]>>>;

export const STEP_STATUSES = ['PENDING', 'RUNNING', 'COMPLETED', 'SKIPPED', 'FAILED', 'CANCELED'] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];

export const JOB_EVENT_TYPES = ['SNAPSHOT', 'STATUS', 'STEP', 'PROGRESS', 'LOG'] as const;
export type JobEventType = (typeof JOB_EVENT_TYPES)[number];

/** `Job.failure` as stored. */
export interface JobFailure {
  readonly code: string;
  readonly category: FailureCategory;
  readonly step: StepName | null;
  readonly sceneId: string | null;
  readonly retryable: boolean;
  readonly message: string;
  readonly hint: string | null;
  readonly attempts: number;
  /** ISO 8601; missing where the other side has not stated when it accepts calls again. */
  readonly retryAt?: string | null;
  readonly logTail: readonly string[];
}

/** What one call to a vendor cost, in the vendor's unit. */
export interface StepCost {
  readonly kind: string;
  readonly provider: string;
  readonly unit: string;
  readonly amount: number;
  /** US dollars, where the price is known. */
  readonly usd?: number;
}

/**
 * PREPARED: about to be sent. SENT: the vendor may have it. DONE: answered, and its cost is recorded. FAILED: refused or never received,
 * and nothing was charged. UNCERTAIN: sent without an answer, and whether it was carried out is unknown.
 */
export const ATTEMPT_STATES = ['PREPARED', 'SENT', 'DONE', 'FAILED', 'UNCERTAIN'] as const;
export type AttemptState = (typeof ATTEMPT_STATES)[number];

/** `failure` of a DONE call whose result no step has fetched: the job had failed before, and its retry uses the result. */
export const NOT_FETCHED = 'NOT_FETCHED';
