import type { GivenOptions } from '../../../platform/catalogue/film/film-options.ts';
import type { ProjectFields } from '../project/project-fields.ts';
import { PROJECT_FIELD_NAMES } from '../project/project-fields.ts';
import type { ProjectRow } from '../project/project.entity.ts';
import { SCENE_FIELD_NAMES } from '../scenes/scene-fields.ts';
import type { SceneFields } from '../scenes/scene-fields.ts';
import type { SceneRow } from '../scenes/scene.entity.ts';
import type { SceneRevisions } from '../scenes/scene.states.ts';
import type { Track } from '../timeline/overlay.schema.ts';

/** Fields of scenes that older documents lack, with the values that their scenes have. */
export const NEWER_FIELDS = { captionTranslations: [], clipGainDb: null } satisfies Partial<SceneFields>;
type NewerField = keyof typeof NEWER_FIELDS;

/** A scene in a document, with the id that it has in its project. */
export interface DocumentScene extends Omit<SceneFields, NewerField>, Partial<Pick<SceneFields, NewerField>> {
  readonly id: string;
  readonly timelineId: string | null;
  /** Not part of a timeline, because it selects one of several results. Missing in documents from before it existed. */
  readonly revisions?: SceneRevisions | null;
}

/** Everything that a film is made from, except the bytes of assets: the content of a version. */
export interface ProjectDocument {
  readonly project: ProjectFields;
  /** In the order of the film. */
  readonly scenes: readonly DocumentScene[];
  readonly tracks: readonly Track[];
  /**
   * Options of the request that created the project. Like those of presets they are not part of a timeline. Missing where there are none.
   */
  readonly options?: GivenOptions;
}

/** The document of a project; `scenes` must be in the order of the film. */
export const documentOf = (project: ProjectRow, scenes: readonly SceneRow[]): ProjectDocument => ({
  project: pick<ProjectFields>(project, PROJECT_FIELD_NAMES),
  scenes: scenes.map((scene) => ({
    id: scene.id,
    timelineId: scene.timelineId ?? null,
    revisions: scene.revisions ?? null,
    ...pick<SceneFields>(scene, SCENE_FIELD_NAMES),
  })),
  tracks: project.tracks,
  ...(project.options && { options: project.options }),
});

/** The id of a scene in timelines and overlays: that with which it was imported, or else its own. */
export const timelineIdOf = ({ id, timelineId }: Pick<DocumentScene, 'id'> & { readonly timelineId?: string | null | undefined }): string =>
  timelineId ?? id;

const pick = <Fields extends object>(row: object, names: readonly (keyof Fields)[]): Fields =>
  Object.fromEntries(names.map((name) => [name, (row as Fields)[name] ?? null])) as Fields;
