/** From most to least. What each may do is one table: `features/workspaces/workspace.access.ts`. */
export const ROLES = ['OWNER', 'ADMIN', 'EDITOR', 'VIEWER'] as const;
export type Role = (typeof ROLES)[number];
