import { ReelwrightError, unauthenticated } from './errors.ts';
import type { UnauthenticatedReason } from './errors.ts';
import type { Role } from './role.ts';

/** Who acts. */
export type Actor =
  | {
      readonly kind: 'user';
      readonly userId: string;
      readonly sessionId: string;
      /** Role by workspace id, as it was when the request began. */
      readonly memberships: ReadonlyMap<string, Role>;
      /** Runs the installation; opens no workspace by itself. */
      readonly administrator?: boolean;
      /** When the access token ends. */
      readonly expiresAt: Date;
    }
  /** An administrator in an operation that only they have, on a thing of one workspace; made nowhere but in such operations. */
  | { readonly kind: 'administrator'; readonly userId: string; readonly workspaceId: string }
  /** Nobody, or somebody whose token was refused: then `refused` says why, for the first verb that needs a person. */
  | { readonly kind: 'anonymous'; readonly refused?: UnauthenticatedReason }
  /** The engine itself, for one workspace at a time. */
  | { readonly kind: 'worker'; readonly workspaceId: string };

/** The workspaces whose rows this actor may see; the database enforces the same list. */
export function workspacesOf(actor: Actor): readonly string[] {
  if (actor.kind === 'user') return [...actor.memberships.keys()];
  return actor.kind === 'worker' || actor.kind === 'administrator' ? [actor.workspaceId] : [];
}

export const userIdOf = (actor: Actor): string | undefined =>
  actor.kind === 'user' || actor.kind === 'administrator' ? actor.userId : undefined;

const REFUSALS: Readonly<Record<UnauthenticatedReason, string>> = {
  EXPIRED: 'The access token has expired. Refresh it.',
  INVALID: 'Sign in first: send Authorization: Bearer with an access token.',
  REVOKED: 'The session has ended. Sign in again.',
};

/** The person who acts; UNAUTHENTICATED when it is nobody. */
export function currentUser({ actor }: { readonly actor: Actor }): Actor & { readonly kind: 'user' } {
  if (actor.kind === 'user') return actor;
  if (actor.kind === 'administrator') throw new ReelwrightError('FORBIDDEN', 'This belongs to the workspace and is for its members.');
  const reason = (actor.kind === 'anonymous' ? actor.refused : undefined) ?? 'INVALID';
  throw unauthenticated(reason, REFUSALS[reason]);
}

/** The administrator who acts; UNAUTHENTICATED when it is nobody, FORBIDDEN when it is somebody else. */
export function currentAdministrator(scope: { readonly actor: Actor }): Actor & { readonly kind: 'user' } {
  const person = currentUser(scope);
  if (person.administrator) return person;
  throw new ReelwrightError('FORBIDDEN', 'This is for administrators of the installation.');
}
