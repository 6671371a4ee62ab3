/** Queues that administrators can pause. */
export const PAUSABLE_QUEUES = ['JOBS'] as const;
export type PausableQueue = (typeof PAUSABLE_QUEUES)[number];

export const WORKER_STATES = ['ALIVE', 'SILENT'] as const;
export type WorkerState = (typeof WORKER_STATES)[number];

export const WATCHED_STEP_STATES = ['RUNNING', 'FAILING', 'DEAD'] as const;
export type WatchedStepState = (typeof WATCHED_STEP_STATES)[number];
