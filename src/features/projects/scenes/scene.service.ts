import type { EntityManager } from '@mikro-orm/postgresql';
import { authorOf, currentActor } from '../../../kernel/actor.ts';
import { badInput, notFound } from '../../../kernel/errors.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { readInput } from '../../../platform/input/read-input.ts';
import { assertVersion } from '../../../platform/mutation/expected-version.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import type { ProjectChoices } from '../project/project-choices.ts';
import type { ProjectRow } from '../project/project.entity.ts';
import { assertFits, lockProject, scenesOf, touch } from '../project/project-lock.ts';
import { projectsById } from '../project/project.read.ts';
import { withoutScene } from '../timeline/overlay-starts.ts';
import { timelineIdOf } from '../versions/project-document.ts';
import { assertAssets, assetsOfScene } from './named-assets.ts';
import { SCENE_DEFAULTS, SCENE_FIELD_NAMES, sceneChanges } from './scene-fields.ts';
import type { SceneFields } from './scene-fields.ts';
import { keyAfter, shortenKeys } from './scene-order.ts';
import { SceneEntity } from './scene.entity.ts';
import type { SceneRow } from './scene.entity.ts';
import { addScene, moveScene, removeScene, updateScene } from './scene.mutations.ts';
import { scenesById } from './scene.read.ts';
import type { ListedScene } from './scene.read.ts';

/** Fields of a scene as clients send them; null means the default. */
export type GivenScene = { readonly [Name in keyof SceneFields]?: unknown };

export interface AddScene extends GivenScene {
  readonly projectId: string;
  /** The scene that the new one follows: by default the last one; null places it before all. */
  readonly afterSceneId?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

export interface UpdateScene extends GivenScene {
  readonly expectedVersion: number;
}

/** The scenes of a project. Every change locks the project first, so that changes by several people follow each other. */
export class SceneService {
  constructor(
    private readonly mutations: Mutations,
    private readonly choices: ProjectChoices,
  ) {}

  /** Adds a scene. @throws ReelwrightError BAD_USER_INPUT that names every invalid field, INVALID_STATE for a deleted project */
  async add(scope: Scope, input: AddScene): Promise<ListedScene> {
    const { projectId, afterSceneId, idempotencyKey: _, ...rest } = input;
    const workspaceId = await this.#workspaceOf(scope, projectId);
    const call = await this.mutations.authorizeCall(scope, { mutation: addScene, workspaceId, input });
    const given = readScene(rest);
    const made = await this.mutations.create(scope, call, async (em, id) => {
      const project = await lockProject(em, projectId);
      const scenes = await scenesOf(em, projectId);
      const fields = { ...(await this.#defaultsOf(em, project)), ...given };
      await assertAssets(em, workspaceId, assetsOfScene('input', fields));
      assertFits([...scenes, fields], 'input.narration');
      const orderKey = keyAfter(scenes, afterSceneId === undefined ? (scenes.at(-1)?.id ?? null) : afterSceneId);
      if (orderKey === undefined) throw badInput('input.afterSceneId', 'Scene not found in this project.');
      scenes.push(em.create(SceneEntity, { ...fields, id, workspaceId, projectId, orderKey, createdBy: authorOf(scope.actor) ?? null }));
      shortenKeys(inOrder(scenes));
      touch(project);
      await em.flush();
    });
    return this.get(scope, made);
  }

  /**
   * Changes a scene. @throws ReelwrightError CONFLICT with the current scene when it was changed meanwhile, BAD_USER_INPUT that names every
   * invalid field
   */
  async update(scope: Scope, id: string, { expectedVersion, ...given }: UpdateScene): Promise<ListedScene> {
    const { workspaceId, projectId } = await this.get(scope, id);
    const call = await this.mutations.authorizeCall(scope, { mutation: updateScene, workspaceId, subjectId: id });
    const changes = readScene(given);
    await this.mutations.update(scope, call, async (em) => {
      const project = await lockProject(em, projectId);
      const scenes = await scenesOf(em, projectId);
      const scene = sceneIn(scenes, id);
      assertVersion('scene', expectedVersion, viewOf(scene, scenes.indexOf(scene)));
      await assertAssets(em, workspaceId, assetsOfScene('input', changes, scene));
      const before = differing(scene, changes);
      if (Object.keys(before).length === 0) return {};
      em.assign(scene, { ...changes, version: scene.version + 1 });
      assertFits(scenes, 'input.narration');
      touch(project);
      await em.flush();
      return { before, after: differing(changes, before, true) };
    });
    return this.get(scope, id);
  }

  /** Places a scene after another one of its project, or before all. Its version stays, because only its place changes. */
  async move(
    scope: Scope,
    id: string,
    { afterSceneId = null }: { readonly afterSceneId?: string | null | undefined },
  ): Promise<ListedScene> {
    const { workspaceId, projectId } = await this.get(scope, id);
    await this.mutations.update(scope, { mutation: moveScene, workspaceId, subjectId: id }, async (em) => {
      const project = await lockProject(em, projectId);
      const scenes = await scenesOf(em, projectId);
      const scene = sceneIn(scenes, id);
      if (afterSceneId === id) throw badInput('input.afterSceneId', 'A scene cannot follow itself.');
      const orderKey = keyAfter(
        scenes.filter((other) => other !== scene),
        afterSceneId,
      );
      if (orderKey === undefined) throw badInput('input.afterSceneId', 'Scene not found in this project.');
      scene.orderKey = orderKey;
      shortenKeys(inOrder(scenes));
      touch(project);
      await em.flush();
      return { after: { afterSceneId } };
    });
    return this.get(scope, id);
  }

  /** Removes a scene, and the overlays that start with it. Versions keep the scene. Returns the id of the project. */
  async remove(scope: Scope, id: string): Promise<string> {
    const { workspaceId, projectId } = await this.get(scope, id);
    await this.mutations.update(scope, { mutation: removeScene, workspaceId, subjectId: id }, async (em) => {
      const project = await lockProject(em, projectId);
      const scene = await em.findOne(SceneEntity, { id, projectId });
      if (!scene) throw notFound('Scene');
      const tracks = withoutScene(project.tracks, timelineIdOf(scene));
      if (tracks !== project.tracks) em.assign(project, { tracks, version: project.version + 1 });
      em.remove(scene);
      touch(project);
      await em.flush();
      return { before: viewOf(scene) };
    });
    return projectId;
  }

  /** A scene by its id. @throws ReelwrightError NOT_FOUND for a missing scene and, identically, for one of another workspace */
  async get(scope: Scope, id: string): Promise<ListedScene> {
    currentActor(scope);
    const scene = await scenesById.load(scope, id);
    if (!scene) throw notFound('Scene');
    return scene;
  }

  /** The defaults of a new scene: motion and transition are those of the presets that apply to the project. */
  async #defaultsOf(em: EntityManager, project: ProjectRow): Promise<SceneFields> {
    const { motion, transition } = await this.choices.optionsOf(em, project.workspaceId, project);
    return { ...SCENE_DEFAULTS, motion, transition };
  }

  async #workspaceOf(scope: Scope, projectId: string): Promise<string> {
    currentActor(scope);
    const project = await projectsById.load(scope, projectId);
    if (!project) throw notFound('Project');
    return project.workspaceId;
  }
}

/** The fields of a scene that clients see, for conflicts and the audit log. */
const viewOf = (scene: SceneRow, position?: number) => ({
  id: scene.id,
  version: scene.version,
  ...(position !== undefined && { position }),
  ...Object.fromEntries(SCENE_FIELD_NAMES.map((name) => [name, scene[name] ?? null])),
});

/** Checks the fields of a scene. Null means the default. @throws ReelwrightError BAD_USER_INPUT that names every invalid field */
function readScene(given: GivenScene): Partial<SceneFields> {
  const named = Object.entries(given).filter(([, value]) => value !== undefined);
  const values = named.map(([name, value]) => [name, value ?? SCENE_DEFAULTS[name as keyof SceneFields] ?? null] as const);
  return readInput(sceneChanges, Object.fromEntries(values), 'input') as Partial<SceneFields>;
}

/** The fields of `row` that `changes` would change; with `kept`, those that `changes` also has. */
function differing(row: object, changes: object, kept = false): Record<string, unknown> {
  const values = row as Record<string, unknown>;
  const entries = Object.entries(changes).filter(([name, value]) => kept || JSON.stringify(values[name] ?? null) !== JSON.stringify(value));
  return Object.fromEntries(entries.map(([name]) => [name, values[name] ?? null]));
}

function sceneIn(scenes: readonly SceneRow[], id: string): SceneRow {
  const scene = scenes.find((one) => one.id === id);
  if (!scene) throw notFound('Scene');
  return scene;
}

const inOrder = (scenes: readonly SceneRow[]): SceneRow[] =>
  scenes.toSorted((one, other) => (one.orderKey === other.orderKey ? 0 : one.orderKey < other.orderKey ? -1 : 1));
