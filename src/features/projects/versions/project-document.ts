import type { GivenOptions } from '../../../platform/catalogue/film/film-options.ts';
import type { ProjectFields } from '../project/project-fields.ts';
import { PROJECT_FIELD_NAMES } from '../project/project-fields.ts';
import type { ProjectRow } from '../project/project.entity.ts';
import { SCENE_FIELD_NAMES } from '../scenes/scene-fields.ts';
import type { SceneFields } from '../scenes/scene-fields.ts';
import type { SceneRow } from '../scenes/scene.entity.ts';
import type { SceneRevisions } from '../scenes/scene.states.ts';
import type { Track } from '../timeline/overlay.schema.ts';

/** A scene in a document, with the id that it has in its project. */
export interface DocumentScene extends SceneFields {
  readonly id: string;
  readonly timelineId: string | null;
  /** Not part of a timeline: it says which of several results is shown, not what is. Absent in documents from before there was one. */
  readonly revisions?: SceneRevisions | null;
}

/** Everything that a film is made from, apart from the bytes of assets: the content of a version. */
export interface ProjectDocument {
  readonly project: ProjectFields;
  /** In the order of the film. */
  readonly scenes: readonly DocumentScene[];
  readonly tracks: readonly Track[];
  /** Of the request that the project was made with. Not part of a timeline, like those of a preset. Absent where there are none. */
  readonly options?: GivenOptions;
}

/** `scenes` in the order of the film. */
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

/** The id of a scene in timelines and overlays: the one that it was imported with, or else its own. */
export const timelineIdOf = ({ id, timelineId }: Pick<DocumentScene, 'id'> & { readonly timelineId?: string | null | undefined }): string =>
  timelineId ?? id;

const pick = <Fields extends object>(row: object, names: readonly (keyof Fields)[]): Fields =>
  Object.fromEntries(names.map((name) => [name, (row as Fields)[name] ?? null])) as Fields;
