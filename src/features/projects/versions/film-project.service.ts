import type { EntityManager } from '@mikro-orm/postgresql';
import type { z } from 'zod';
import { newId } from '../../../kernel/id.ts';
import type { GivenOptions } from '../../../platform/catalogue/film/film-options.ts';
import type { Motion } from '../../../platform/catalogue/motions.ts';
import type { AspectRatio } from '../../../platform/catalogue/shapes.ts';
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

/** What a film is requested with that its project keeps. */
interface RequestedFilm {
  readonly workspaceId: string;
  /** Provisional when the request has none. */
  readonly title: string;
  readonly prompt: string | null;
  readonly script: string | null;
  readonly language: string;
  readonly aspectRatio: AspectRatio;
  readonly templateId: string | null;
  readonly variables: unknown;
  readonly presetId: string | null;
  /** That the request itself gives, without language and aspect ratio. */
  readonly options: GivenOptions;
}

/** What was written for the film of a project. */
interface WrittenProject {
  readonly projectId: string;
  /** The title that the project was made with, and the one that was written since. */
  readonly titles: { readonly provisional: string; readonly written: string };
  readonly scenes: readonly { readonly id: string; readonly narration: string }[];
  readonly motion: Motion;
  readonly transition: TransitionName;
  readonly createdBy: string | null;
}

/** Projects that are made with a film, so that people can work on what a request began. */
export class FilmProjects {
  constructor(private readonly versions: VersionService) {}

  /**
   * Writes the project of a requested film, in the transaction of its job. Returns its id; null when the workspace has no room for
   * another project, which is no reason to refuse the film.
   */
  async insert(em: EntityManager, scope: Scope, film: RequestedFilm): Promise<{ readonly id: string } | null> {
    const { workspaceId, language, aspectRatio, templateId, presetId, options } = film;
    const project = {
      ...{ name: nameOf(film.title), language, aspectRatio, templateId, presetId },
      brief: accepted(projectFields.brief, film.prompt && plainText(film.prompt)) ?? null,
      script: accepted(projectFields.script, film.script && plainText(film.script)) ?? null,
      variables: accepted(projectFields.variables, film.variables ?? null) ?? null,
    };
    const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value != null));
    const own = Object.keys(given).length > 0 ? { options: given } : {};
    const id = newId();
    const content = { id, workspaceId, project, tracks: [], scenes: [], status: 'RENDERING', ...own } as const;
    return (await insertWhereRoom(em, scope, content)) ? { id } : null;
  }

  /**
   * Gives the project the scenes of its film, in the transaction that ends their writing, and freezes the version that the film is made
   * from; its number. A project that has scenes by now, cannot hold these, or was deleted stays as it is, and one that was edited has no
   * version of this film: undefined.
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

/** The name that a project has by the title of its film, which may have characters that no name has. */
const nameOf = (title: string): string => accepted(projectFields.name, plainText(title).replaceAll('\n', ' ')) ?? 'Film';

/** The value as the field keeps it; undefined when it does not accept it: a film may be requested with characters that no text of a project has. */
function accepted<Field extends z.ZodType>(field: Field, value: unknown): z.output<Field> | undefined {
  const { success, data } = field.safeParse(value);
  return success ? data : undefined;
}
