import type { EntityManager } from '@mikro-orm/postgresql';
import { ReelwrightError } from '../../kernel/errors.ts';

export interface IdempotentRequest {
  readonly workspaceId: string;
  readonly mutation: string;
  readonly key: string;
  /** Of everything the client sent but the key itself: the one that is kept, and others that mean the same. */
  readonly inputHashes: readonly string[];
}

/**
 * Claims a key for `subjectId` inside the mutation's own transaction, so that a failure records nothing.
 * Returns the id to answer with: `subjectId` when the key is new, else what the first call made.
 * A concurrent twin waits here, on the unique index, until the first call has committed or failed.
 */
export async function claimIdempotencyKey(em: EntityManager, request: IdempotentRequest, subjectId: string): Promise<string> {
  const { workspaceId, mutation, key, inputHashes } = request;
  await em.execute(
    `delete from idempotency_keys where workspace_id = ? and mutation = ? and key = ? and created_at < now() - interval '24 hours'`,
    [workspaceId, mutation, key],
  );
  const claimed = await em.execute<object[]>(
    `insert into idempotency_keys (workspace_id, mutation, key, input_hash, subject_id) values (?, ?, ?, ?, ?) on conflict do nothing returning key`,
    [workspaceId, mutation, key, inputHashes[0], subjectId],
  );
  if (claimed.length > 0) return subjectId;
  const [first] = await em.execute<{ subject_id: string; input_hash: string }[]>(
    `select subject_id, input_hash from idempotency_keys where workspace_id = ? and mutation = ? and key = ?`,
    [workspaceId, mutation, key],
  );
  if (first && inputHashes.includes(first.input_hash)) return first.subject_id;
  throw new ReelwrightError('IDEMPOTENCY_CONFLICT', 'This idempotencyKey was used with another input within the last 24 hours.', {
    fields: [{ path: 'input.idempotencyKey', message: 'Use a new key for a new input.' }],
  });
}
