import type { EntityManager } from '@mikro-orm/postgresql';

/** There is a new workspace. Told inside the transaction that makes it, so that what follows from it is never missing. */
export interface WorkspaceCreated {
  readonly workspaceId: string;
  /** The one that comes with an account. */
  readonly isFirst: boolean;
  /** Of its owner. */
  readonly userId: string;
  /** The email address of its owner is. */
  readonly verified: boolean;
}

export type OnWorkspaceCreated = (em: EntityManager, event: WorkspaceCreated) => Promise<void>;

/** A workspace is being deleted. Told inside the transaction, while its rows can still be seen. */
export interface WorkspaceDeleted {
  readonly workspaceId: string;
}

export type OnWorkspaceDeleted = (em: EntityManager, event: WorkspaceDeleted) => Promise<void>;
