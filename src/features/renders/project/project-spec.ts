import { isSpoken } from '../film/film-spec.ts';
import type { PictureSpec, SceneSpec } from '../film/film-spec.ts';
import { paragraphEnds } from './paragraph-ends.ts';
import type { ProjectDocument } from './project-request.ts';

/** Milliseconds that a scene without words lasts when it has no length of its own. */
const SILENT_SCENE_MS = 4_000;

/** Milliseconds of a transition without a length of its own. */
export const TRANSITION_MS = 400;

export type DocumentScene = ProjectDocument['scenes'][number];

/** What is known of a picture that a scene shows. */
export interface ShownPicture {
  readonly id: string;
  readonly sha256?: string | null | undefined;
  readonly width?: number | null | undefined;
  readonly height?: number | null | undefined;
}

/** The scenes of a film of a project, with the pictures that they show. A scene whose picture is unknown is drawn. */
export const sceneSpecsOf = (
  { project, scenes }: ProjectDocument,
  { headings, pictures }: { readonly headings: readonly string[]; readonly pictures: ReadonlyMap<string, ShownPicture> },
): SceneSpec[] => {
  const endsParagraph = paragraphEnds(project.script);
  return scenes.map((scene, position): SceneSpec => {
    const picture = pictureSpecOf(scene, pictures);
    const durationMs = lengthOf(scene);
    return {
      id: scene.id,
      position,
      narration: scene.narration,
      heading: headings[position] ?? '',
      motion: scene.motion,
      transition: { kind: scene.transition, ms: scene.transitionMs ?? TRANSITION_MS },
      ...(scene.caption !== null && { caption: scene.caption }),
      ...(durationMs !== null && { durationMs }),
      ...(picture && { picture }),
      ...(scene.revisions && { revisions: scene.revisions }),
      ...(endsParagraph(scene.narration) && { endsParagraph: true }),
    };
  });
};

/** Milliseconds that the scene lasts at least; null for as long as its words take. */
export const lengthOf = (scene: Pick<DocumentScene, 'durationMs' | 'narration'>): number | null =>
  scene.durationMs ?? (isSpoken(scene) ? null : SILENT_SCENE_MS);

export function pictureSpecOf(
  { visualAssetId, fit, focus }: DocumentScene,
  pictures: ReadonlyMap<string, ShownPicture>,
): PictureSpec | undefined {
  const shown = visualAssetId === null ? undefined : pictures.get(visualAssetId);
  if (!shown) return undefined;
  const { id: assetId, sha256, width, height } = shown;
  return { assetId, sha256: sha256 ?? assetId, width: width ?? 1, height: height ?? 1, fit, ...(focus && { focus }) };
}
