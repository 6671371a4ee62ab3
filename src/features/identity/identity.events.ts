import type { EntityManager } from '@mikro-orm/postgresql';
import type { Role } from '../../kernel/role.ts';
import type { Scope } from '../../platform/database/scope.ts';

/** An invitation that may be accepted by the address that it was asked for. */
export interface OpenInvitation {
  readonly id: string;
  readonly workspaceId: string;
  readonly role: Role;
}

/** Somebody has an account now. Told inside the same transaction, so that what follows from it is never missing. */
export interface UserRegistered {
  readonly userId: string;
  readonly name: string;
  /** Id that the first workspace shall have, or of the one that the person is invited to. */
  readonly workspaceId: string;
  /** The one that they were invited by: they join that workspace instead of opening one. */
  readonly invitation: OpenInvitation | undefined;
  /** The address is known to be theirs. */
  readonly verified: boolean;
}

export type OnUserRegistered = (em: EntityManager, event: UserRegistered) => Promise<void>;

/** Rejects when there is none for this address, or none that is open. */
export type FindInvitation = (scope: Scope, asked: { readonly token: string; readonly emailKey: string }) => Promise<OpenInvitation>;

/** Somebody wants an account: may they, and into which workspace are they invited? FORBIDDEN when not. */
export type MayRegister = (
  scope: Scope,
  applicant: { readonly email: string; readonly invitationToken: string | undefined },
) => Promise<OpenInvitation | undefined>;

/** A person has proven that they read the emails to the address of their account, now or before. In the same transaction. */
export type OnAddressProven = (em: EntityManager, userId: string) => Promise<void>;

/** Uses an invitation up for somebody who has an account, inside the transaction that signs them in. */
export type JoinInvitation = (em: EntityManager, invitation: OpenInvitation, userId: string) => Promise<void>;

/** Somebody deletes their account, inside the same transaction, in which they are still known. May refuse. */
export type OnAccountDeleted = (em: EntityManager, event: { readonly userId: string }) => Promise<void>;

/** What a feature knows of a person, for their export; plain values. */
export type PersonalData = (em: EntityManager, userId: string) => Promise<Readonly<Record<string, unknown>>>;
