import type { EntityManager } from '@mikro-orm/postgresql';

/** Somebody has an account now. Told inside the same transaction, so that what follows from it is never missing. */
export interface UserRegistered {
  readonly userId: string;
  readonly name: string;
  /** Id that the first workspace shall have. */
  readonly workspaceId: string;
}

export type OnUserRegistered = (em: EntityManager, event: UserRegistered) => Promise<void>;
