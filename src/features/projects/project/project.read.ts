import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { isId } from '../../../kernel/id.ts';
import { ById } from '../../../platform/database/lists/by-id.ts';
import { includesText, oneOf, references, timeRange } from '../../../platform/database/lists/list-filter.ts';
import type { TimeRange } from '../../../platform/database/lists/list-filter.ts';
import { PagedQuery } from '../../../platform/database/lists/paged-query.ts';
import { RowMapper } from '../../../platform/database/lists/row-mapper.ts';
import type { IncludeField, Sql } from '../../../platform/database/lists/row-mapper.ts';
import { ProjectEntity } from './project.entity.ts';
import type { ProjectRow } from './project.entity.ts';
import type { ProjectStatus } from './project.states.ts';

/** Large columns that lists read only when their field is selected. */
const SHOWN = ['brief', 'script', 'variables', 'options'] as const satisfies readonly (keyof ProjectRow)[];
const HIDDEN = ['tracks', 'lastRevision'] as const satisfies readonly (keyof ProjectRow)[];

export type ListedProject = Omit<ProjectRow, (typeof SHOWN | typeof HIDDEN)[number]>;

export interface ProjectFilter extends TimeRange {
  readonly status?: readonly ProjectStatus[] | null | undefined;
  /** Case-insensitive substring of the name. */
  readonly text?: string | null | undefined;
  readonly createdBy?: string | null | undefined;
  readonly templateId?: string | null | undefined;
  /** Whether to list deleted projects instead of the others. */
  readonly deleted?: boolean | null | undefined;
}
export type ProjectOrderField = 'CREATED_AT' | 'UPDATED_AT' | 'NAME';

type ProjectList = PagedQuery<ListedProject, ProjectFilter, ProjectOrderField>;

/** Projects by id, for rows that name them. */
export const projectsById = new ById<ListedProject>(new RowMapper(ProjectEntity, { shown: SHOWN, hidden: HIDDEN }));

/** Projects by id with their overlays, which lists leave out. */
export const projectContents = new ById<ProjectRow>(new RowMapper(ProjectEntity));

/** Reads of projects, with includes from other features. */
export class ProjectReads {
  readonly byId: ById<ListedProject>;
  readonly ofWorkspace: ProjectList;
  /** Projects whose scenes or overlays name an asset. */
  readonly usingAsset: ProjectList;

  constructor(includes: readonly IncludeField[]) {
    const shape = new RowMapper<ListedProject>(ProjectEntity, { shown: SHOWN, hidden: HIDDEN, includes });
    this.byId = new ById(shape);
    this.ofWorkspace = listOf(shape, 'workspaceId');
    this.usingAsset = listOf(shape, namesAsset);
  }
}

/** Whether the workspace has this project and it is not deleted. */
export const hasProject = async (em: EntityManager, workspaceId: string, id: string): Promise<boolean> =>
  isId(id) && (await em.count(ProjectEntity, { id, workspaceId, deletedAt: null })) > 0;

const listOf = (shape: RowMapper<ListedProject>, parent: string | ((parentId: Sql) => Sql)): ProjectList =>
  new PagedQuery<ListedProject, ProjectFilter, ProjectOrderField>({
    shape,
    parent,
    descending: true,
    orders: {
      CREATED_AT: { property: 'id', type: 'uuid' },
      UPDATED_AT: { property: 'updatedAt', type: 'timestamptz' },
      NAME: { property: 'nameKey', type: 'text' },
    },
    where: ({ deleted }) => [deleted ? sql`projects.deleted_at is not null` : sql`projects.deleted_at is null`],
    filters: {
      status: oneOf('status'),
      text: (text, path, columns) => includesText(columns.column('nameKey'), text, path),
      createdBy: references('createdBy'),
      templateId: references('templateId'),
      deleted: () => sql`true`,
      ...timeRange('createdAt'),
    },
  });

const namesAsset = (assetId: Sql): Sql => sql`(
  exists (select from scenes where scenes.project_id = projects.id and (scenes.visual_asset_id = ${assetId} or scenes.voice_asset_id = ${assetId}))
  or projects.tracks @> jsonb_build_array(jsonb_build_object('overlays', jsonb_build_array(jsonb_build_object('assetId', ${assetId}::text)))))`;
