import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { ACCESS_LEVELS } from '../../kernel/role.ts';
import { REJECTION_CODES } from './rejections.ts';

export const ASSET_KINDS = ['VIDEO', 'IMAGE', 'AUDIO', 'CAPTION', 'FONT', 'DOCUMENT'] as const;
export type AssetKind = (typeof ASSET_KINDS)[number];

export const ASSET_STATUSES = ['PENDING', 'PROCESSING', 'READY', 'REJECTED', 'DELETED'] as const;
export type AssetStatus = (typeof ASSET_STATUSES)[number];

/** What an asset is to the job that made it. */
export const OUTPUT_ROLES = ['VIDEO', 'THUMBNAIL', 'POSTER', 'CAPTIONS', 'DOCUMENT'] as const;
export type OutputRole = (typeof OUTPUT_ROLES)[number];

/** What ingest makes of an original. They lie beside it in its folder, under these names. */
export const DERIVED_NAMES = ['thumbnail.jpg', 'storyboard.jpg', 'storyboard.vtt', 'waveform.png', 'preview.mp4'] as const;
export type DerivedName = (typeof DERIVED_NAMES)[number];

/**
 * A file of a workspace. Its bytes lie in object storage under `storageKey` and never change. Several rows may name the same key, when
 * their content is the same: objects of the folder of a key may be removed when no row names that key any more (see content-twin.ts and purge.ts).
 */
export const AssetEntity = defineEntity({
  name: 'Asset',
  tableName: 'assets',
  uniques: [{ name: 'assets_workspace_id_id', properties: ['workspaceId', 'id'] }],
  indexes: [
    { name: 'assets_newest', properties: ['workspaceId', 'id'] },
    { name: 'assets_job', properties: ['jobId'] },
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
    { name: 'assets_key', expression: `create index "assets_key" on "assets" ("storage_key" collate "C")` },
  ],
  properties: {
    id: p.uuid().primary(),
    workspaceId: p.uuid(),
    jobId: p.uuid().nullable(),
    role: p.enum(OUTPUT_ROLES).nullable(),
    /** The least role that may read it, on every path; what made it decides. Only what every member may read can be shared. */
    access: p.enum(ACCESS_LEVELS).default('VIEWER'),
    kind: p.enum(ASSET_KINDS),
    status: p.enum(ASSET_STATUSES),
    name: p.text(),
    fileName: p.text(),
    /** Name and file name without case, kept by the database: what lists are ordered by and searched in. */
    nameKey: p.text().collation('C').generated(`(fold_text(((name || chr(10)) || file_name))) stored`).nullable(),
    contentType: p.text(),
    byteSize: p.bigint('number'),
    /** Hex. Until it is READY, byteSize and sha256 are what was announced. */
    sha256: p.text().nullable(),
    width: p.integer().nullable(),
    height: p.integer().nullable(),
    durationMs: p.integer().nullable(),
    fps: p.float().columnType('double precision').nullable(),
    codecs: p.array().columnType('text[]').defaultRaw(`'{}'`),
    tags: p.array().columnType('text[]').defaultRaw(`'{}'`),
    /** Technical facts from the bytes; never places, devices or people. */
    metadata: p.json<Readonly<Record<string, unknown>>>().nullable(),
    rejection: p.enum(REJECTION_CODES).nullable(),
    rejectionHint: p.text().nullable(),
    storageKey: p.text(),
    /** What was made of it: names in the folder of `storageKey`. */
    derived: p.array<DerivedName>().columnType('text[]').defaultRaw(`'{}'`),
    /** Of all that was made of it together. */
    derivedBytes: p.bigint('number').defaultRaw('0'),
    createdBy: p.uuid().nullable(),
    createdAt: p.datetime().columnType('timestamptz(3)').defaultRaw('now()'),
    deletedAt: p.datetime().columnType('timestamptz(3)').nullable(),
    /** From then on it cannot be restored: its objects are being removed. */
    purgingSince: p.datetime().columnType('timestamptz(3)').nullable(),
  },
});
export type AssetRow = InferEntity<typeof AssetEntity>;
