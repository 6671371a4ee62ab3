/** From most to least privileged. `features/workspaces/workspace/workspace.access.ts` has the actions of each role. */
export const ROLES = ['OWNER', 'ADMIN', 'EDITOR', 'VIEWER'] as const;
export type Role = (typeof ROLES)[number];

/** The least role that may read a row, in tables whose rows differ in that. Row-level security enforces it. */
export const ACCESS_LEVELS = ['VIEWER', 'ADMIN'] as const satisfies readonly Role[];
export type AccessLevel = (typeof ACCESS_LEVELS)[number];

/** Whether the role `own` has at least the rights of `other`. */
export const reaches = (own: Role, other: Role): boolean => ROLES.indexOf(own) <= ROLES.indexOf(other);
