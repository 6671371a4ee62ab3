import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { ReelwrightError } from '../../kernel/errors.ts';
import { transactionTime } from '../database/database-time.ts';
import { IdempotencyKeyEntity } from './idempotency.entity.ts';

/** Seconds that a key is remembered. */
const VALID_SECONDS = 24 * 3_600;

export interface IdempotentRequest {
  readonly workspaceId: string;
  readonly mutation: string;
  readonly key: string;
  /** Hashes of the whole input without the key: the one to store, and others with the same meaning. */
  readonly inputHashes: readonly string[];
}

/**
 * Claims a key for `subjectId` in the mutation's own transaction, so that a failure records nothing. Returns the id to answer with:
 * `subjectId` for a new key, else that of the first call. A concurrent duplicate waits on the unique index until the first call commits or
 * fails.
 */
export async function claimIdempotencyKey(em: EntityManager, request: IdempotentRequest, subjectId: string): Promise<string> {
  const { workspaceId, mutation, key, inputHashes } = request;
  const call = { workspaceId, mutation, key };
  const [inputHash = ''] = inputHashes;
  await em.nativeDelete(IdempotencyKeyEntity, { ...call, createdAt: { $lt: transactionTime(-VALID_SECONDS) } });
  const claimed = await em
    .getKysely<InferKyselyDB<typeof IdempotencyKeyEntity>>()
    .insertInto('idempotency_keys')
    .values({ workspace_id: workspaceId, mutation, key, input_hash: inputHash, subject_id: subjectId })
    .onConflict((claimedBefore) => claimedBefore.doNothing())
    .returning('key')
    .executeTakeFirst();
  if (claimed) return subjectId;
  const first = await em.findOne(IdempotencyKeyEntity, call);
  if (first && inputHashes.includes(first.inputHash)) return first.subjectId;
  throw new ReelwrightError('IDEMPOTENCY_CONFLICT', 'This idempotencyKey was used with a different input within the last 24 hours.', {
    fields: [{ path: 'input.idempotencyKey', message: 'Use a new key for a new input.' }],
  });
}
