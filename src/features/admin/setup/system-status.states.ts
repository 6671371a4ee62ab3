/** What an installation depends on. */
export const DEPENDENCIES = ['DATABASE', 'EMAIL', 'STORAGE', 'WORKERS'] as const;
export type DependencyName = (typeof DEPENDENCIES)[number];

export const DEPENDENCY_STATES = ['OK', 'UNAVAILABLE', 'NOT_CONFIGURED'] as const;
export type DependencyState = (typeof DEPENDENCY_STATES)[number];
