import { ReelwrightError, unauthenticated } from './errors.ts';
import type { UnauthenticatedReason } from './errors.ts';
import { reaches } from './role.ts';
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
  /** A program with a key of one workspace: `memberships` holds that workspace alone, with what the key may do there now. */
  | {
      readonly kind: 'key';
      readonly keyId: string;
      /** The person who made the key, in whose name it acts. */
      readonly createdBy: string;
      readonly memberships: ReadonlyMap<string, Role>;
      readonly expiresAt: Date;
    }
  /** Nobody, or somebody whose token was refused: then `refused` says why, for the first verb that needs a person. */
  | { readonly kind: 'anonymous'; readonly refused?: UnauthenticatedReason }
  /** The engine itself, for one workspace at a time. */
  | { readonly kind: 'worker'; readonly workspaceId: string };

/** Somebody who was let in: a person, or a key that a person made. */
export type Caller = Actor & { readonly kind: 'user' | 'key' };

/** The workspaces whose rows this actor may see; the database enforces the same list. */
export function workspacesOf(actor: Actor): readonly string[] {
  if (actor.kind === 'user' || actor.kind === 'key') return [...actor.memberships.keys()];
  return actor.kind === 'worker' || actor.kind === 'administrator' ? [actor.workspaceId] : [];
}

/** Of these, the workspaces in which the actor may read rows with the access level ADMIN. */
export function adminWorkspacesOf(actor: Actor): readonly string[] {
  if (actor.kind !== 'user' && actor.kind !== 'key') return actor.kind === 'worker' ? [actor.workspaceId] : [];
  return [...actor.memberships].filter(([, role]) => reaches(role, 'ADMIN')).map(([workspaceId]) => workspaceId);
}

export const userIdOf = (actor: Actor): string | undefined =>
  actor.kind === 'user' || actor.kind === 'administrator' ? actor.userId : undefined;

export const keyIdOf = (actor: Actor): string | undefined => (actor.kind === 'key' ? actor.keyId : undefined);

/** Under whose name stands what this actor makes; undefined for the engine and for nobody. */
export const authorOf = (actor: Actor): string | undefined => (actor.kind === 'key' ? actor.createdBy : userIdOf(actor));

const REFUSALS: Readonly<Record<UnauthenticatedReason, string>> = {
  EXPIRED: 'The access token has expired: refresh it. An API key that has expired must be replaced.',
  INVALID: 'The access token or API key is invalid. Send Authorization: Bearer with a valid one.',
  MISSING: 'Sign in first: send Authorization: Bearer with an access token or an API key.',
  REVOKED: 'The session has ended, or the API key was revoked. Sign in again.',
};

/** The person who acts, for what only a person may do: UNAUTHENTICATED when it is nobody, FORBIDDEN when it is a key. */
export function currentUser(scope: { readonly actor: Actor }): Actor & { readonly kind: 'user' } {
  const caller = currentCaller(scope);
  if (caller.kind === 'user') return caller;
  throw new ReelwrightError('FORBIDDEN', 'An API key acts for a workspace, not for a person. Sign in for this.');
}

/** Whoever was let in, person or key; UNAUTHENTICATED when it is nobody. */
export function currentCaller({ actor }: { readonly actor: Actor }): Caller {
  if (actor.kind === 'user' || actor.kind === 'key') return actor;
  if (actor.kind === 'administrator') throw new ReelwrightError('FORBIDDEN', 'This belongs to the workspace and is for its members.');
  const reason = actor.kind === 'anonymous' ? (actor.refused ?? 'MISSING') : 'INVALID';
  throw unauthenticated(reason, REFUSALS[reason]);
}

/** The administrator who acts; UNAUTHENTICATED when it is nobody, FORBIDDEN when it is somebody else. */
export function currentAdministrator(scope: { readonly actor: Actor }): Actor & { readonly kind: 'user' } {
  const person = currentUser(scope);
  if (person.administrator) return person;
  throw new ReelwrightError('FORBIDDEN', 'This is for administrators of the installation.');
}
