import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { ROLES } from '../../../kernel/role.ts';
import { references } from '../../../platform/database/references.ts';
import { UserEntity } from '../../identity/identity.entity.ts';
import { WorkspaceEntity } from '../workspace/workspace.entity.ts';
import { changeStamps, revocationStamps } from '../../../platform/database/change-stamps.ts';
import { timestamp } from '../../../platform/database/timestamp.ts';

/** Credentials of a program: a role in one workspace, with an expiry. */
export const ApiKeyEntity = defineEntity({
  name: 'ApiKey',
  tableName: 'api_keys',
  indexes: [{ name: 'api_keys_newest', properties: ['workspaceId', 'id'] }],
  properties: {
    id: p.uuid().primary(),
    workspaceId: references(WorkspaceEntity, 'workspace_id'),
    name: p.text(),
    /** Maximum role of the key. Effectively it is never above the creator's. */
    role: p.enum(ROLES),
    /** The first characters of the key, by which people recognize it. */
    prefix: p.text(),
    /** SHA-256 of the whole key with its 32 random bytes, so that a copy of the table is useless. */
    hash: p.text().unique(),
    createdBy: references(UserEntity, 'created_by').index('api_keys_created_by'),
    createdAt: timestamp().defaultRaw('now()'),
    expiresAt: timestamp(),
    /** Time of the last use; may be a minute late. */
    lastUsedAt: timestamp().nullable(),
    revokedAt: timestamp().nullable(),
    ...changeStamps(),
    ...revocationStamps(),
  },
});
export type ApiKeyRow = InferEntity<typeof ApiKeyEntity>;
