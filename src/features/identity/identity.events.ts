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
  readonly invitation: OpenInvitation | undefined;
}

export interface RegistrationHooks {
  readonly onRegistered: (em: EntityManager, event: UserRegistered) => Promise<void>;
  /** Rejects when there is none for this address, or none that is open. */
  readonly findInvitation: (scope: Scope, asked: { readonly token: string; readonly emailKey: string }) => Promise<OpenInvitation>;
}
