import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { changeStamps, deletionStamps } from '../../../platform/database/change-stamps.ts';
import { references } from '../../../platform/database/references.ts';
import { timestamp } from '../../../platform/database/timestamp.ts';
import { UserEntity } from '../../identity/identity.entity.ts';
import { WorkspaceEntity } from '../../workspaces/workspace/workspace.entity.ts';
import { CHANNEL_STATUSES, PUBLISH_TARGETS, RECONNECT_REASONS } from './channel.states.ts';
import type { ChannelFeature } from './channel.states.ts';

/** An account at a platform, or a bucket, to which a workspace publishes its films. */
export const ChannelEntity = defineEntity({
  name: 'Channel',
  tableName: 'channels',
  uniques: [{ name: 'channels_workspace_id_id', properties: ['workspaceId', 'id'] }],
  indexes: [
    {
      name: 'channels_connected',
      expression: `create unique index "channels_connected" on "channels" ("workspace_id", "target", "external_id") where deleted_at is null`,
    },
  ],
  properties: {
    id: p.uuid().primary(),
    workspaceId: references(WorkspaceEntity, 'workspace_id'),
    target: p.enum(PUBLISH_TARGETS),
    name: p.text(),
    /** The id that the target itself uses. */
    externalId: p.text(),
    url: p.text().nullable(),
    status: p.enum(CHANNEL_STATUSES).default('CONNECTED'),
    reconnectReason: p.enum(RECONNECT_REASONS).nullable(),
    features: p.array<ChannelFeature>().columnType('text[]').defaultRaw(`'{}'`),
    /** Data of the target that is no secret, such as the endpoint of a bucket. */
    settings: p.json<Readonly<Record<string, string>>>().defaultRaw(`'{}'::jsonb`),
    /** Tokens or keys, encrypted for this row and hidden from lists; null once the channel is disconnected. */
    credentials: p.text().nullable().hidden(),
    /** The target accepts no more uploads of the channel before this time. */
    uploadsBlockedUntil: timestamp().nullable(),
    createdBy: references(UserEntity, 'created_by').nullable(),
    createdAt: timestamp().defaultRaw('now()'),
    deletedAt: timestamp().nullable(),
    ...changeStamps(),
    ...deletionStamps(),
  },
});
export type ChannelRow = InferEntity<typeof ChannelEntity>;

/** A connection that a person has started at the platform and not completed yet. */
export const ChannelAuthorizationEntity = defineEntity({
  name: 'ChannelAuthorization',
  tableName: 'channel_authorizations',
  indexes: [{ name: 'channel_authorizations_expiry', properties: ['expiresAt'] }],
  properties: {
    stateHash: p.text().primary(),
    workspaceId: references(WorkspaceEntity, 'workspace_id'),
    userId: references(UserEntity, 'user_id'),
    sessionId: p.uuid(),
    /** The PKCE verifier, encrypted for this row. */
    verifier: p.text(),
    /** The page of the client to which the browser returns. */
    redirectUri: p.text(),
    expiresAt: timestamp(),
  },
});
