import { defineEntity, p } from '@mikro-orm/core';
import { changeStamps } from '../../../platform/database/change-stamps.ts';
import { references } from '../../../platform/database/references.ts';
import { timestamp } from '../../../platform/database/timestamp.ts';
import { UserEntity } from '../../identity/identity.entity.ts';
import { WorkspaceEntity } from '../../workspaces/workspace/workspace.entity.ts';
import type { PreviousSecret } from '../webhook.entity.ts';

/** The secret that signs the callbacks of a workspace's jobs (`callbackUrl`). Has no row until an administrator creates it. */
export const CallbackSecretEntity = defineEntity({
  name: 'CallbackSecret',
  tableName: 'callback_secrets',
  properties: {
    workspaceId: references(WorkspaceEntity, 'workspace_id').primary(),
    /** The current secret. It and the previous ones are encrypted. */
    secret: p.text(),
    /** Secrets that were rotated within 24 hours, and perhaps older ones; the oldest first. */
    previousSecrets: p.json<readonly PreviousSecret[]>().defaultRaw(`'[]'::jsonb`),
    createdBy: references(UserEntity, 'created_by').nullable(),
    createdAt: timestamp().defaultRaw('now()'),
    ...changeStamps(),
  },
});
