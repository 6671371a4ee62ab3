export const SERIES_STATUSES = ['ACTIVE', 'PAUSED'] as const;
export type SeriesStatus = (typeof SERIES_STATUSES)[number];

/**
 * A run is PENDING until an item is chosen and its job exists, RUNNING until the job has ended, and PUBLISHING until the job that publishes
 * the film has ended. All other states are final, except FAILED while the job can be retried.
 */
export const RUN_STATES = ['PENDING', 'RUNNING', 'PUBLISHING', 'COMPLETED', 'FAILED', 'CANCELED', 'SKIPPED', 'MISSED'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** Why a run made no film, or why its film is not published. */
export interface RunFailure {
  readonly code: string;
  readonly message: string;
}

/** The item that a run makes a film of. */
export interface RunItem {
  /** Of an item of a feed, as plain text. */
  readonly title?: string;
  readonly link?: string;
  /** ISO 8601. */
  readonly publishedAt?: string;
  /** The number of a row of a file, from 1. */
  readonly row?: number;
}
