import type { EntityManager } from '@mikro-orm/postgresql';
import type { CommentRow } from './comment.entity.ts';

/** A new comment or decision. */
interface CommentEvent {
  readonly comment: CommentRow;
  /** The name of the author, as others see it. */
  readonly author: string;
  readonly asset: { readonly id: string; readonly name: string; readonly createdBy: string | null };
  /** The person who acts, also by an API key; null for a reviewer without an account. */
  readonly actorId: string | null;
  /** Ids of the members who have written in the thread that the comment belongs to. */
  readonly thread: readonly string[];
}

/** Runs in the transaction of the change, after its rows are written. */
export type CommentSubscriber = (em: EntityManager, event: CommentEvent) => Promise<void>;
