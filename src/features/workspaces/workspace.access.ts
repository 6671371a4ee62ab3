import { ReelwrightError, notFound } from '../../kernel/errors.ts';
import { reaches } from '../../kernel/role.ts';
import type { Role } from '../../kernel/role.ts';
import { currentCaller } from '../../kernel/scope.ts';
import type { Scope } from '../../platform/database/scope.ts';

/** What may be done in a workspace, and from which role on. Printed into docs/roles.md; a test compares. */
export const ACTIONS = {
  VIEW: 'VIEWER',
  MAKE_VIDEO: 'EDITOR',
  CANCEL_JOB: 'EDITOR',
  RETRY_JOB: 'EDITOR',
  DELETE_JOB: 'EDITOR',
  UPLOAD_ASSET: 'EDITOR',
  MANAGE_ASSETS: 'EDITOR',
  MANAGE_WEBHOOKS: 'ADMIN',
  MANAGE_API_KEYS: 'ADMIN',
  UPDATE_WORKSPACE: 'ADMIN',
  MANAGE_MEMBERS: 'ADMIN',
  TRANSFER_OWNERSHIP: 'OWNER',
  DELETE_WORKSPACE: 'OWNER',
  VIEW_AUDIT: 'ADMIN',
} as const satisfies Record<string, Role>;
export type Action = keyof typeof ACTIONS;

/** All that a role may do. */
export const actionsOf = (role: Role): Action[] => (Object.keys(ACTIONS) as Action[]).filter((action) => reaches(role, ACTIONS[action]));

/** The actor's role in a workspace; for strangers the workspace does not exist, and nobody is told to sign in. */
export function roleIn(scope: Scope, workspaceId: string): Role {
  const role = currentCaller(scope).memberships.get(workspaceId);
  if (!role) throw notFound('Workspace');
  return role;
}

/** NOT_FOUND for strangers, FORBIDDEN for members whose role does not reach. */
export function authorize(scope: Scope, workspaceId: string, action: Action): void {
  refuseBelow(roleIn(scope, workspaceId), action);
}

/** FORBIDDEN when the role does not reach. */
export function refuseBelow(role: Role, action: Action): void {
  if (reaches(role, ACTIONS[action])) return;
  throw new ReelwrightError('FORBIDDEN', `This needs the role ${ACTIONS[action]} in the workspace; yours is ${role}.`);
}
