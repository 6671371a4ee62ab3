import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

export const ASSET_KINDS = ['VIDEO', 'IMAGE', 'AUDIO', 'CAPTION', 'FONT', 'DOCUMENT'] as const;
export type AssetKind = (typeof ASSET_KINDS)[number];

export const ASSET_STATUSES = ['PENDING', 'PROCESSING', 'READY', 'REJECTED', 'DELETED'] as const;
export type AssetStatus = (typeof ASSET_STATUSES)[number];

/** What an asset is to the job that made it. */
export const OUTPUT_ROLES = ['VIDEO', 'THUMBNAIL', 'POSTER', 'CAPTIONS', 'DOCUMENT'] as const;
export type OutputRole = (typeof OUTPUT_ROLES)[number];

/** A file of a workspace. Its bytes lie in object storage under `storageKey` and never change. */
export const AssetEntity = defineEntity({
  name: 'Asset',
  tableName: 'assets',
  indexes: [
    { name: 'assets_newest', properties: ['workspaceId', 'id'] },
    { name: 'assets_job', properties: ['jobId'] },
    { name: 'assets_key', expression: `create index "assets_key" on "assets" ("storage_key" collate "C")` },
  ],
  properties: {
    id: p.uuid().primary(),
    workspaceId: p.uuid(),
    jobId: p.uuid().nullable(),
    role: p.enum(OUTPUT_ROLES).nullable(),
    kind: p.enum(ASSET_KINDS),
    status: p.enum(ASSET_STATUSES),
    name: p.text(),
    fileName: p.text(),
    contentType: p.text(),
    byteSize: p.bigint('number'),
    sha256: p.text().nullable(),
    width: p.integer().nullable(),
    height: p.integer().nullable(),
    durationMs: p.integer().nullable(),
    fps: p.float().columnType('double precision').nullable(),
    codecs: p.array().columnType('text[]').defaultRaw(`'{}'`),
    tags: p.array().columnType('text[]').defaultRaw(`'{}'`),
    storageKey: p.text(),
    createdBy: p.uuid().nullable(),
    createdAt: p.datetime().columnType('timestamptz(3)').defaultRaw('now()'),
    deletedAt: p.datetime().columnType('timestamptz(3)').nullable(),
  },
});
export type AssetRow = InferEntity<typeof AssetEntity>;
