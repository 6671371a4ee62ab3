import { sql } from 'kysely';
import { ById } from '../../../platform/database/lists/by-id.ts';
import { JsonObject } from '../../../platform/database/lists/json-object.ts';
import { PagedQuery } from '../../../platform/database/lists/paged-query.ts';
import { RowMapper } from '../../../platform/database/lists/row-mapper.ts';
import type { IncludeField, Sql } from '../../../platform/database/lists/row-mapper.ts';
import { assetsById } from '../../assets/asset.read.ts';
import { SceneEntity } from './scene.entity.ts';
import type { SceneRow } from './scene.entity.ts';

/** A scene with its place in the film, from 0. */
export interface ListedScene extends SceneRow {
  readonly position: number;
}

const includes: readonly IncludeField[] = [
  { name: 'visualAsset', fields: ['visualAsset'], key: 'visual_asset_id', nested: assetsById, planned: true },
  { name: 'voiceAsset', fields: ['voiceAsset'], key: 'voice_asset_id', nested: assetsById, planned: true },
  { name: 'focus', fields: [], key: 'focus', nested: new JsonObject('scene_focus', ['x', 'y']), planned: true },
];

const mapperWith = (position: Sql) =>
  new RowMapper<ListedScene>(SceneEntity, {
    hidden: ['revisions'],
    computed: { position: { value: position, column: { kind: 'INTEGER', nullable: false, words: [] } } },
    includes,
  });

/** All scenes of a project, in the order of the film. */
export const scenesOfProject = new PagedQuery<ListedScene>({
  shape: mapperWith(sql`(row_number() over (order by scenes.order_key, scenes.id) - 1)::int`),
  parent: 'projectId',
  key: 'orderKey',
});

/** Scenes by id. The position is a count of the scenes before it: a window function would see one row only. */
export const scenesById = new ById<ListedScene>(
  mapperWith(sql`(select count(*)::int from scenes as earlier where earlier.project_id = scenes.project_id
    and (earlier.order_key, earlier.id) < (scenes.order_key, scenes.id))`),
);
