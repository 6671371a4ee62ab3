import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import type { GivenOptions } from '../../../platform/catalogue/film/film-options.ts';
import { SHAPES } from '../../../platform/catalogue/sizes/shapes.ts';
import { changeStamps, deletionStamps } from '../../../platform/database/change-stamps.ts';
import { references } from '../../../platform/database/references.ts';
import { timestamp } from '../../../platform/database/timestamp.ts';
import { UserEntity } from '../../identity/identity.entity.ts';
import { PromptTemplateEntity } from '../../templates/template.entity.ts';
import { WorkspaceEntity } from '../../workspaces/workspace/workspace.entity.ts';
import type { Track } from '../timeline/overlay.schema.ts';
import { PROJECT_STATUSES } from './project.states.ts';
import type { Variables } from './project.states.ts';

/** The place where people work on a film: a brief, scenes and overlays. */
export const ProjectEntity = defineEntity({
  name: 'Project',
  tableName: 'projects',
  uniques: [{ name: 'projects_workspace_id_id', properties: ['workspaceId', 'id'] }],
  indexes: [
    { name: 'projects_newest', properties: ['workspaceId', 'id'] },
    { name: 'projects_by_name', properties: ['workspaceId', 'nameKey', 'id'] },
    { name: 'projects_by_update', properties: ['workspaceId', 'updatedAt', 'id'] },
    { name: 'projects_deleted', expression: `create index "projects_deleted" on "projects" ("deleted_at") where deleted_at is not null` },
  ],
  properties: {
    id: p.uuid().primary(),
    workspaceId: references(WorkspaceEntity, 'workspace_id'),
    name: p.text(),
    brief: p.text().nullable(),
    script: p.text().nullable(),
    /** BCP 47 tag. */
    language: p.text(),
    aspectRatio: p.enum(SHAPES.names),
    templateId: references(PromptTemplateEntity, 'template_id').nullable(),
    variables: p.json<Variables>().nullable(),
    /** No foreign key: it may be a preset that ships with the program. */
    presetId: p.uuid().nullable(),
    /** Options of the request that created the project. Films of the project keep them until another preset is chosen. */
    options: p.json<GivenOptions>().nullable(),
    tracks: p.json<readonly Track[]>().defaultRaw(`'[]'::jsonb`),
    status: p.enum(PROJECT_STATUSES).default('DRAFT'),
    /** Increases with every change of the project's own fields, not of its scenes; a change names the version that it is based on. */
    version: p.integer().default(1),
    /** Number of the newest version that a render made; 0 before the first. */
    latestVersion: p.integer().default(0),
    /**
     * The highest revision that any scene has had, in any version. A scene that is made again always gets a new number, so that a rejected
     * result is never used again.
     */
    lastRevision: p.integer().default(0),
    /** The name without case, kept by the database, by which lists are ordered and searched. */
    nameKey: p.text().collation('C').generated(`(fold_text(name)) stored`).nullable(),
    createdBy: references(UserEntity, 'created_by').nullable(),
    createdAt: timestamp().defaultRaw('now()'),
    deletedAt: timestamp().nullable(),
    ...changeStamps(),
    ...deletionStamps(),
    /** The last change of the project or of one of its scenes. */
    updatedAt: timestamp().defaultRaw('now()'),
  },
});
export type ProjectRow = InferEntity<typeof ProjectEntity>;
