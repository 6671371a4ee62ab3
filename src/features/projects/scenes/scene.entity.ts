import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { MOTIONS } from '../../../platform/catalogue/motions.ts';
import type { TransitionName } from '../../../platform/catalogue/transitions.ts';
import { changeStamps } from '../../../platform/database/change-stamps.ts';
import { references } from '../../../platform/database/references.ts';
import { AssetEntity } from '../../assets/asset.entity.ts';
import { timestamp } from '../../../platform/database/timestamp.ts';
import { UserEntity } from '../../identity/identity.entity.ts';
import { WorkspaceEntity } from '../../workspaces/workspace/workspace.entity.ts';
import { ProjectEntity } from '../project/project.entity.ts';
import { FITS, SHORT_CLIPS } from './scene.states.ts';
import type { CaptionTranslation, Point, SceneRevisions } from './scene.states.ts';

/** One part of a film: its words and its picture. Changed under the lock of its project's row. */
export const SceneEntity = defineEntity({
  name: 'Scene',
  tableName: 'scenes',
  indexes: [
    { name: 'scenes_order', properties: ['projectId', 'orderKey', 'id'] },
    { name: 'scenes_visual', expression: `create index "scenes_visual" on "scenes" ("visual_asset_id") where visual_asset_id is not null` },
    { name: 'scenes_voice', expression: `create index "scenes_voice" on "scenes" ("voice_asset_id") where voice_asset_id is not null` },
  ],
  properties: {
    id: p.uuid().primary(),
    workspaceId: references(WorkspaceEntity, 'workspace_id'),
    projectId: references(ProjectEntity, 'project_id'),
    /** Increases with every change of the scene, except of its place; a change names the version that it is based on. */
    version: p.integer().default(1),
    /** Fractional index: moving a scene changes only this row. */
    orderKey: p.text().collation('C'),
    /** The id of the scene in the timeline that it was imported from; null when it was not imported. */
    timelineId: p.text().nullable(),
    narration: p.text().default(''),
    visualPrompt: p.text().nullable(),
    visualAssetId: references(AssetEntity, 'visual_asset_id').nullable(),
    voiceAssetId: references(AssetEntity, 'voice_asset_id').nullable(),
    /** Text that is shown instead of the narration. */
    caption: p.text().nullable(),
    /** At most one in each language. */
    captionTranslations: p.json<readonly CaptionTranslation[]>().defaultRaw(`'[]'::jsonb`),
    fit: p.enum(FITS).default('FILL'),
    focus: p.json<Point>().nullable(),
    motion: p.enum(MOTIONS.names).default('NONE'),
    trimStartMs: p.integer().nullable(),
    /** Factor: 2 is twice as fast. */
    speed: p.float().columnType('double precision').nullable(),
    shortClip: p.enum(SHORT_CLIPS).default('LOOP'),
    /** Decibels; null for a clip without its sound. */
    clipGainDb: p.float().columnType('double precision').nullable(),
    /** The transition to the next scene. */
    transition: p.text().$type<TransitionName>().default('fade'),
    transitionMs: p.integer().default(400),
    durationMs: p.integer().nullable(),
    /** How often its voice and its picture were made again on request; null before the first time. */
    revisions: p.json<SceneRevisions>().nullable(),
    createdBy: references(UserEntity, 'created_by').nullable(),
    createdAt: timestamp().defaultRaw('now()'),
    ...changeStamps(),
  },
});
export type SceneRow = InferEntity<typeof SceneEntity>;
