import type { EntityManager } from '@mikro-orm/postgresql';
import type { Role } from '../../kernel/role.ts';
import type { Scope } from '../../platform/database/scope.ts';

/** An open invitation for the address that asked. */
export interface OpenInvitation {
  readonly id: string;
  readonly workspaceId: string;
  readonly role: Role;
}

/** An account was created. Called inside the same transaction, so that its consequences are never missing. */
export interface UserRegistered {
  readonly userId: string;
  readonly name: string;
  /** Id of the first workspace to create, or of the one that invited the person. */
  readonly workspaceId: string;
  /** The invitation that was used: the person joins its workspace instead of creating one. */
  readonly invitation: OpenInvitation | undefined;
  /** The address is known to be theirs. */
  readonly verified: boolean;
}

export type OnUserRegistered = (em: EntityManager, event: UserRegistered) => Promise<void>;

/** Rejects when there is no open invitation for this address. */
export type FindInvitation = (scope: Scope, asked: { readonly token: string; readonly emailKey: string }) => Promise<OpenInvitation>;

/** Decides whether a person may register and which workspace invited them. @throws ReelwrightError FORBIDDEN */
export type MayRegister = (
  scope: Scope,
  applicant: { readonly email: string; readonly invitationToken: string | undefined },
) => Promise<OpenInvitation | undefined>;

/** A person has proven that they read the emails to the address of their account, now or before. In the same transaction. */
export type OnAddressProven = (em: EntityManager, userId: string) => Promise<void>;

/** Uses an invitation up for somebody who has an account, inside the transaction that signs them in. */
export type JoinInvitation = (em: EntityManager, invitation: OpenInvitation, userId: string) => Promise<void>;

/** An account is being deleted, inside the same transaction, while its data still exists. May refuse. */
export type OnAccountDeleted = (em: EntityManager, event: { readonly userId: string }) => Promise<void>;

/** A feature's personal data for the export; plain values. */
export type PersonalData = (em: EntityManager, userId: string) => Promise<Readonly<Record<string, unknown>>>;
