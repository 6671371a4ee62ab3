import type { EntityManager } from '@mikro-orm/postgresql';
import { authorOf } from '../../../kernel/actor.ts';
import { assertQuota } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/id.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { keysFor } from '../scenes/scene-order.ts';
import { SCENE_FIELD_NAMES } from '../scenes/scene-fields.ts';
import { SceneEntity } from '../scenes/scene.entity.ts';
import type { SceneRow } from '../scenes/scene.entity.ts';
import { NEWER_FIELDS } from '../versions/project-document.ts';
import type { DocumentScene, ProjectDocument } from '../versions/project-document.ts';
import { PROJECT_LIMITS } from './project-fields.ts';
import { ProjectEntity } from './project.entity.ts';
import type { ProjectRow } from './project.entity.ts';
import type { ProjectStatus } from './project.states.ts';

/** The content of a new project; its scenes get new ids. */
interface NewProject extends Pick<ProjectDocument, 'project' | 'tracks' | 'options'> {
  readonly id: string;
  readonly workspaceId: string;
  readonly scenes: readonly Omit<DocumentScene, 'id'>[];
  readonly status?: ProjectStatus;
  /** `lastRevision` of the project that this one is a copy of. */
  readonly lastRevision?: number;
  /** By default the acting person. */
  readonly createdBy?: string | null | undefined;
}

/** The number of projects of the workspace, including deleted ones, which stays until the transaction ends. */
async function projectsIn(em: EntityManager, workspaceId: string): Promise<number> {
  const [row] = await em.execute<{ projects: number }[]>('select lock_projects(?) as projects', [workspaceId]);
  return row?.projects ?? 0;
}

/** Writes a project with its scenes in the caller's transaction. @throws ReelwrightError QUOTA_EXCEEDED */
export async function insertProject(em: EntityManager, scope: Scope, project: NewProject): Promise<void> {
  assertQuota(
    (await projectsIn(em, project.workspaceId)) + 1,
    PROJECT_LIMITS.projects,
    `A workspace can have at most ${PROJECT_LIMITS.projects} projects, deleted ones included.`,
  );
  await write(em, scope, project);
}

/** Like `insertProject`, but returns false when the workspace has its maximum of projects. */
export async function insertWhereRoom(em: EntityManager, scope: Scope, project: NewProject): Promise<boolean> {
  if ((await projectsIn(em, project.workspaceId)) >= PROJECT_LIMITS.projects) return false;
  await write(em, scope, project);
  return true;
}

async function write(em: EntityManager, { actor }: Scope, { id, workspaceId, ...content }: NewProject): Promise<void> {
  const { project, tracks, options = null, status = 'DRAFT', lastRevision = 0, createdBy = authorOf(actor) ?? null } = content;
  em.create(ProjectEntity, { ...project, id, workspaceId, tracks, options, status, lastRevision, createdBy });
  const keys = keysFor(content.scenes.length);
  for (const [index, scene] of content.scenes.entries()) {
    em.create(SceneEntity, { ...scene, id: newId(), workspaceId, projectId: id, orderKey: keys[index] ?? '', createdBy });
  }
  await em.flush();
}

/** Replaces the content of a locked project. Scenes keep their ids; those that the document lacks are removed. */
export async function replaceContent(
  em: EntityManager,
  { actor }: Scope,
  { project, scenes }: { readonly project: ProjectRow; readonly scenes: readonly SceneRow[] },
  document: ProjectDocument,
): Promise<void> {
  const { workspaceId, id: projectId } = project;
  const { tracks, options = null } = document;
  em.assign(project, { ...document.project, tracks, options, version: project.version + 1, updatedAt: new Date() });
  const existing = new Map(scenes.map((scene) => [scene.id, scene]));
  const keys = keysFor(document.scenes.length);
  for (const [index, stored] of document.scenes.entries()) {
    const wanted = { ...NEWER_FIELDS, ...stored };
    const orderKey = keys[index] ?? '';
    const scene = existing.get(wanted.id);
    existing.delete(wanted.id);
    if (!scene) em.create(SceneEntity, { ...wanted, workspaceId, projectId, orderKey, createdBy: authorOf(actor) ?? null });
    else em.assign(scene, { ...wanted, orderKey, version: scene.version + (differs(scene, wanted) ? 1 : 0) });
  }
  for (const scene of existing.values()) em.remove(scene);
  await em.flush();
}

const differs = (scene: SceneRow, wanted: DocumentScene): boolean =>
  SCENE_FIELD_NAMES.some((name) => JSON.stringify(scene[name] ?? null) !== JSON.stringify(wanted[name]));
