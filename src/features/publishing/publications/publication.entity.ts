import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { changeStamps } from '../../../platform/database/change-stamps.ts';
import { references } from '../../../platform/database/references.ts';
import { timestamp } from '../../../platform/database/timestamp.ts';
import { AssetEntity } from '../../assets/asset.entity.ts';
import { UserEntity } from '../../identity/identity.entity.ts';
import { JobEntity } from '../../jobs/job/job.entity.ts';
import { WorkspaceEntity } from '../../workspaces/workspace/workspace.entity.ts';
import { ChannelEntity } from '../channels/channel.entity.ts';
import { PRIVACIES, PUBLICATION_STATUSES } from './publication.states.ts';
import type { PublicationFailure, PublicationWarning } from './publication.states.ts';

/** A film at a channel: what was asked for, and what became of it. */
export const PublicationEntity = defineEntity({
  name: 'Publication',
  tableName: 'publications',
  uniques: [{ name: 'publications_workspace_id_id', properties: ['workspaceId', 'id'] }],
  indexes: [
    { name: 'publications_newest', properties: ['workspaceId', 'id'] },
    { name: 'publications_job', properties: ['jobId'] },
    { name: 'publications_of_channel', properties: ['channelId'] },
    {
      name: 'publications_asset',
      expression: `create index "publications_asset" on "publications" ("asset_id") where asset_id is not null`,
    },
    {
      name: 'publications_thumbnail',
      expression: `create index "publications_thumbnail" on "publications" ("thumbnail_asset_id") where thumbnail_asset_id is not null`,
    },
    {
      name: 'publications_external',
      expression: `create unique index "publications_external" on "publications" ("external_id") where external_id is not null`,
    },
    {
      name: 'publications_upload_started',
      expression: `create index "publications_upload_started" on "publications" ("upload_started_at") where upload_started_at is not null`,
    },
    {
      name: 'publications_scheduled',
      expression: `create index "publications_scheduled" on "publications" ("publish_at") where status = 'SCHEDULED'`,
    },
  ],
  properties: {
    id: p.uuid().primary(),
    workspaceId: references(WorkspaceEntity, 'workspace_id'),
    channelId: references(ChannelEntity, 'channel_id'),
    /** Null when the film was purged. */
    assetId: references(AssetEntity, 'asset_id').nullable(),
    jobId: references(JobEntity, 'job_id').nullable(),
    title: p.text(),
    description: p.text(),
    tags: p.array().columnType('text[]').defaultRaw(`'{}'`),
    categoryId: p.text().nullable(),
    requestedPrivacy: p.enum(PRIVACIES),
    publishAt: timestamp().nullable(),
    playlistId: p.text().nullable(),
    thumbnailAssetId: references(AssetEntity, 'thumbnail_asset_id').nullable(),
    captions: p.boolean(),
    madeForKids: p.boolean(),
    syntheticMedia: p.boolean(),
    status: p.enum(PUBLICATION_STATUSES).default('QUEUED'),
    /** Work continues at this time, because a quota is used up. */
    deferredUntil: timestamp().nullable(),
    /** The id of the film at the target. */
    externalId: p.text().nullable(),
    url: p.text().nullable(),
    /** As the target returned it. */
    privacy: p.enum(PRIVACIES).nullable(),
    uploadedAt: timestamp().nullable(),
    publishedAt: timestamp().nullable(),
    views: p.bigint('number').nullable(),
    likes: p.bigint('number').nullable(),
    statisticsAt: timestamp().nullable(),
    /** When views and likes are read again; null before the first time. */
    statisticsDueAt: timestamp().nullable(),
    warnings: p.array<PublicationWarning>().columnType('text[]').defaultRaw(`'{}'`),
    failure: p.json<PublicationFailure>().nullable(),
    /** The address of the unfinished upload, encrypted for this row: who has it can write to the upload. */
    uploadSession: p.text().nullable().hidden(),
    /** When the first of its uploads began; null as long as the target cannot have received anything. */
    uploadStartedAt: timestamp().nullable(),
    confirmedBytes: p.bigint('number').defaultRaw('0'),
    createdBy: references(UserEntity, 'created_by').nullable(),
    createdAt: timestamp().defaultRaw('now()'),
    ...changeStamps(),
  },
});
export type PublicationRow = InferEntity<typeof PublicationEntity>;
