/** From most to least privileged. `features/workspaces/workspace/workspace.access.ts` says what each may do. */
export const ROLES = ['OWNER', 'ADMIN', 'EDITOR', 'VIEWER'] as const;
export type Role = (typeof ROLES)[number];

/** The least role that may read a row, in tables where not every row is for every member. Row security enforces it. */
export const ACCESS_LEVELS = ['VIEWER', 'ADMIN'] as const satisfies readonly Role[];
export type AccessLevel = (typeof ACCESS_LEVELS)[number];

/** Whether `own` is at least `other`. */
export const reaches = (own: Role, other: Role): boolean => ROLES.indexOf(own) <= ROLES.indexOf(other);
