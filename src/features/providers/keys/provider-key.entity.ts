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
    /** Calls with this key that failed one after the other. */
    failures: p.integer().default(0),
    /** Code of the last failure; null when the last call succeeded. */
    failure: p.text().nullable(),
    failedAt: timestamp().nullable(),
    /** When a film was last allowed to try the provider again. */
    probedAt: timestamp().nullable(),
    createdBy: references(UserEntity, 'created_by').nullable(),
    createdAt: timestamp().defaultRaw('now()'),
    ...changeStamps(),
  },
});
export type ProviderKeyRow = InferEntity<typeof ProviderKeyEntity>;
