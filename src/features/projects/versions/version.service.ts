import type { EntityManager } from '@mikro-orm/postgresql';
import { currentActor } from '../../../kernel/actor.ts';
import { notFound } from '../../../kernel/errors.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import { AssetEntity } from '../../assets/asset.entity.ts';
import { PromptTemplateEntity } from '../../templates/template.entity.ts';
import { lockProject, scenesOf } from '../project/project-lock.ts';
import { replaceContent } from '../project/project-writes.ts';
import { ProjectEntity } from '../project/project.entity.ts';
import { projectsById } from '../project/project.read.ts';
import type { ListedProject } from '../project/project.read.ts';
import type { LockedProject } from '../scenes/written-scenes.service.ts';
import { documentOf } from './project-document.ts';
import type { ProjectDocument } from './project-document.ts';
import { ProjectVersionEntity } from './project-version.entity.ts';
import type { ProjectVersionRow } from './project-version.entity.ts';
import { restoreProjectVersion } from './version.mutations.ts';

/** The version that a film is made from. */
export interface TakenVersion {
  readonly workspaceId: string;
  readonly number: number;
  readonly document: ProjectDocument;
}

/** The project of a job, and the number of its version. */
export interface RenderedVersion {
  readonly projectId: string;
  readonly projectVersion: number;
}

/** Immutable states of a project, each made by a render. */
export class VersionService {
  constructor(private readonly mutations: Mutations) {}

  /**
   * The version with the current content of a project, for a film, in the transaction that creates its job. Two films without a change in
   * between share one version. Locks the project until the commit. @throws ReelwrightError INVALID_STATE for a deleted project
   */
  async take(em: EntityManager, projectId: string, createdBy: string | null): Promise<TakenVersion> {
    const project = await lockProject(em, projectId);
    return this.freeze(em, { project, scenes: await scenesOf(em, projectId) }, createdBy);
  }

  /** Like `take`, for a locked project with its scenes in order. */
  async freeze(em: EntityManager, { project, scenes }: LockedProject, createdBy: string | null): Promise<TakenVersion> {
    const { id: projectId, workspaceId, latestVersion } = project;
    const document = documentOf(project, scenes);
    const newest = latestVersion > 0 ? await em.findOne(ProjectVersionEntity, { projectId, number: latestVersion }) : null;
    if (newest && isSame(newest.document, document)) return { workspaceId, number: latestVersion, document };
    const number = latestVersion + 1;
    em.create(ProjectVersionEntity, { projectId, number, workspaceId, document, createdBy });
    project.latestVersion = number;
    await em.flush();
    return { workspaceId, number, document };
  }

  /** The content of a project as it is now, in the caller's snapshot. @throws ReelwrightError NOT_FOUND */
  async current(em: EntityManager, projectId: string): Promise<Omit<TakenVersion, 'number'>> {
    const project = await em.findOne(ProjectEntity, { id: projectId });
    if (!project) throw notFound('Project');
    return { workspaceId: project.workspaceId, document: documentOf(project, await scenesOf(em, projectId)) };
  }

  /** The document that a job of a project is made from, for its steps. @throws Error for a version that does not exist */
  async ofJob(em: EntityManager, { projectId, projectVersion }: RenderedVersion): Promise<ProjectDocument> {
    return (await em.findOneOrFail(ProjectVersionEntity, { projectId, number: projectVersion })).document;
  }

  /**
   * A version by its number. @throws ReelwrightError NOT_FOUND for a missing version or project and, identically, for one of another
   * workspace
   */
  async get(scope: Scope, projectId: string, number: number): Promise<ProjectVersionRow> {
    await this.#project(scope, projectId);
    const version = await scope.read((em) => em.findOne(ProjectVersionEntity, { projectId, number }));
    if (!version) throw notFound('Project version');
    return version;
  }

  /**
   * Replaces the content of a project by that of a version. Scenes keep their ids. References to objects that no longer exist (a purged
   * asset) are left out. The replaced content is lost unless a film has made a version of it.
   */
  async restore(scope: Scope, projectId: string, number: number): Promise<void> {
    const { workspaceId } = await this.#project(scope, projectId);
    const { document } = await this.get(scope, projectId, number);
    await this.mutations.update(scope, { mutation: restoreProjectVersion, workspaceId, subjectId: projectId }, async (em) => {
      const project = await lockProject(em, projectId);
      const scenes = await scenesOf(em, projectId);
      const version = project.version;
      await replaceContent(em, scope, { project, scenes }, await withoutGone(em, workspaceId, document));
      return { before: { version }, after: { number, version: project.version } };
    });
  }

  async #project(scope: Scope, id: string): Promise<ListedProject> {
    currentActor(scope);
    const project = await projectsById.load(scope, id);
    if (!project) throw notFound('Project');
    return project;
  }
}

/** Compared in canonical form, because jsonb stores keys in an order of its own. */
const isSame = (one: ProjectDocument, other: ProjectDocument): boolean => canonical(one) === canonical(other);

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );

/** The document without references to purged rows, which foreign keys would refuse. */
async function withoutGone(
  em: EntityManager,
  workspaceId: string,
  { project, scenes, ...rest }: ProjectDocument,
): Promise<ProjectDocument> {
  const ids = scenes.flatMap(({ visualAssetId, voiceAssetId }) => [visualAssetId, voiceAssetId].filter((id) => id !== null));
  const assets = new Set((await em.find(AssetEntity, { id: { $in: ids }, workspaceId }, { fields: ['id'] })).map(({ id }) => id));
  const { templateId } = project;
  const template = templateId && (await em.findOne(PromptTemplateEntity, { id: templateId, workspaceId }));
  const kept = (id: string | null): string | null => (id !== null && assets.has(id) ? id : null);
  return {
    project: { ...project, templateId: template ? templateId : null },
    scenes: scenes.map((scene) => ({ ...scene, visualAssetId: kept(scene.visualAssetId), voiceAssetId: kept(scene.voiceAssetId) })),
    ...rest,
  };
}
