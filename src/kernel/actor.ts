import { ReelwrightError, unauthenticated } from './errors.ts';
import type { UnauthenticatedReason } from './errors.ts';
import { reaches } from './role.ts';
import type { Role } from './role.ts';

/** The party that performs an operation: a user, a program, an administrator, the engine or an unauthenticated caller. */
export type Actor =
  | {
      readonly kind: 'user';
      readonly userId: string;
      readonly sessionId: string;
      /** Role by workspace id, as of the start of the request. */
      readonly memberships: ReadonlyMap<string, Role>;
      /** Whether the user is an administrator of the installation. To open a workspace they need a membership like everybody else. */
      readonly administrator?: boolean;
      /** Expiry of the access token. */
      readonly expiresAt: Date;
    }
  /** An administrator acting on an object of one workspace. Created only inside operations reserved for administrators. */
  | { readonly kind: 'administrator'; readonly userId: string; readonly workspaceId: string }
  /** A program that uses an API key. `memberships` has only the key's workspace, with its current role there. */
  | {
      readonly kind: 'key';
      readonly keyId: string;
      /** The user who created the key, and on whose behalf it acts. */
      readonly createdBy: string;
      readonly memberships: ReadonlyMap<string, Role>;
      readonly expiresAt: Date;
    }
  /**
   * A person without an account who reviews the file of a share link. Sees no rows of the workspace; operations for reviewers act as
   * `actingReviewer`.
   */
  | {
      readonly kind: 'reviewer';
      readonly sessionId: string;
      readonly linkId: string;
      readonly workspaceId: string;
      readonly assetId: string;
      /** As the reviewer gave it. */
      readonly name: string;
      readonly expiresAt: Date;
      readonly isActing?: true;
    }
  /** An unauthenticated caller. `refused` tells why a token was rejected; the first method that needs a user reports it. */
  | { readonly kind: 'anonymous'; readonly refused?: UnauthenticatedReason }
  /** The engine, acting for the whole installation: it sees no rows of workspaces, only results of database functions. */
  | { readonly kind: 'system' }
  /** The engine, acting for one workspace at a time. */
  | { readonly kind: 'worker'; readonly workspaceId: string };

/** An authenticated user or API key. */
export type AuthenticatedActor = Actor & { readonly kind: 'user' | 'key' };

export type Reviewer = Actor & { readonly kind: 'reviewer' };
/** A caller that may open a socket. */
export type ConnectedActor = AuthenticatedActor | Reviewer;

/** The reviewer inside an operation for reviewers, which checks itself that only the shared file is read or changed. */
export const actingReviewer = (reviewer: Reviewer): Reviewer => ({ ...reviewer, isActing: true });

/** The workspaces whose rows this actor may read. The database enforces the same list. */
export function workspacesOf(actor: Actor): readonly string[] {
  if (actor.kind === 'user' || actor.kind === 'key') return [...actor.memberships.keys()];
  if (actor.kind === 'reviewer') return actor.isActing ? [actor.workspaceId] : [];
  return actor.kind === 'worker' || actor.kind === 'administrator' ? [actor.workspaceId] : [];
}

/** The workspaces in which the actor may also read rows with the access level ADMIN. */
export function adminWorkspacesOf(actor: Actor): readonly string[] {
  if (actor.kind !== 'user' && actor.kind !== 'key') return actor.kind === 'worker' ? [actor.workspaceId] : [];
  return [...actor.memberships].filter(([, role]) => reaches(role, 'ADMIN')).map(([workspaceId]) => workspaceId);
}

export const userIdOf = (actor: Actor): string | undefined =>
  actor.kind === 'user' || actor.kind === 'administrator' ? actor.userId : undefined;

export const keyIdOf = (actor: Actor): string | undefined => (actor.kind === 'key' ? actor.keyId : undefined);

/** The user recorded as author of what this actor creates; undefined for the engine and for anonymous callers. */
export const authorOf = (actor: Actor): string | undefined => (actor.kind === 'key' ? actor.createdBy : userIdOf(actor));

const REFUSALS: Readonly<Record<UnauthenticatedReason, string>> = {
  EXPIRED: 'The access token has expired: refresh it. An API key that has expired must be replaced.',
  INVALID: 'The access token or API key is invalid. Send Authorization: Bearer with a valid one.',
  MISSING: 'Sign in first: send Authorization: Bearer with an access token or an API key.',
  REVOKED: 'The session has ended, or the API key was revoked. Sign in again.',
};

/** The acting user. @throws ReelwrightError UNAUTHENTICATED without one, FORBIDDEN for an API key. */
export function currentUser(scope: { readonly actor: Actor }): Actor & { readonly kind: 'user' } {
  const caller = currentActor(scope);
  if (caller.kind === 'user') return caller;
  throw new ReelwrightError('FORBIDDEN', 'API keys act for a workspace, not for a person. Sign in as a user.');
}

/** The authenticated user or API key. @throws ReelwrightError UNAUTHENTICATED without one. */
export function currentActor({ actor }: { readonly actor: Actor }): AuthenticatedActor {
  if (actor.kind === 'user' || actor.kind === 'key') return actor;
  if (actor.kind === 'administrator') throw new ReelwrightError('FORBIDDEN', 'Only members of the workspace may do this.');
  if (actor.kind === 'reviewer') throw new ReelwrightError('FORBIDDEN', 'Reviewers of a share link may only review its file.');
  const reason = actor.kind === 'anonymous' ? (actor.refused ?? 'MISSING') : 'INVALID';
  throw unauthenticated(reason, REFUSALS[reason]);
}

/** The subject of audit events that concern the installation as a whole. */
export const INSTALLATION = '00000000-0000-0000-0000-000000000000';

/** The error for everyone but administrators. */
export const notAdministrator = (): ReelwrightError =>
  new ReelwrightError('FORBIDDEN', 'Only administrators of the installation may do this.');

/** The acting administrator. @throws ReelwrightError UNAUTHENTICATED without a user, FORBIDDEN for anyone else. */
export function currentAdministrator(scope: { readonly actor: Actor }): Actor & { readonly kind: 'user' } {
  const person = currentUser(scope);
  if (person.administrator) return person;
  throw notAdministrator();
}
