import type { EntityManager } from '@mikro-orm/postgresql';

/** There is a new workspace. Told inside the transaction that makes it, so that what follows from it is never missing. */
export interface WorkspaceCreated {
  readonly workspaceId: string;
}

export type OnWorkspaceCreated = (em: EntityManager, event: WorkspaceCreated) => Promise<void>;
