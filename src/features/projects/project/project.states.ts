/** Whether a project has a film; maintained by the trigger `sync_project_status`. */
export const PROJECT_STATUSES = ['DRAFT', 'RENDERING', 'RENDERED'] as const;
export type ProjectStatus = (typeof PROJECT_STATUSES)[number];

/** Values of the variables of a project's template, by name. */
export type Variables = Readonly<Record<string, string | number | boolean | null>>;
