import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { changeStamps } from '../../../platform/database/change-stamps.ts';
import { references } from '../../../platform/database/references.ts';
import { timestamp } from '../../../platform/database/timestamp.ts';
import { UserEntity } from '../../identity/identity.entity.ts';
import { WorkspaceEntity } from '../../workspaces/workspace/workspace.entity.ts';

/** A workspace's own key of a provider, used instead of the installation's. */
export const ProviderKeyEntity = defineEntity({
  name: 'ProviderKey',
  tableName: 'provider_keys',
  properties: {
    workspaceId: references(WorkspaceEntity, 'workspace_id').primary(),
    provider: p.text().primary(),
    /** The key, encrypted for this workspace and provider; hidden from lists. */
    key: p.text().hidden(),
    /** The last characters of the key, by which people recognize it. */
    hint: p.text(),
    /** Another one for every key that replaces the former. */
    keyId: p.uuid().defaultRaw('gen_random_uuid()'),
    createdBy: references(UserEntity, 'created_by').nullable(),
    createdAt: timestamp().defaultRaw('now()'),
    ...changeStamps(),
  },
});
export type ProviderKeyRow = InferEntity<typeof ProviderKeyEntity>;
