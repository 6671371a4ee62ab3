import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { references } from '../../../platform/database/references.ts';
import { timestamp } from '../../../platform/database/timestamp.ts';
import { UserEntity } from '../../identity/identity.entity.ts';
import { WorkspaceEntity } from '../../workspaces/workspace/workspace.entity.ts';
import { ProjectEntity } from '../project/project.entity.ts';
import type { ProjectDocument } from './project-document.ts';

/** The document that a film was made from. Written once; the application can neither change nor delete it. */
export const ProjectVersionEntity = defineEntity({
  name: 'ProjectVersion',
  tableName: 'project_versions',
  properties: {
    projectId: references(ProjectEntity, 'project_id').primary(),
    /** 1, 2, 3 … within the project. */
    number: p.integer().primary(),
    workspaceId: references(WorkspaceEntity, 'workspace_id'),
    document: p.json<ProjectDocument>(),
    createdAt: timestamp().defaultRaw('now()'),
    createdBy: references(UserEntity, 'created_by').nullable(),
  },
});
export type ProjectVersionRow = InferEntity<typeof ProjectVersionEntity>;
