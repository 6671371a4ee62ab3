import type { EntityManager } from '@mikro-orm/postgresql';
import type { Role } from '../../kernel/role.ts';
import type { Scope } from '../../platform/database/scope.ts';

/** A pending invitation to the address that wants to register. */
export interface OpenInvitation {
  readonly id: string;
  readonly workspaceId: string;
  readonly role: Role;
}

/** An account was created. Handlers run in the same transaction, so that their changes are never missing. */
export interface UserRegistered {
  readonly userId: string;
  readonly name: string;
  /** Id of the first workspace, which the handler creates, or of the workspace that invited the person. */
  readonly workspaceId: string;
  /** The invitation that was used: the person joins its workspace instead of creating one. */
  readonly invitation: OpenInvitation | undefined;
  /** Whether the address is known to belong to the person. */
  readonly verified: boolean;
}

export type OnUserRegistered = (em: EntityManager, event: UserRegistered) => Promise<void>;

/** Finds an invitation. Rejects when there is no pending one for this address. */
export type FindInvitation = (scope: Scope, asked: { readonly token: string; readonly emailKey: string }) => Promise<OpenInvitation>;

/** Decides whether a person may register and which workspace invited them. @throws ReelwrightError FORBIDDEN */
export type MayRegister = (
  scope: Scope,
  applicant: { readonly email: string; readonly invitationToken: string | undefined },
) => Promise<OpenInvitation | undefined>;

/** A person has proven that they read the emails to the address of their account, now or before. Runs in the same transaction. */
export type OnAddressProven = (em: EntityManager, userId: string) => Promise<void>;

/** Accepts an invitation for somebody who has an account, in the transaction that signs them in. */
export type JoinInvitation = (em: EntityManager, invitation: OpenInvitation, userId: string) => Promise<void>;

/** What other features decide and write when an account is opened. */
export interface RegistrationHooks {
  readonly mayRegister: MayRegister;
  readonly findInvitation: FindInvitation;
  readonly joinInvitation: JoinInvitation;
  readonly onRegistered: OnUserRegistered;
}

/** Runs in the transaction that deletes an account, while its data still exists. May refuse. */
export type OnAccountDeleted = (em: EntityManager, event: { readonly userId: string }) => Promise<void>;

/** Returns a feature's personal data for the export, as plain values. */
export type PersonalData = (em: EntityManager, userId: string) => Promise<Readonly<Record<string, unknown>>>;
