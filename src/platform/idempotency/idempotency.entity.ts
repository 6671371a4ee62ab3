import { defineEntity, p } from '@mikro-orm/core';
import { timestamp } from '../database/timestamp.ts';

/** Records for 24 h that a mutation with this key was done, and its subject. */
export const IdempotencyKeyEntity = defineEntity({
  name: 'IdempotencyKey',
  tableName: 'idempotency_keys',
  properties: {
    workspaceId: p.uuid().primary(),
    mutation: p.text().primary(),
    key: p.text().primary(),
    /** HMAC-SHA256 of the input, hex: another input under the same key is a mistake. Keyed, since inputs hold secrets that could be tried out. */
    inputHash: p.text(),
    subjectId: p.uuid(),
    createdAt: timestamp().defaultRaw('now()').index('idempotency_keys_age'),
  },
});
