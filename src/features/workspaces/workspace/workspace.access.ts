import { ReelwrightError, notFound } from '../../../kernel/errors.ts';
import { reaches } from '../../../kernel/role.ts';
import type { Role } from '../../../kernel/role.ts';
import { currentActor, currentAdministrator, currentUser, notAdministrator } from '../../../kernel/actor.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { defineMutation } from '../../../platform/mutation/mutation.ts';
import type { MutationDefinition } from '../../../platform/mutation/mutation.ts';
import type { MutationCall } from '../../../platform/mutation/mutations.ts';

/** Actions in a workspace, with the lowest role for each. docs/roles.md is printed from it; a test compares them. */
export const ACTIONS = {
  VIEW: 'VIEWER',
  MAKE_VIDEO: 'EDITOR',
  CANCEL_JOB: 'EDITOR',
  RETRY_JOB: 'EDITOR',
  DELETE_JOB: 'EDITOR',
  MANAGE_TEMPLATES: 'EDITOR',
  MANAGE_PRESETS: 'EDITOR',
  UPLOAD_ASSET: 'EDITOR',
  MANAGE_ASSETS: 'EDITOR',
  MANAGE_PROJECTS: 'EDITOR',
  MANAGE_BATCHES: 'EDITOR',
  PUBLISH_VIDEO: 'EDITOR',
  MANAGE_SERIES: 'EDITOR',
  REVIEW: 'VIEWER',
  MANAGE_COMMENTS: 'EDITOR',
  BOOK_SLOTS: 'VIEWER',
  MANAGE_SLOTS: 'EDITOR',
  MANAGE_WEBHOOKS: 'ADMIN',
  MANAGE_API_KEYS: 'ADMIN',
  MANAGE_PROVIDER_KEYS: 'ADMIN',
  MANAGE_CHANNELS: 'ADMIN',
  MANAGE_SHOWCASE_CONSENT: 'ADMIN',
  SET_SPEND_LIMIT: 'ADMIN',
  MANAGE_BILLING: 'ADMIN',
  UPDATE_WORKSPACE: 'ADMIN',
  MANAGE_MEMBERS: 'ADMIN',
  TRANSFER_OWNERSHIP: 'OWNER',
  DELETE_WORKSPACE: 'OWNER',
  VIEW_AUDIT: 'ADMIN',
} as const satisfies Record<string, Role>;
export type Action = keyof typeof ACTIONS;

interface WorkspaceMutation extends Omit<MutationDefinition, 'access'> {
  readonly action: Action;
  /** API keys are refused, whatever their role. */
  readonly usersOnly?: true;
  /** Administrators of the installation may call it too, in every workspace. */
  readonly administratorsToo?: true;
  /** Reviewers of a share link may call it too, for the file of the link. */
  readonly reviewersToo?: true;
}

/** A mutation that a role in a workspace may call. */
export const workspaceMutation = ({
  action,
  usersOnly,
  administratorsToo,
  reviewersToo,
  ...definition
}: WorkspaceMutation): MutationDefinition =>
  defineMutation({
    ...definition,
    access: {
      action,
      ...(usersOnly && { usersOnly }),
      ...(administratorsToo && { administratorsToo }),
      ...(reviewersToo && { reviewersToo }),
    },
  });

/** All actions of a role. */
export const actionsOf = (role: Role): Action[] => (Object.keys(ACTIONS) as Action[]).filter((action) => reaches(role, ACTIONS[action]));

/** The actor's role in a workspace; for non-members the workspace does not exist. @throws ReelwrightError NOT_FOUND */
export function roleIn(scope: Pick<Scope, 'actor'>, workspaceId: string): Role {
  const role = currentActor(scope).memberships.get(workspaceId);
  if (!role) throw notFound('Workspace');
  return role;
}

/**
 * Checks that the actor may perform an action. @throws ReelwrightError NOT_FOUND for non-members, FORBIDDEN for members with a lower role
 */
export function authorize(scope: Pick<Scope, 'actor'>, workspaceId: string, action: Action): void {
  assertRoleAtLeast(roleIn(scope, workspaceId), action);
}

/**
 * Applies the access of a mutation's definition to the actor: a hook of every mutation. @throws ReelwrightError UNAUTHENTICATED, NOT_FOUND for
 * non-members, FORBIDDEN for a lower role, and for API keys where only users may call it
 */
export function authorizeMutation({ actor }: Scope, { mutation, workspaceId }: MutationCall): void {
  const { name, access } = mutation;
  if (access === 'PUBLIC') return;
  if (access === 'SELF') return void currentUser({ actor });
  if (access === 'ADMINISTRATOR') {
    if (workspaceId === undefined) return void currentAdministrator({ actor });
    if (actor.kind === 'administrator' && actor.workspaceId === workspaceId) return;
    throw notAdministrator();
  }
  if (workspaceId === undefined || !isAction(access.action)) throw new Error(`${name} has no workspace or no action to authorize`);
  if (access.administratorsToo && actor.kind === 'administrator' && actor.workspaceId === workspaceId) return;
  if (access.reviewersToo && actor.kind === 'reviewer' && actor.workspaceId === workspaceId) return;
  authorize({ actor }, workspaceId, access.action);
  if (access.usersOnly) currentUser({ actor });
}

const isAction = (name: string): name is Action => name in ACTIONS;

/** Checks a role. @throws ReelwrightError FORBIDDEN when it is too low for the action */
export function assertRoleAtLeast(role: Role, action: Action): void {
  if (reaches(role, ACTIONS[action])) return;
  throw new ReelwrightError('FORBIDDEN', `Requires the role ${ACTIONS[action]} in the workspace; yours is ${role}.`);
}
