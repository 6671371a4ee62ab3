import type { EntityManager } from '@mikro-orm/postgresql';

/** A workspace was created. Called inside its transaction, so that its consequences are never missing. */
export interface WorkspaceCreated {
  readonly workspaceId: string;
  /** Whether it is an account's first workspace. */
  readonly isFirst: boolean;
  /** Of its owner. */
  readonly userId: string;
  /** The email address of its owner is. */
  readonly verified: boolean;
}

export type OnWorkspaceCreated = (em: EntityManager, event: WorkspaceCreated) => Promise<void>;

/** A workspace is being deleted. Called inside the transaction, while its rows are still visible. */
export interface WorkspaceDeleted {
  readonly workspaceId: string;
}

export type OnWorkspaceDeleted = (em: EntityManager, event: WorkspaceDeleted) => Promise<void>;
