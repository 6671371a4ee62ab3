import type { EntityManager } from '@mikro-orm/postgresql';
import { ReelwrightError, badInput, notFound } from '../../../kernel/errors.ts';
import { lockRow } from '../../../platform/database/rows.ts';
import { SceneEntity } from '../scenes/scene.entity.ts';
import type { SceneRow } from '../scenes/scene.entity.ts';
import { PROJECT_LIMITS } from './project-fields.ts';
import { ProjectEntity } from './project.entity.ts';
import type { ProjectRow } from './project.entity.ts';

/**
 * Locks the project, which orders all changes of it and of its scenes: two people who change different scenes wait for each other for
 * milliseconds. Must come before the lock of any scene. @throws ReelwrightError NOT_FOUND, INVALID_STATE for a deleted project
 */
export async function lockProject(em: EntityManager, id: string): Promise<ProjectRow> {
  const project = await lockAnyProject(em, id);
  if (project.deletedAt) throw new ReelwrightError('INVALID_STATE', 'The project is deleted. Restore it first.');
  return project;
}

/** Like `lockProject`, also for a deleted project. */
export async function lockAnyProject(em: EntityManager, id: string): Promise<ProjectRow> {
  const project = await lockRow(em, ProjectEntity, id);
  if (!project) throw notFound('Project');
  return project;
}

/** Records a change of a scene on its locked project; subscribers of the workspace receive this change. */
export const touch = (project: ProjectRow): void => void (project.updatedAt = new Date());

/** The scenes of a project in the order of the film. */
export const scenesOf = (em: EntityManager, projectId: string): Promise<SceneRow[]> =>
  em.find(SceneEntity, { projectId }, { orderBy: { orderKey: 'asc', id: 'asc' } });

/** Why a project cannot have these scenes: they are too many, or have too many words. Undefined when it can. */
export function sizeFault(scenes: readonly { readonly narration: string }[]): string | undefined {
  if (scenes.length > PROJECT_LIMITS.scenes) return `A project can have at most ${PROJECT_LIMITS.scenes} scenes.`;
  const characters = scenes.reduce((sum, { narration }) => sum + [...narration].length, 0);
  if (characters <= PROJECT_LIMITS.narrationCharacters) return undefined;
  return `The narration of all scenes must have at most ${PROJECT_LIMITS.narrationCharacters} characters; this would make ${characters}.`;
}

/** Checks the number of scenes and words. @throws ReelwrightError BAD_USER_INPUT at `path` for more than a project may have */
export function assertFits(scenes: readonly { readonly narration: string }[], path: string): void {
  const fault = sizeFault(scenes);
  if (fault !== undefined) throw badInput(path, fault);
}
