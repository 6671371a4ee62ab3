import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import type { CaptionPosition, CaptionSize } from '../../platform/catalogue/film/caption-places.ts';
import type { RenditionKind } from '../../platform/catalogue/renditions.ts';
import type { Resolution } from '../../platform/catalogue/sizes/resolutions.ts';
import type { AspectRatio } from '../../platform/catalogue/sizes/shapes.ts';
import type { Motion } from '../../platform/catalogue/motions.ts';
import { changeStamps, deletionStamps } from '../../platform/database/change-stamps.ts';
import { references } from '../../platform/database/references.ts';
import { timestamp } from '../../platform/database/timestamp.ts';
import { AssetEntity } from '../assets/asset.entity.ts';
import { UserEntity } from '../identity/identity.entity.ts';
import { WorkspaceEntity } from '../workspaces/workspace/workspace.entity.ts';

/**
 * A named set of film options; null leaves an option to the next source of the precedence. Presets that ship with the program have no rows,
 * so columns of other tables that name a preset are plain ids without a foreign key.
 */
export const PresetEntity = defineEntity({
  name: 'Preset',
  tableName: 'presets',
  uniques: [{ name: 'presets_workspace_id_id', properties: ['workspaceId', 'id'] }],
  indexes: [
    { name: 'presets_font', expression: `create index "presets_font" on "presets" ("font_asset_id") where font_asset_id is not null` },
    { name: 'presets_logo', expression: `create index "presets_logo" on "presets" ("logo_asset_id") where logo_asset_id is not null` },
    { name: 'presets_music', expression: `create index "presets_music" on "presets" ("music_asset_id") where music_asset_id is not null` },
  ],
  properties: {
    id: p.uuid().primary(),
    workspaceId: references(WorkspaceEntity, 'workspace_id'),
    name: p.text(),
    description: p.text().nullable(),
    model: p.text().nullable(),
    resolution: p.text().$type<Resolution>().nullable(),
    aspectRatio: p.text().$type<AspectRatio>().nullable(),
    fps: p.integer().nullable(),
    /** BCP 47 tag. */
    language: p.text().nullable(),
    voice: p.text().nullable(),
    look: p.text().nullable(),
    captionStyle: p.text().nullable(),
    captionPosition: p.text().$type<CaptionPosition>().nullable(),
    captionSize: p.text().$type<CaptionSize>().nullable(),
    transition: p.text().nullable(),
    motion: p.text().$type<Motion>().nullable(),
    /** `#rrggbb`, the most important one first. */
    brandColors: p.array().columnType('text[]').nullable(),
    /** Names of providers, the preferred one first. */
    providerOrder: p.array().columnType('text[]').nullable(),
    fontAssetId: references(AssetEntity, 'font_asset_id').nullable(),
    logoAssetId: references(AssetEntity, 'logo_asset_id').nullable(),
    musicAssetId: references(AssetEntity, 'music_asset_id').nullable(),
    renditions: p.array<RenditionKind>().columnType('text[]').nullable(),
    musicMood: p.text().nullable(),
    musicStartMs: p.integer().nullable(),
    musicGainDb: p.float().columnType('double precision').nullable(),
    aiLabel: p.text().nullable(),
    /** Increases with every change; a change names the version that it is based on. */
    version: p.integer().default(1),
    createdBy: references(UserEntity, 'created_by').nullable(),
    createdAt: timestamp().defaultRaw('now()'),
    deletedAt: timestamp().nullable(),
    ...changeStamps(),
    ...deletionStamps(),
  },
});
export type PresetRow = InferEntity<typeof PresetEntity>;
