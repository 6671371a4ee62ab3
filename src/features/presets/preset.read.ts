import { sql } from 'kysely';
import { optionsOf } from '../../platform/catalogue/film/film-options.ts';
import type { GivenOptions } from '../../platform/catalogue/film/film-options.ts';
import type { SystemPreset } from '../../platform/catalogue/film/system-preset.ts';
import { ById } from '../../platform/database/lists/by-id.ts';
import { containsText, references, timeRange } from '../../platform/database/lists/list-filter.ts';
import type { TimeRange } from '../../platform/database/lists/list-filter.ts';
import { PagedQuery } from '../../platform/database/lists/paged-query.ts';
import { RowMapper } from '../../platform/database/lists/row-mapper.ts';
import { PresetEntity } from './preset.entity.ts';
import type { PresetRow } from './preset.entity.ts';

/** A preset of a workspace, or one that ships with the program and has no workspace, creator or time. */
export interface Preset extends GivenOptions {
  readonly id: string;
  readonly workspaceId: string | null;
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly version: number;
  readonly createdBy?: string | null | undefined;
  readonly createdAt: Date | null;
}

export const asPreset = ({ id, name, description, options }: SystemPreset): Preset => ({
  ...optionsOf(options),
  id,
  name,
  description,
  workspaceId: null,
  version: 1,
  createdBy: null,
  createdAt: null,
});

/** The options of a preset. The start of music whose file was purged since is unset: the database only takes the asset away. */
export const presetOptions = (preset: GivenOptions): GivenOptions => {
  const options = optionsOf(preset);
  return options.musicAssetId == null ? { ...options, musicStartMs: null } : options;
};

export interface PresetFilter extends TimeRange {
  /** Case-insensitive substring of the name or the description. */
  readonly text?: string | null | undefined;
  readonly createdBy?: string | null | undefined;
}
export type PresetOrderField = 'CREATED_AT' | 'NAME';

const shape = new RowMapper<PresetRow>(PresetEntity);

/** A workspace's own presets that were not deleted, newest first by default. */
export const presetsOfWorkspace = new PagedQuery<PresetRow, PresetFilter, PresetOrderField>({
  shape,
  parent: 'workspaceId',
  descending: true,
  orders: { CREATED_AT: { property: 'id', type: 'uuid' }, NAME: { property: 'name', type: 'text' } },
  where: () => [sql`presets.deleted_at is null`],
  filters: { text: containsText('name', 'description'), createdBy: references('createdBy'), ...timeRange('createdAt') },
});

/** Presets of workspaces by id, including deleted ones. */
export const presetsById = new ById<PresetRow>(shape);
