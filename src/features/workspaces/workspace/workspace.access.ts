import { ReelwrightError, notFound } from '../../../kernel/errors.ts';
import { reaches } from '../../../kernel/role.ts';
import type { Role } from '../../../kernel/role.ts';
import { currentActor } from '../../../kernel/actor.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { defineMutation } from '../../../platform/mutation/mutation.ts';
import type { MutationDefinition } from '../../../platform/mutation/mutation.ts';

/** Workspace actions and the lowest role for each. Printed into docs/roles.md; a test compares. */
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

interface WorkspaceMutation extends Omit<MutationDefinition, 'access'> {
  readonly action: Action;
}

/** A mutation that a role in a workspace may call. */
export const workspaceMutation = ({ action, ...definition }: WorkspaceMutation): MutationDefinition =>
  defineMutation({ ...definition, access: { action } });

/** All actions of a role. */
export const actionsOf = (role: Role): Action[] => (Object.keys(ACTIONS) as Action[]).filter((action) => reaches(role, ACTIONS[action]));

/** The actor's role in a workspace; for non-members the workspace does not exist. @throws ReelwrightError NOT_FOUND */
export function roleIn(scope: Scope, workspaceId: string): Role {
  const role = currentActor(scope).memberships.get(workspaceId);
  if (!role) throw notFound('Workspace');
  return role;
}

/** @throws ReelwrightError NOT_FOUND for non-members, FORBIDDEN for members with a lower role */
export function authorize(scope: Scope, workspaceId: string, action: Action): void {
  assertRoleAtLeast(roleIn(scope, workspaceId), action);
}

/** @throws ReelwrightError FORBIDDEN */
export function assertRoleAtLeast(role: Role, action: Action): void {
  if (reaches(role, ACTIONS[action])) return;
  throw new ReelwrightError('FORBIDDEN', `Requires the role ${ACTIONS[action]} in the workspace; yours is ${role}.`);
}
