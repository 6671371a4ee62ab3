/** From most to least. What each may do is one table: `features/workspaces/workspace.access.ts`. */
export const ROLES = ['OWNER', 'ADMIN', 'EDITOR', 'VIEWER'] as const;
export type Role = (typeof ROLES)[number];

/** The least role that may read a row, in tables where not every row is for every member. Row security enforces it. */
export const ACCESS_LEVELS = ['VIEWER', 'ADMIN'] as const satisfies readonly Role[];
export type AccessLevel = (typeof ACCESS_LEVELS)[number];

/** Is `own` the other role or above it? */
export const reaches = (own: Role, other: Role): boolean => ROLES.indexOf(own) <= ROLES.indexOf(other);
