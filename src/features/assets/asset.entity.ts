import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { ACCESS_LEVELS } from '../../kernel/role.ts';
import { REJECTION_CODES } from './rejections.ts';
import { references } from '../../platform/database/references.ts';
import type { Provenance } from '../../platform/provenance/provenance.ts';
import { JobEntity } from '../jobs/job/job.entity.ts';
import { UserEntity } from '../identity/identity.entity.ts';
import { WorkspaceEntity } from '../workspaces/workspace/workspace.entity.ts';
import { changeStamps, deletionStamps } from '../../platform/database/change-stamps.ts';
import { timestamp } from '../../platform/database/timestamp.ts';

export const ASSET_KINDS = ['VIDEO', 'IMAGE', 'AUDIO', 'CAPTION', 'FONT', 'DOCUMENT'] as const;
export type AssetKind = (typeof ASSET_KINDS)[number];

export const ASSET_STATUSES = ['PENDING', 'PROCESSING', 'READY', 'REJECTED', 'DELETED'] as const;
export type AssetStatus = (typeof ASSET_STATUSES)[number];

/** Role of an asset in the job that made it. */
export const OUTPUT_ROLES = [
  ...(['VIDEO', 'THUMBNAIL', 'POSTER', 'CAPTIONS', 'CAPTIONS_SRT', 'DOCUMENT', 'IMAGE', 'AUDIO'] as const),
  ...(['WEBM', 'GIF', 'AUDIO_MP3', 'AUDIO_M4A', 'YOUTUBE', 'THUMBNAILS', 'STORYBOARD', 'CHAPTERS'] as const),
  ...(['CAPTION_TRANSLATIONS', 'HLS'] as const),
] as const;
export type OutputRole = (typeof OUTPUT_ROLES)[number];

/** Files that belong to an original: ingest derives them from an upload, and a stream has its sound. They are stored next to it under these names. */
export const DERIVED_NAMES = ['thumbnail.jpg', 'storyboard.jpg', 'storyboard.vtt', 'waveform.png', 'preview.mp4', 'sound.aac'] as const;
export type DerivedName = (typeof DERIVED_NAMES)[number];

/**
 * A file of a workspace. Its bytes are stored under `storageKey` and never change. Several rows with the same content may share a key: its
 * objects may be deleted when no row names the key (see content-duplicate.ts and purge-assets.ts).
 */
export const AssetEntity = defineEntity({
  name: 'Asset',
  tableName: 'assets',
  uniques: [{ name: 'assets_workspace_id_id', properties: ['workspaceId', 'id'] }],
  indexes: [
    { name: 'assets_newest', properties: ['workspaceId', 'id'] },
    { name: 'assets_of_job', properties: ['jobId', 'id'] },
    {
      name: 'assets_content',
      expression: `create index "assets_content" on "assets" ("workspace_id", "sha256") where status = 'READY' and role is null`,
    },
    {
      name: 'assets_derived',
      expression: `create index "assets_derived" on "assets" ("storage_key" collate "C") where derived <> '{}'`,
    },
    { name: 'assets_by_name', properties: ['workspaceId', 'nameKey', 'id'] },
    { name: 'assets_by_size', properties: ['workspaceId', 'byteSize', 'id'] },
    { name: 'assets_deleted', expression: `create index "assets_deleted" on "assets" ("deleted_at") where status = 'DELETED'` },
    {
      name: 'assets_of_project',
      expression: `create index "assets_of_project" on "assets" ("project_id", "id") where project_id is not null`,
    },
    { name: 'assets_key', expression: `create index "assets_key" on "assets" ("storage_key" collate "C")` },
  ],
  properties: {
    id: p.uuid().primary(),
    workspaceId: references(WorkspaceEntity, 'workspace_id'),
    jobId: references(JobEntity, 'job_id').nullable(),
    /** The project that the file was uploaded for, or whose job made it. */
    projectId: p.uuid().nullable(),
    role: p.enum(OUTPUT_ROLES).nullable(),
    /** The format of the film that the output belongs to, from 0, in films of several formats. */
    format: p.integer().default(0),
    /**
     * The least role that may read the asset, by any path; set by the job that made it. Only assets that every member may read can be
     * shared.
     */
    access: p.enum(ACCESS_LEVELS).default('VIEWER'),
    kind: p.enum(ASSET_KINDS),
    status: p.enum(ASSET_STATUSES),
    name: p.text(),
    fileName: p.text(),
    /** Name and file name without case, kept by the database, by which lists are ordered and searched. */
    nameKey: p.text().collation('C').generated(`(fold_text(((name || chr(10)) || file_name))) stored`).nullable(),
    contentType: p.text(),
    byteSize: p.bigint('number'),
    /** Hex. Until READY, byteSize and sha256 are the announced values. */
    sha256: p.text().nullable(),
    width: p.integer().nullable(),
    height: p.integer().nullable(),
    durationMs: p.integer().nullable(),
    fps: p.float().columnType('double precision').nullable(),
    codecs: p.array().columnType('text[]').defaultRaw(`'{}'`),
    tags: p.array().columnType('text[]').defaultRaw(`'{}'`),
    /** Technical metadata of the bytes; never places, devices or people. */
    metadata: p.json<Readonly<Record<string, unknown>>>().nullable(),
    /** Whether a trained model made it or a part of it. */
    synthetic: p.boolean().default(false),
    /** How it was made; null for uploads. */
    provenance: p.json<Provenance>().nullable(),
    /** The sentences that credit its pictures, one in each line. */
    attribution: p.text().nullable(),
    rejection: p.enum(REJECTION_CODES).nullable(),
    rejectionHint: p.text().nullable(),
    storageKey: p.text(),
    /** Names of derived files in the folder of `storageKey`. */
    derived: p.array<DerivedName>().columnType('text[]').defaultRaw(`'{}'`),
    /** Total size of all derived files. */
    derivedBytes: p.bigint('number').defaultRaw('0'),
    createdBy: references(UserEntity, 'created_by').nullable(),
    createdAt: timestamp().defaultRaw('now()'),
    deletedAt: timestamp().nullable(),
    ...changeStamps(),
    ...deletionStamps(),
    /** Set when the purge begins: the objects are being deleted, and the asset can no longer be restored. */
    purgingSince: timestamp().nullable(),
  },
});
export type AssetRow = InferEntity<typeof AssetEntity>;

/** A job that reads a file, which is therefore not purged while the job is open. */
export const AssetUseEntity = defineEntity({
  name: 'AssetUse',
  tableName: 'asset_uses',
  properties: {
    workspaceId: p.uuid(),
    jobId: references(JobEntity, 'job_id').primary(),
    assetId: references(AssetEntity, 'asset_id').primary().index('asset_uses_asset'),
  },
});
