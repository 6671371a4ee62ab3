import { defineEntity, p } from '@mikro-orm/core';
import { timestamp } from '../database/timestamp.ts';

/** Records for 24 h that a mutation with this key was done, and the object that it concerned. */
export const IdempotencyKeyEntity = defineEntity({
  name: 'IdempotencyKey',
  tableName: 'idempotency_keys',
  properties: {
    workspaceId: p.uuid().primary(),
    mutation: p.text().primary(),
    key: p.text().primary(),
    /**
     * HMAC-SHA256 of the input in hex: another input under the same key is a mistake. An HMAC, because inputs contain secrets that could be
     * guessed from a plain hash.
     */
    inputHash: p.text(),
    subjectId: p.uuid(),
    createdAt: timestamp().defaultRaw('now()').index('idempotency_keys_age'),
  },
});
