import type { EntityManager } from '@mikro-orm/postgresql';
import type { z } from 'zod';
import { newId } from '../../../kernel/id.ts';
import type { GivenOptions } from '../../../platform/catalogue/film/film-options.ts';
import type { Motion } from '../../../platform/catalogue/motions.ts';
import type { AspectRatio } from '../../../platform/catalogue/sizes/shapes.ts';
import type { TransitionName } from '../../../platform/catalogue/transitions.ts';
import { lockRow } from '../../../platform/database/rows.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { plainText } from '../../../platform/text/plain-text.ts';
import { projectFields } from '../project/project-fields.ts';
import { scenesOf, sizeFault, touch } from '../project/project-lock.ts';
import { insertWhereRoom } from '../project/project-writes.ts';
import { ProjectEntity } from '../project/project.entity.ts';
import { SCENE_DEFAULTS } from '../scenes/scene-fields.ts';
import { keysFor } from '../scenes/scene-order.ts';
import { SceneEntity } from '../scenes/scene.entity.ts';
import type { VersionService } from './version.service.ts';

/** The parts of a request for a film that its project stores. */
interface RequestedFilm {
  readonly workspaceId: string;
  /** Provisional when the request has no title. */
  readonly title: string;
  readonly prompt: string | null;
  readonly script: string | null;
  readonly language: string;
  readonly aspectRatio: AspectRatio;
  readonly templateId: string | null;
  readonly variables: unknown;
  readonly presetId: string | null;
  /** Options of the request itself, without language and aspect ratio. */
  readonly options: GivenOptions;
  /** By default the acting person. */
  readonly createdBy?: string | null | undefined;
}

/** The scenes that were written for the film of a project. */
interface WrittenProject {
  readonly projectId: string;
  /** The title with which the project was created, and the one that was written later. */
  readonly titles: { readonly provisional: string; readonly written: string };
  readonly scenes: readonly { readonly id: string; readonly narration: string }[];
  readonly motion: Motion;
  readonly transition: TransitionName;
  readonly createdBy: string | null;
}

/** Projects that are created together with a requested film, so that people can continue to work on it. */
export class FilmProjects {
  constructor(private readonly versions: VersionService) {}

  /**
   * Creates the project of a requested film, in the transaction of its job. Returns its id; null when the workspace has its maximum of
   * projects, because the film is not refused for that.
   */
  async insert(em: EntityManager, scope: Scope, film: RequestedFilm): Promise<{ readonly id: string } | null> {
    const { workspaceId, language, aspectRatio, templateId, presetId, options, createdBy } = film;
    const project = {
      ...{ name: nameOf(film.title), language, aspectRatio, templateId, presetId },
      brief: accepted(projectFields.brief, film.prompt && plainText(film.prompt)) ?? null,
      script: accepted(projectFields.script, film.script && plainText(film.script)) ?? null,
      variables: accepted(projectFields.variables, film.variables ?? null) ?? null,
    };
    const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value != null));
    const own = Object.keys(given).length > 0 ? { options: given } : {};
    const id = newId();
    const content = { id, workspaceId, project, tracks: [], scenes: [], status: 'RENDERING', createdBy, ...own } as const;
    return (await insertWhereRoom(em, scope, content)) ? { id } : null;
  }

  /**
   * Gives the project the scenes of its film, in the transaction that ends their writing, and returns the number of the version that the
   * film is made from. A project that has other scenes by now, cannot have these, or was deleted is not changed. Returns undefined if the
   * project was edited, because no version then has this film.
   */
  async fill(em: EntityManager, { projectId, titles, scenes, motion, transition, createdBy }: WrittenProject): Promise<number | undefined> {
    const project = await lockRow(em, ProjectEntity, projectId);
    if (!project || project.deletedAt || sizeFault(scenes) !== undefined) return undefined;
    if ((await scenesOf(em, projectId)).length > 0) return undefined;
    const isUntouched = project.version === 1;
    const { workspaceId } = project;
    const keys = keysFor(scenes.length);
    const rows = scenes.map((scene, index) =>
      em.create(SceneEntity, {
        ...SCENE_DEFAULTS,
        ...scene,
        motion,
        transition,
        workspaceId,
        projectId,
        orderKey: keys[index] ?? '',
        createdBy,
      }),
    );
    const name = nameOf(titles.written);
    if (project.name === nameOf(titles.provisional) && project.name !== name) em.assign(project, { name, version: project.version + 1 });
    touch(project);
    await em.flush();
    return isUntouched ? (await this.versions.freeze(em, { project, scenes: rows }, createdBy)).number : undefined;
  }
}

/** The name of a project by the title of its film. A title may contain characters that a name must not have. */
const nameOf = (title: string): string => accepted(projectFields.name, plainText(title).replaceAll('\n', ' ')) ?? 'Film';

/**
 * The value as the field stores it; undefined when the field does not accept it. A film may be requested with characters that no text of a
 * project may have.
 */
function accepted<Field extends z.ZodType>(field: Field, value: unknown): z.output<Field> | undefined {
  const { success, data } = field.safeParse(value);
  return success ? data : undefined;
}
