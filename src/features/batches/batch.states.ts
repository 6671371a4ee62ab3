export const BATCH_STATUSES = ['RUNNING', 'PAUSED', 'COMPLETED', 'CANCELED'] as const;
export type BatchStatus = (typeof BATCH_STATUSES)[number];

/** A row is WAITING until a wave makes a job of it; from then on its state is that of the job. */
export const BATCH_ROW_STATUSES = ['WAITING', 'QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELED'] as const;
export type BatchRowStatus = (typeof BATCH_ROW_STATUSES)[number];

/** Why a row failed: the failure of its job, or that of the row itself when no job could be made. */
export interface BatchRowFailure {
  readonly code: string;
  readonly message: string;
}

/** Values of the variables of the template by name. */
export type BatchVariables = Readonly<Record<string, unknown>>;
