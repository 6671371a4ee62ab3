import type { EntityManager } from '@mikro-orm/postgresql';

/** A workspace was created. Handlers run in the same transaction, so that their changes are never missing. */
export interface WorkspaceCreated {
  readonly workspaceId: string;
  /** Whether it is an account's first workspace. */
  readonly isFirst: boolean;
  /** Id of its owner. */
  readonly userId: string;
  /** Whether the email address of its owner is verified. */
  readonly verified: boolean;
}

export type OnWorkspaceCreated = (em: EntityManager, event: WorkspaceCreated) => Promise<void>;

/** A workspace is being deleted. Handlers run in the same transaction, while its rows are still visible. */
export interface WorkspaceDeleted {
  readonly workspaceId: string;
}

export type OnWorkspaceDeleted = (em: EntityManager, event: WorkspaceDeleted) => Promise<void>;

/** A person with a verified address was invited to a workspace. */
export interface PersonInvited {
  readonly workspaceId: string;
  /** The name of the workspace. */
  readonly workspace: string;
  readonly invitationId: string;
  readonly userId: string;
}

/** Called in the transaction of the invitation. */
export type OnInvited = (em: EntityManager, event: PersonInvited) => Promise<void>;
