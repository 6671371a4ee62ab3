import { currentActor } from '../../../kernel/actor.ts';
import { ReelwrightError, notFound } from '../../../kernel/errors.ts';
import type { ListArgs, ListPage } from '../../../kernel/page.ts';
import type { Selection } from '../../../kernel/selection.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { badFields, readInput } from '../../../platform/input/read-input.ts';
import { assertVersion } from '../../../platform/mutation/expected-version.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import { assertAssets } from '../scenes/named-assets.ts';
import type { NamedAsset } from '../scenes/named-assets.ts';
import { tracks as tracksSchema } from '../timeline/overlay.schema.ts';
import { startFaults } from '../timeline/overlay-starts.ts';
import { assetsOfTracks } from '../timeline/timeline.ts';
import { documentOf, timelineIdOf } from '../versions/project-document.ts';
import type { DocumentScene } from '../versions/project-document.ts';
import type { ProjectChoices } from './project-choices.ts';
import { PROJECT_DEFAULTS, PROJECT_FIELD_NAMES, projectChanges } from './project-fields.ts';
import type { ProjectFields } from './project-fields.ts';
import { lockAnyProject, lockProject, scenesOf } from './project-lock.ts';
import { insertProject } from './project-writes.ts';
import type { ProjectRow } from './project.entity.ts';
import { createProject, deleteProject, duplicateProject, restoreProject, updateProject } from './project.mutations.ts';
import type { ListedProject, ProjectFilter, ProjectOrderField, ProjectReads } from './project.read.ts';

/** Days in which a deleted project can be restored; the function `delete_old_projects` uses the same number. */
const RESTORE_DAYS = 30;
const DAY_MS = 86_400_000;

/** Fields of a project as clients send them; null means the default. */
export type GivenProject = { readonly [Name in keyof ProjectFields]?: unknown };

export interface CreateProject extends GivenProject {
  readonly workspaceId: string;
  readonly name: string;
  readonly idempotencyKey?: string | null | undefined;
}

export interface UpdateProject extends GivenProject {
  readonly expectedVersion: number;
  readonly tracks?: unknown;
}

export interface DuplicateProject {
  readonly projectId: string;
  readonly name?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

export class ProjectService {
  constructor(
    private readonly mutations: Mutations,
    private readonly reads: ProjectReads,
    private readonly choices: ProjectChoices,
  ) {}

  /**
   * Creates a project. Language and aspect ratio come from the presets that apply if the input lacks them. @throws ReelwrightError
   * BAD_USER_INPUT that names every invalid field
   */
  async create(scope: Scope, input: CreateProject): Promise<ListedProject> {
    const { workspaceId, idempotencyKey: _, ...given } = input;
    const call = await this.mutations.authorizeCall(scope, { mutation: createProject, workspaceId, input });
    const fields = readProject(present(given));
    const made = await this.mutations.create(scope, call, async (em, id) => {
      await this.choices.assert(em, { workspaceId, path: 'input', choices: fields });
      const { templateId, presetId, language: givenLanguage, aspectRatio: givenRatio } = fields;
      const own = { templateId, presetId, given: { language: givenLanguage, aspectRatio: givenRatio } };
      const { language, aspectRatio } = await this.choices.optionsOf(em, workspaceId, own);
      const project = { ...PROJECT_DEFAULTS, language, aspectRatio, name: '', ...fields };
      await insertProject(em, scope, { id, workspaceId, project, tracks: [], scenes: [] });
    });
    return this.get(scope, made);
  }

  /**
   * Changes a project. @throws ReelwrightError CONFLICT with the current project when it was changed meanwhile, INVALID_STATE for a deleted
   * one
   */
  async update(scope: Scope, id: string, { expectedVersion, tracks: givenTracks, ...given }: UpdateProject): Promise<ListedProject> {
    const { workspaceId } = await this.get(scope, id);
    const call = await this.mutations.authorizeCall(scope, { mutation: updateProject, workspaceId, subjectId: id });
    const fields = readProject(given);
    const tracks = givenTracks === undefined ? undefined : readInput(tracksSchema, givenTracks ?? [], 'input.tracks');
    await this.mutations.update(scope, call, async (em) => {
      const project = await lockProject(em, id);
      assertVersion('project', expectedVersion, { ...viewOf(project), tracks: project.tracks });
      await this.choices.assert(em, { workspaceId, path: 'input', choices: { ...choicesOf(project), ...fields }, before: project });
      if (tracks) {
        const sceneIds = new Set((await scenesOf(em, id)).map(timelineIdOf));
        const faults = startFaults(tracks, sceneIds, 'input.tracks');
        if (faults.length > 0) throw badFields(faults);
        // Those that were named are accepted even if they no longer exist, but not on a track of another kind.
        const before = new Set(assetsOfTracks(project.tracks, '').map(keyOf));
        const named = assetsOfTracks(tracks, 'input.tracks').filter((asset) => !before.has(keyOf(asset)));
        await assertAssets(em, workspaceId, named);
      }
      const before = { ...viewOf(project), ...(tracks && { tracks: project.tracks }) };
      // With another preset, the options of the request are removed, because they would hide those of the preset.
      const isOtherPreset = fields.presetId !== undefined && fields.presetId !== (project.presetId ?? null);
      em.assign(project, { ...fields, ...(tracks && { tracks }), ...(isOtherPreset && { options: null }), version: project.version + 1 });
      await em.flush();
      return { before, after: { ...fields, ...(tracks && { tracks }) } };
    });
    return this.get(scope, id);
  }

  /** Hides the project from lists; it can be restored for 30 days. Its jobs and assets remain. Idempotent. */
  async delete(scope: Scope, id: string): Promise<ListedProject> {
    const { workspaceId } = await this.get(scope, id);
    await this.mutations.update(scope, { mutation: deleteProject, workspaceId, subjectId: id }, async (em) => {
      const project = await lockAnyProject(em, id);
      if (project.deletedAt) return {};
      em.assign(project, { deletedAt: new Date(), version: project.version + 1 });
      await em.flush();
      return { before: { name: project.name } };
    });
    return this.get(scope, id);
  }

  /** Restores a project within 30 days of its deletion. Idempotent. @throws ReelwrightError INVALID_STATE afterwards */
  async restore(scope: Scope, id: string): Promise<ListedProject> {
    const { workspaceId } = await this.get(scope, id);
    await this.mutations.update(scope, { mutation: restoreProject, workspaceId, subjectId: id }, async (em) => {
      const project = await lockAnyProject(em, id);
      if (!project.deletedAt) return {};
      if (project.deletedAt.getTime() <= Date.now() - RESTORE_DAYS * DAY_MS)
        throw new ReelwrightError(
          'INVALID_STATE',
          `The project was deleted more than ${RESTORE_DAYS} days ago and can no longer be restored.`,
        );
      em.assign(project, { deletedAt: null, version: project.version + 1 });
      await em.flush();
      return { after: { name: project.name } };
    });
    return this.get(scope, id);
  }

  /** Creates a project with the same content, without films and versions. @throws ReelwrightError INVALID_STATE for a deleted one */
  async duplicate(scope: Scope, input: DuplicateProject): Promise<ListedProject> {
    const { projectId, name } = input;
    const { workspaceId } = await this.get(scope, projectId);
    const call = await this.mutations.authorizeCall(scope, { mutation: duplicateProject, workspaceId, input });
    const fields = readProject(name == null ? {} : { name });
    const made = await this.mutations.create(scope, call, async (em, id) => {
      const original = await lockProject(em, projectId);
      const { project, scenes, ...content } = documentOf(original, await scenesOf(em, projectId));
      const { lastRevision } = original;
      const copy = { ...content, project: { ...project, ...fields }, scenes: scenes.map(copyOf), lastRevision };
      await insertProject(em, scope, { id, workspaceId, ...copy });
    });
    return this.get(scope, made);
  }

  /**
   * A project by its id, also a deleted one. @throws ReelwrightError NOT_FOUND for a missing project and, identically, for one of another
   * workspace
   */
  async get(scope: Scope, id: string): Promise<ListedProject> {
    const project = await this.load(scope, id);
    if (!project) throw notFound('Project');
    return project;
  }

  /** Like `get`, batched; null where `get` throws. */
  load(scope: Scope, id: string): Promise<ListedProject | null> {
    currentActor(scope);
    return this.reads.byId.load(scope, id);
  }

  /** A workspace's projects, newest first by default, with the selected fields. */
  list(
    scope: Scope,
    workspaceId: string,
    args: ListArgs<ProjectFilter, ProjectOrderField>,
    selection?: Selection,
  ): Promise<ListPage<ListedProject>> {
    return this.reads.ofWorkspace.list(scope, workspaceId, args, { selection });
  }

  /** Projects whose scenes or overlays name the asset, newest first by default. */
  usingAsset(scope: Scope, assetId: string, args: ListArgs<ProjectFilter, ProjectOrderField>): Promise<ListPage<ListedProject>> {
    return this.reads.usingAsset.list(scope, assetId, args);
  }
}

/**
 * Checks the fields of a project. Null means the default, except for the name. @throws ReelwrightError BAD_USER_INPUT that names every
 * invalid field
 */
function readProject(given: GivenProject): Partial<ProjectFields> {
  const named = Object.entries(given).filter(([name, value]) => value !== undefined && !(name === 'name' && value === null));
  const values = named.map(([name, value]) => [name, value ?? (PROJECT_DEFAULTS as Record<string, unknown>)[name] ?? null] as const);
  return readInput(projectChanges, Object.fromEntries(values), 'input') as Partial<ProjectFields>;
}

/** What of an asset is checked: which one it is, and whether its kind fits. */
const keyOf = ({ id, kinds }: NamedAsset): string => [id, ...kinds].join(' ');

/** The scene for a copy of its project, in which overlays name it by the id that the original used. */
const copyOf = (scene: DocumentScene): DocumentScene => ({ ...scene, timelineId: timelineIdOf(scene) });

const choicesOf = ({ templateId, presetId, variables }: ProjectRow) => ({ templateId, presetId, variables });

/** The fields of a project that clients see, for conflicts and the audit log. */
const viewOf = (project: ProjectRow) => ({
  id: project.id,
  version: project.version,
  ...Object.fromEntries(PROJECT_FIELD_NAMES.map((name) => [name, project[name] ?? null])),
});

/** The fields that have a value; for all others the preset is asked. */
const present = (given: GivenProject): GivenProject => Object.fromEntries(Object.entries(given).filter(([, value]) => value != null));
