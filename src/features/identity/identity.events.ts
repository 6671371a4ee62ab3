import type { EntityManager } from '@mikro-orm/postgresql';
import type { Scope } from '../../platform/database/scope.ts';

/** Somebody has an account now. Told inside the same transaction, so that what follows from it is never missing. */
export interface UserRegistered {
  readonly userId: string;
  readonly name: string;
  /** Id that the first workspace shall have. */
  readonly workspaceId: string;
  /** Of the letter that invited them, if there was one. */
  readonly invitationToken: string | undefined;
}

export type OnUserRegistered = (em: EntityManager, event: UserRegistered) => Promise<void>;

/** Somebody wants an account: may they? FORBIDDEN when not. */
export type MayRegister = (
  scope: Scope,
  applicant: { readonly email: string; readonly invitationToken: string | undefined },
) => Promise<void>;

/** Somebody deletes their account, inside the same transaction, in which they are still known. May refuse. */
export type OnAccountDeleted = (em: EntityManager, event: { readonly userId: string }) => Promise<void>;

/** What a feature knows of a person, for their export; plain values. */
export type PersonalData = (em: EntityManager, userId: string) => Promise<Readonly<Record<string, unknown>>>;
