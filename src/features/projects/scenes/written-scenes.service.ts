import type { EntityManager } from '@mikro-orm/postgresql';
import { notFound } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/id.ts';
import type { ProjectChoices } from '../project/project-choices.ts';
import type { ProjectRow } from '../project/project.entity.ts';
import { assertFits, lockProject, scenesOf, touch } from '../project/project-lock.ts';
import { withoutScene } from '../timeline/overlay-starts.ts';
import { timelineIdOf } from '../versions/project-document.ts';
import { SCENE_DEFAULTS } from './scene-fields.ts';
import { keysFor } from './scene-order.ts';
import { SceneEntity } from './scene.entity.ts';
import type { SceneRow } from './scene.entity.ts';

/** A project with its scenes in order; its row is locked until the commit. */
export interface LockedProject {
  readonly project: ProjectRow;
  readonly scenes: readonly SceneRow[];
}

/** A text that identifies the state of all scenes: it differs after an edit and after an added or removed scene. */
export const stateOf = (scenes: readonly Pick<SceneRow, 'id' | 'version'>[]): string =>
  scenes.map(({ id, version }) => `${id}/${version}`).join(' ');

/** Changes that a script provider makes to scenes, in the transactions of jobs. */
export class WrittenScenes {
  constructor(private readonly choices: ProjectChoices) {}

  /** Locks a project and reads its scenes. @throws ReelwrightError NOT_FOUND, INVALID_STATE for a deleted project */
  async lock(em: EntityManager, projectId: string): Promise<LockedProject> {
    return { project: await lockProject(em, projectId), scenes: await scenesOf(em, projectId) };
  }

  /**
   * Replaces all scenes of a locked project and removes the overlays that start with them. New scenes get motion and transition from the
   * presets that apply.
   */
  async replace(
    em: EntityManager,
    { project, scenes }: LockedProject,
    { narrations, createdBy }: { readonly narrations: readonly string[]; readonly createdBy: string | null },
  ): Promise<void> {
    const { id: projectId, workspaceId } = project;
    const { motion, transition } = await this.choices.optionsOf(em, workspaceId, project);
    const keys = keysFor(narrations.length);
    const written = narrations.map((narration, index) => ({
      ...{ ...SCENE_DEFAULTS, motion, transition, narration },
      ...{ id: newId(), workspaceId, projectId, orderKey: keys[index] ?? '', createdBy },
    }));
    assertFits(written, 'input.projectId');
    const tracks = scenes.reduce((left, scene) => withoutScene(left, timelineIdOf(scene)), project.tracks);
    if (tracks !== project.tracks) em.assign(project, { tracks, version: project.version + 1 });
    for (const scene of scenes) em.remove(scene);
    for (const scene of written) em.create(SceneEntity, scene);
    touch(project);
    await em.flush();
  }

  /**
   * Gives the voice or picture of a scene a new revision, so that the next film makes it again. The version of the scene stays, because
   * nobody's edit is affected.
   */
  async renew(
    em: EntityManager,
    { project, scenes }: LockedProject,
    { sceneId, voice, visual }: { readonly sceneId: string; readonly voice: boolean; readonly visual: boolean },
  ): Promise<void> {
    const scene = sceneIn(scenes, sceneId);
    const before = scene.revisions ?? { voice: 0, visual: 0 };
    // Revisions are counted for the project, because restoring a version takes a scene back to an earlier number.
    const used = scenes.flatMap(({ revisions }) => (revisions ? [revisions.voice, revisions.visual] : []));
    const next = Math.max(project.lastRevision, ...used) + 1;
    em.assign(scene, { revisions: { voice: voice ? next : before.voice, visual: visual ? next : before.visual } });
    if (voice || visual) project.lastRevision = next;
    touch(project);
    await em.flush();
  }

  /** Replaces the words of a scene. */
  async rewrite(em: EntityManager, { project, scenes }: LockedProject, sceneId: string, narration: string): Promise<void> {
    const scene = sceneIn(scenes, sceneId);
    if (scene.narration === narration) return;
    em.assign(scene, { narration, version: scene.version + 1 });
    assertFits(scenes, 'input.sceneId');
    touch(project);
    await em.flush();
  }
}

function sceneIn(scenes: readonly SceneRow[], id: string): SceneRow {
  const scene = scenes.find((one) => one.id === id);
  if (!scene) throw notFound('Scene');
  return scene;
}
