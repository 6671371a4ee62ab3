import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { ROLES } from '../../../kernel/role.ts';

/** A program's way in: a role in one workspace, until a day. */
export const ApiKeyEntity = defineEntity({
  name: 'ApiKey',
  tableName: 'api_keys',
  indexes: [{ name: 'api_keys_newest', properties: ['workspaceId', 'id'] }],
  properties: {
    id: p.uuid().primary(),
    workspaceId: p.uuid(),
    name: p.text(),
    /** The most that it may do; never more than its maker may. */
    role: p.enum(ROLES),
    /** How the key begins, to know it again by. */
    prefix: p.text(),
    /** SHA-256 of the whole key, whose 32 random bytes nobody guesses: a copy of the table lets nobody in. */
    hash: p.text().unique(),
    createdBy: p.uuid().index('api_keys_created_by'),
    createdAt: p.datetime().columnType('timestamptz(3)').defaultRaw('now()'),
    expiresAt: p.datetime().columnType('timestamptz(3)'),
    /** Up to a minute old. */
    lastUsedAt: p.datetime().columnType('timestamptz(3)').nullable(),
    revokedAt: p.datetime().columnType('timestamptz(3)').nullable(),
  },
});
export type ApiKeyRow = InferEntity<typeof ApiKeyEntity>;
