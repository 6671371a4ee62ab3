import { unauthenticated } from './errors.ts';
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
      /** When the access token ends. */
      readonly expiresAt: Date;
    }
  /** Nobody, or somebody whose token was refused: then `refused` says why, for the first verb that needs a person. */
  | { readonly kind: 'anonymous'; readonly refused?: UnauthenticatedReason }
  /** The engine itself, for one workspace at a time. */
  | { readonly kind: 'worker'; readonly workspaceId: string };

/** The workspaces whose rows this actor may see; the database enforces the same list. */
export function workspacesOf(actor: Actor): readonly string[] {
  if (actor.kind === 'user') return [...actor.memberships.keys()];
  return actor.kind === 'worker' ? [actor.workspaceId] : [];
}

export const userIdOf = (actor: Actor): string | undefined => (actor.kind === 'user' ? actor.userId : undefined);

const REFUSALS: Readonly<Record<UnauthenticatedReason, string>> = {
  EXPIRED: 'The access token has expired. Refresh it.',
  INVALID: 'Sign in first: send Authorization: Bearer with an access token.',
  REVOKED: 'The session has ended. Sign in again.',
};

/** The person who acts; UNAUTHENTICATED when it is nobody. */
export function currentUser({ actor }: { readonly actor: Actor }): Actor & { readonly kind: 'user' } {
  if (actor.kind === 'user') return actor;
  const reason = (actor.kind === 'anonymous' ? actor.refused : undefined) ?? 'INVALID';
  throw unauthenticated(reason, REFUSALS[reason]);
}
